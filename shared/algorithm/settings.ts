// The settings of the algorithm: each with its range, its default, and the source of the default. Symbols are those of docs/algorithm.md.

import * as v from "valibot";
import { LOSS_KINDS } from "../prompt/loss.ts";

const number = (min: number, max: number, fallback: number) =>
  v.optional(v.pipe(v.number(), v.finite(), v.minValue(min), v.maxValue(max)), fallback);
const integer = (min: number, max: number, fallback: number) =>
  v.optional(v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max)), fallback);

export const settingsSchema = v.strictObject({
  /**
   * The loss of a sample ([A6], [A7], [A42]). `plain` punishes a constant preference for a label. On small models prompts differ most in
   * this preference, so a few rows show it, and a prompt without it needs no offsets. `calibrated` ignores it. All but `plain` need two
   * classes; a participant with one class falls back to `plain`.
   */
  loss: v.optional(v.picklist(LOSS_KINDS), "plain"),
  /** The gradient estimator: `table` is the bounded count form [A11], `policy-gradient` is that of BDPL and of the paper [A10]. */
  estimator: v.optional(v.picklist(["table", "policy-gradient"]), "table"),
  /**
   * How new prompts are made. `elite`: from the best prompts so far, slot by slot, with the consensus as one more parent, because few
   * queries can tell whole prompts apart long before they can tell single candidates apart. `thompson` [A40]: half of a step's prompts come
   * from the participant's own table, which takes each candidate as often as it may be the best, and half from the consensus. Both need
   * `table`. `distribution`: from p and q, as in the paper. `auto`: `elite` if the budget is small for the number of candidates
   * (budget-plan.ts), else `thompson`.
   */
  sampling: v.optional(v.picklist(["auto", "elite", "thompson", "distribution"]), "auto"),
  /** The geometry of the local and consensus steps [A14]: the mirror step, or a gradient step and projection. */
  geometry: v.optional(v.picklist(["entropic", "euclidean"]), "entropic"),
  /** The step rule in the Euclidean geometry. Adam works on row-centred gradients. The paper uses Adam. */
  optimiser: v.optional(v.picklist(["plain", "adam"]), "plain"),

  /**
   * eta_p: step of the lower level. The paper has 1e-4 with Adam, which moves an entry by at most .003 in thirty steps. Ours is for the
   * entropic geometry.
   */
  stepLower: number(0, 100, 3),
  /** eta_q: step of the upper level. */
  stepUpper: number(0, 100, 3),
  /** e: the share of each draw that is uniform over the slot, in (0, 1) [A3]. */
  samplingFloor: number(1e-6, 0.5, 0.02),
  /** rho: the share of the table's earlier sums and counts that a contribution leaves. 1 never forgets. */
  tableForgetting: number(0, 1, 0.98),
  /**
   * kappa0: the prior count of each entry, the ridge sigma_L^2 / sigma_tok^2 [A11]. 16 beats 2 and 64 on the yardstick (`npm run
   * bench:queries`).
   */
  tableShrinkage: number(1e-3, 1e4, 16),

  /** I: the number of prompts in a step, all on the same queries [A36]. A participant with a small budget uses fewer. */
  samplesPerStep: integer(2, 64, 40),
  /** Queries per class in a step's first look. Bq is this times the participant's classes, and with elites at least 4 in all. */
  rowsPerClass: integer(1, 16, 1),
  /** Every so many steps the better prompts race on all training rows, and the best become incumbents. With 0 they race only at the end. */
  racePeriod: integer(0, 1_000, 0),
  /**
   * The share of a step's prompts that are near the incumbents, in [0, 1) [A4]. Without races there are no incumbents, and it does nothing.
   */
  neighbourhoodShare: number(0, 0.95, 0.5),

  /**
   * The way to estimate phi, the lower level's solution ([A29] to [A31]). In `server-steps` it is the aggregator that makes the steps; the
   * word stays because stored tasks and pages of earlier versions know only this one.
   */
  phi: v.optional(v.picklist(["proximal", "server-steps", "none"]), "proximal"),
  /**
   * kap: the trust region of `proximal`. A small one jumps to the vertex, a large one stays at z. A rule of thumb is 3 times the typical
   * gap of the costs. In the simulation, 1 reaches .8 of the optimum as fast as .3 among 3 participants, and in half the time among 10,
   * where .3 settles on the first noisy tables.
   */
  phiTrust: number(1e-6, 1e6, 1),
  /** K: the number of inner steps of `server-steps`. */
  phiSteps: integer(1, 1_000, 10),
  /** mu: the penalty of the inner consensus in `server-steps`. */
  innerPenalty: number(0, 1e3, 1),
  /** The step of all inner variables in `server-steps`. */
  innerStep: number(1e-6, 10, 0.1),

  /** delta: the number of iterations between two updates of the polytope. */
  cutPeriod: integer(1, 10_000, 5),
  /** eps0: the tolerance per block. A plane is added if h > eps0 * (R + 1). */
  cutTolerance: number(0, 2, 0.05),
  /** gamma: a plane is dropped if its dual stays below this. */
  cutDropThreshold: number(0, 1, 1e-3),
  /** L_max: the most planes that a slot may have. */
  cutLimit: integer(1, 64, 8),
  /** A_max: the number of iterations after which a plane is dropped. */
  cutAgeLimit: integer(1, 100_000, 60),
  /** T1: the iteration after which the polytope is frozen. The convergence proof needs it, practice does not. */
  cutUntil: integer(0, 1_000_000_000, 1_000_000_000),
  /** eta_lambda: the step of the plane duals. */
  dualStep: number(0, 10, 0.05),
  /** lambda_init: the dual of a new plane. */
  dualInitial: number(0, 10, 0.1),
  /** lam_max: the bound of the plane duals [A28]. */
  dualLimit: number(0, 100, 1),
  /** c1_min: the floor of the dual regularisation c1^t = max(c1_min, 1 / (eta_lambda (t+1)^(1/4))) [A28]. */
  dualRegularisation: number(0, 1e3, 0.05),

  /** eta_z: the step of the consensus variable. */
  stepConsensus: number(0, 100, 0.5),
  /**
   * psi: the l1 pull between p and z, per live participant in the z-step (RSA; the sign is corrected: deviation 1 in docs/algorithm.md).
   */
  signPenalty: number(0, 10, 0.05),
  /** eta_theta: the step of the outer dual of p = z. 0 leaves the dual out [A32]. */
  consensusDualStep: number(0, 10, 0),
  /** The bound of the outer dual. */
  consensusDualLimit: number(0, 10, 0.2),
  /** The largest l1 distance of a row of p from the same row of z. 2 is no bound [A16]. */
  rowClip: number(0.01, 2, 1.5),

  /**
   * The robust mean over participants [A34]. `auto` is the mean of rows with bounded costs below 5 participants, the trimmed mean below 10,
   * else the screened mean.
   */
  aggregation: v.optional(v.picklist(["auto", "mean", "trimmed", "median", "centred-clipping", "screened"]), "auto"),
  /** The share of participants that may lie, in [0, 0.5). It is the trim of `trimmed`. */
  assumedMalicious: number(0, 0.49, 0.2),

  /**
   * A label needs the votes of more than this share of a round's voters [A51]; a third if left out. These two have no default that is
   * filled in, so that the settings of tasks without votes stay what they were.
   */
  voteQuorum: v.optional(v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(0.99))),
  /** By so many votes the first label must lead [A51]; 1 if left out. */
  voteMargin: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(256))),

  /** S: an iteration waits for so many contributions, but for no more than there are live participants [A21]. */
  minActive: integer(1, 256, 1),
  /**
   * tau: a contribution that is staler than this (in iterations) only feeds the table. Among R equal participants the staleness is R - 1,
   * and it is much more if somebody sends often: in the simulation, six floods among twenty made all honest contributions too stale at 50,
   * and Z lost 28 % of what it had gained.
   */
  maxStaleness: integer(0, 1_000_000, 1_000),
  /** A participant that is silent for this long, in milliseconds, is suspended [A20]. */
  leaseMs: integer(1_000, 86_400_000, 300_000),
  /** The table of a participant that left counts for so many more iterations. */
  tableLifetime: integer(0, 1_000_000, 500),
});

/** Settings as a task owner writes them: all are optional. */
export type SettingsInput = v.InferInput<typeof settingsSchema>;
/** Settings with every default filled in. */
export type Settings = v.InferOutput<typeof settingsSchema>;

export const defaultSettings: Settings = v.parse(settingsSchema, {});

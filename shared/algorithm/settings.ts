// Every setting of the algorithm with its range, its default and where the default comes from. Symbols are those of docs/algorithm.md.

import * as v from "valibot";
import { LOSS_KINDS } from "../prompt/loss.ts";

const number = (min: number, max: number, fallback: number) =>
  v.optional(v.pipe(v.number(), v.finite(), v.minValue(min), v.maxValue(max)), fallback);
const integer = (min: number, max: number, fallback: number) =>
  v.optional(v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max)), fallback);

export const settingsSchema = v.strictObject({
  /**
   * Loss of a sample ([A6], [A7], [A42]). `plain`: on small models a constant preference for a label is what prompts differ in most, so a few rows tell
   * most about it, and a prompt without one needs no offsets. `calibrated` ignores it. All but `plain` need two classes; a participant that has
   * one only falls back to it.
   */
  loss: v.optional(v.picklist(LOSS_KINDS), "plain"),
  /** Gradient estimator: `table` is the bounded count form [A11], `policy-gradient` is BDPL's, the paper's [A10]. */
  estimator: v.optional(v.picklist(["table", "policy-gradient"]), "table"),
  /**
   * How new prompts are made. `elite`: from the best prompts so far, slot by slot, with the consensus as one parent more: few queries tell whole
   * prompts apart long before they tell single candidates. `thompson` [A40]: half of a step's prompts by the participant's own table, each
   * candidate as often as it is the best for all that is known, half from the consensus. Both with `table` only. `distribution`: from p and q, as
   * the paper does. `auto`: `elite` where the budget is small for the candidates (see budget-plan.ts), else `thompson`.
   */
  sampling: v.optional(v.picklist(["auto", "elite", "thompson", "distribution"]), "auto"),
  /** Geometry of the local and consensus steps [A14]: mirror step, or gradient step and projection. */
  geometry: v.optional(v.picklist(["entropic", "euclidean"]), "entropic"),
  /** Step rule in the Euclidean geometry. Adam works on row-centred gradients. The paper: Adam. */
  optimiser: v.optional(v.picklist(["plain", "adam"]), "plain"),

  /** eta_p: step of the lower level. The paper: 1e-4 with Adam, which moves an entry by at most .003 in thirty steps. Ours is for the entropic geometry. */
  stepLower: number(0, 100, 3),
  /** eta_q: step of the upper level. */
  stepUpper: number(0, 100, 3),
  /** e: share of each draw that is uniform over the slot, in (0, 1) [A3]. */
  samplingFloor: number(1e-6, 0.5, 0.02),
  /** rho: what a contribution leaves of the table's earlier sums and counts. 1 never forgets. */
  tableForgetting: number(0, 1, 0.98),
  /** kappa0: prior count of each entry; the ridge sigma_L^2 / sigma_tok^2 [A11]. 16 beats 2 and 64 on the yardstick (`npm run bench:queries`). */
  tableShrinkage: number(1e-3, 1e4, 16),

  /** I: prompts scored in one step, all on the same queries [A36]. A participant with a small budget uses fewer. */
  samplesPerStep: integer(2, 64, 40),
  /** Queries per class in a step's first look; Bq is this times the classes the participant has; with elites at least 4 in all. */
  rowsPerClass: integer(1, 16, 1),
  /** Every so many steps the better prompts are raced to all training rows and the best kept as incumbents; 0: never, only at the end. */
  racePeriod: integer(0, 1_000, 0),
  /** Share of a step's prompts drawn near the incumbents, in [0, 1) [A4]: without races there are none, and it does nothing. */
  neighbourhoodShare: number(0, 0.95, 0.5),

  /**
   * How phi, the lower level's solution, is estimated ([A29] to [A31]). In `server-steps` it is the aggregator that takes
   * them; the word stays because stored tasks and pages of earlier versions know only this one.
   */
  phi: v.optional(v.picklist(["proximal", "server-steps", "none"]), "proximal"),
  /**
   * kap: trust region of `proximal`; small jumps to the vertex, large stays at z. As a rule of thumb 3 x the typical gap of the costs. In the
   * simulation 1 reaches .8 of the optimum as fast as 0.3 among 3 participants and in half the time among 10, where .3 settles on the first
   * noisy tables.
   */
  phiTrust: number(1e-6, 1e6, 1),
  /** K: inner steps of `server-steps`. */
  phiSteps: integer(1, 1_000, 10),
  /** mu: penalty of the inner consensus in `server-steps`. */
  innerPenalty: number(0, 1e3, 1),
  /** Step of all inner variables in `server-steps`. */
  innerStep: number(1e-6, 10, 0.1),

  /** delta: iterations between two updates of the polytope. */
  cutPeriod: integer(1, 10_000, 5),
  /** eps0: tolerance per block; a plane is added when h > eps0 * (R + 1). */
  cutTolerance: number(0, 2, 0.05),
  /** gamma: a plane whose dual stays below this is dropped. */
  cutDropThreshold: number(0, 1, 1e-3),
  /** L_max: planes per slot. */
  cutLimit: integer(1, 64, 8),
  /** A_max: iterations after which a plane is dropped. */
  cutAgeLimit: integer(1, 100_000, 60),
  /** T1: iteration after which the polytope is frozen; the convergence proof needs it, practice does not. */
  cutUntil: integer(0, 1_000_000_000, 1_000_000_000),
  /** eta_lambda: step of the plane duals. */
  dualStep: number(0, 10, 0.05),
  /** lambda_init: dual of a new plane. */
  dualInitial: number(0, 10, 0.1),
  /** lam_max: bound of the plane duals [A28]. */
  dualLimit: number(0, 100, 1),
  /** c1_min: floor of the dual regularisation c1^t = max(c1_min, 1 / (eta_lambda (t+1)^(1/4))) [A28]. */
  dualRegularisation: number(0, 1e3, 0.05),

  /** eta_z: step of the consensus variable. */
  stepConsensus: number(0, 100, 0.5),
  /** psi: l1 pull between p and z, per live participant in the z-step (RSA; sign corrected: deviation 1 in docs/algorithm.md). */
  signPenalty: number(0, 10, 0.05),
  /** eta_theta: step of the outer dual of p = z; 0 leaves it out [A32]. */
  consensusDualStep: number(0, 10, 0),
  /** Bound of the outer dual. */
  consensusDualLimit: number(0, 10, 0.2),
  /** Largest l1 distance of a row of p from the same row of z; 2 is no bound [A16]. */
  rowClip: number(0.01, 2, 1.5),

  /** Robust mean over participants [A34]. `auto`: mean of scale-clipped rows below 5 participants, trimmed mean below 10, else the screened mean. */
  aggregation: v.optional(v.picklist(["auto", "mean", "trimmed", "median", "centred-clipping", "screened"]), "auto"),
  /** Share of participants that may lie, in [0, 0.5). Sets the trim of `trimmed`. */
  assumedMalicious: number(0, 0.49, 0.2),

  /** S: contributions an iteration waits for, at most the number of live participants [A21]. */
  minActive: integer(1, 256, 1),
  /**
   * tau: a contribution staler than this (in iterations) feeds the table only. Among R equals the staleness is R - 1, and much more when
   * somebody sends often: in the simulation, six of twenty flooding made all honest contributions too stale at 50, and Z lost 28 % of what it had gained.
   */
  maxStaleness: integer(0, 1_000_000, 1_000),
  /** A participant silent for this long, in milliseconds, is suspended [A20]. */
  leaseMs: integer(1_000, 86_400_000, 300_000),
  /** Iterations that the table of a participant that left keeps counting. */
  tableLifetime: integer(0, 1_000_000, 500),
});

/** Settings as written by a task owner: all optional. */
export type SettingsInput = v.InferInput<typeof settingsSchema>;
/** Settings with every default filled in. */
export type Settings = v.InferOutput<typeof settingsSchema>;

export const defaultSettings: Settings = v.parse(settingsSchema, {});

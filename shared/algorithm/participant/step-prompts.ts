// Makes the prompts that a step tries: drawn by the knowledge of single candidates, made of the best so far, or near the incumbents ([A4],
// [A44]).

import { type Rng, randomStream } from "../../math/random.ts";
import { shrinkageOf } from "../level.ts";
import { spreadOf } from "../local-step.ts";
import { withLook } from "./first-look.ts";
import { drawableLevels, type TuningProblem } from "./problem.ts";
import {
  byDistribution,
  byTable,
  choiceKey,
  type Drawable,
  type Draws,
  drawChoice,
  geometric,
  type JointChoice,
  neighbourOf,
  recombinationOf,
} from "./sampling.ts";
import { FIRST_PROMPTS } from "./step-rows.ts";
import type { Origin, StepProgress, Tried, TuningState } from "./tuning-state.ts";

/** New prompts have so many parents [A44]. */
const ELITES = 5;
/** This share of recombinations is changed further [A44c]. */
const MUTATED_SHARE = 0.75;
/** In this share of fresh prompts, the lower level is drawn from the consensus [A4]. */
const CONSENSUS_SHARE = 0.5;
/** So many attempts are made to find a prompt that was not tried yet. Then a neighbour is left out, a recombination repeated [A4e]. */
const ATTEMPTS = 8;
/**
 * The best prompts are counted as if the tables had drawn one more and elites had made three more, so that neither share becomes 0 [A44d].
 */
const SUPPOSED_BY_TABLE = 1;
const SUPPOSED_BY_ELITES = 3;

/** The prompts of step `state.step + 1`, whose first look is at `rows`: fresh ones, then neighbours [A4a], at most `samplesPerStep`. */
export function promptsOfStep(
  problem: TuningProblem,
  state: TuningState,
  rows: readonly number[],
): Pick<StepProgress, "choices" | "origins" | "onDistribution"> {
  // The same seed and step plan the same prompts [A35c].
  const rng = randomStream(problem.seed, "step", state.step + 1);
  const making = makingOf(problem, state);
  const near = state.incumbents.length > 0 ? Math.floor(problem.samplesPerStep * problem.settings.neighbourhoodShare) : 0;
  const fresh = freshPrompts(rng, making, { state, rows, elites: elitesOf(problem, state), count: problem.samplesPerStep - near });
  const choices = [...fresh.choices, ...neighbours(rng, making, { state, fresh: fresh.choices, count: near })];
  return { choices, origins: fresh.origins, onDistribution: fresh.choices.length };
}

interface Making {
  readonly levels: { readonly lower: Drawable; readonly upper: Drawable };
  readonly draws: Draws;
  /** Draws from the consensus; the same as `draws` if nobody else has contributed. */
  readonly shared: Draws;
}

interface Wanted {
  readonly state: TuningState;
  readonly count: number;
}

function freshPrompts(
  rng: Rng,
  making: Making,
  { state, rows, elites, count }: Wanted & { readonly rows: readonly number[]; readonly elites: readonly Tried[] },
): Pick<StepProgress, "choices" | "origins"> {
  const choices: JointChoice[] = unaskedOf(elites, rows).slice(0, count);
  const origins = choices.map((): Origin => "first");
  const kept = new Set(state.promising.map(choiceKey));
  while (choices.length < count) {
    const recombined = elites.length > 0 && rng() >= tableShare(state);
    const choice = recombined ? newRecombination(rng, elites, kept, making) : freshChoice(rng, making);
    kept.add(choiceKey(choice));
    choices.push(choice);
    origins.push(recombined ? "elites" : elites.length > 0 ? "table" : "first");
  }
  return { choices, origins };
}

/** The best incumbent gets half of the neighbours, the next a quarter, and so on [A4b]. No neighbour comes twice. */
function neighbours(
  rng: Rng,
  { levels, draws, shared }: Making,
  { state, fresh, count }: Wanted & { readonly fresh: readonly JointChoice[] },
): readonly JointChoice[] {
  const found: JointChoice[] = [];
  const seen = new Set([...fresh, ...state.incumbents].map(choiceKey));
  for (let k = 0; k < count; k++) {
    const centre = state.incumbents[Math.min(state.incumbents.length - 1, geometric(rng))];
    if (!centre) break;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const choice = neighbourOf(rng, centre, levels, rng() < CONSENSUS_SHARE ? shared : draws);
      if (seen.has(choiceKey(choice))) continue;
      seen.add(choiceKey(choice));
      found.push(choice);
      break;
    }
  }
  return found;
}

/** The parents of new prompts, best first; none until enough prompts have been tried. Those of the first look do not count [A55d]. */
function elitesOf({ sampling }: TuningProblem, { promising }: TuningState): readonly Tried[] {
  const atLarge = promising.filter(({ origin }) => origin !== "look").length;
  return sampling === "elite" && atLarge >= FIRST_PROMPTS ? promising.slice(0, ELITES) : [];
}

/**
 * The share of new prompts that the tables draw; the others are made of elites. It is the share of the tables among the best prompts,
 * without those drawn at large at the beginning. If single candidates matter, the tables find them; if many parts matter a little,
 * recombination does. It is in [1/14, 11/14].
 */
function tableShare({ promising }: TuningState): number {
  const best = promising.slice(0, 2 * ELITES);
  const by = (origin: Origin): number => best.filter((tried) => tried.origin === origin).length;
  const drawn = by("table") + SUPPOSED_BY_TABLE;
  return drawn / (drawn + by("elites") + SUPPOSED_BY_ELITES);
}

/** If the step moves on to other rows, the elites are asked about these first [A44f], so that new prompts can be compared with them. */
function unaskedOf(elites: readonly Tried[], rows: readonly number[]): JointChoice[] {
  return elites.flatMap(({ lower, upper, answers }) => {
    const known = new Set(answers.map(([row]) => row));
    return rows.some((row) => !known.has(row)) ? [{ lower, upper }] : [];
  });
}

function freshChoice(rng: Rng, { levels, draws, shared }: Making): JointChoice {
  const lower = drawChoice(rng, levels.lower, rng() < CONSENSUS_SHARE ? shared.lower : draws.lower);
  return { lower, upper: drawChoice(rng, levels.upper, draws.upper) };
}

/** A recombination, most often with one or two more slots changed. If a few attempts find one that was not tried yet, it is that. */
function newRecombination(rng: Rng, elites: readonly Tried[], tried: ReadonlySet<string>, { levels, draws, shared }: Making): JointChoice {
  // z is one more parent if others have contributed [A44b].
  const stranger = shared === draws ? null : shared.lower;
  for (let attempt = 0; ; attempt++) {
    const made = recombinationOf(rng, elites, levels, stranger);
    const choice = rng() < MUTATED_SHARE ? neighbourOf(rng, made, levels, draws) : made;
    if (attempt >= ATTEMPTS || !tried.has(choiceKey(choice))) return choice;
  }
}

/** The draws by the participant's own knowledge, and by the consensus. Both are the same if nobody else has contributed. */
function makingOf(problem: TuningProblem, { lower, upper, view, look }: TuningState): Making {
  const { sampling, settings, alone } = problem;
  const { samplingFloor: floor } = settings;
  const levels = drawableLevels(problem, lower.distribution, upper.distribution);
  const byDistributions = { lower: byDistribution(levels.lower, floor), upper: byDistribution(levels.upper, floor) };
  if (sampling === "distribution") return { levels, draws: byDistributions, shared: byDistributions };
  const options = { shrinkage: shrinkageOf(settings), floor };
  const draws = {
    lower: withLook(problem, look, byTable(levels.lower, lower.table, { ...options, spread: spreadOf(lower) })),
    upper: byTable(levels.upper, upper.table, { ...options, spread: spreadOf(upper) }),
  };
  if (alone || view.iteration === 0) return { levels, draws, shared: draws };
  const consensus = byDistribution({ ...levels.lower, distribution: Float64Array.from(view.z) }, floor);
  return { levels, draws, shared: { lower: consensus, upper: draws.upper } };
}

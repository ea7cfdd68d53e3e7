// A ready-made federation on the additive black box, for tests and benches. The options say who takes part and how fast they are.

import { slotPart } from "../../algorithm/level.ts";
import type { Settings } from "../../algorithm/settings.ts";
import type { AggregatorState } from "../../algorithm/state.ts";
import { argmax } from "../../math/simplex.ts";
import type { SearchSpace } from "../../prompt/search-space.ts";
import { scoreAt } from "../rounds.ts";
import { simulate } from "../simulation.ts";
import type { SimulationOptions, SimulationResult } from "../simulation-options.ts";
import { createTuner, type HonestTuner, type Tuner } from "../tuner.ts";
import { blackBoxAnswer, blackBoxProblem, blackBoxSettings, blackBoxSpace } from "./black-box-problem.ts";
import { createFederatedBlackBox, type FederatedBlackBox, type FederatedBlackBoxOptions, federatedToy } from "./federated-black-box.ts";

export interface ScenarioOptions extends Partial<Omit<SimulationOptions, "space" | "settings" | "participants" | "until" | "rounds">> {
  readonly seed: string;
  readonly count: number;
  readonly settings?: Partial<Settings>;
  readonly box?: Partial<FederatedBlackBoxOptions>;
  /** The number of training rows of each participant. */
  readonly trainRows?: number;
  /** With `rounds`, phi comes from the paper's synchronous exchanges instead of `settings.phi`, with K = `settings.phiSteps`. */
  readonly phi?: "settings" | "rounds";
  /** Puts another tuner in the place of an honest one. */
  readonly replace?: (who: number, honest: HonestTuner, box: FederatedBlackBox, space: SearchSpace) => Tuner;
  readonly until?: (state: AggregatorState, nowMs: number, box: FederatedBlackBox, space: SearchSpace) => boolean;
}

export interface Scenario {
  readonly space: SearchSpace;
  readonly settings: Settings;
  readonly box: FederatedBlackBox;
  /** All tuners as they would be if they were honest, also those that were replaced. */
  readonly honest: readonly HonestTuner[];
  readonly result: SimulationResult;
}

/** With steps of 3, the default, p and Z would become sharp before this noisy problem's costs are known. */
const GENTLE: Partial<Settings> = { samplesPerStep: 20, stepLower: 1, stepUpper: 1 };

/** Participants take twenty samples a step and half a second a query, unless the options say otherwise. */
export async function runScenario(options: ScenarioOptions): Promise<Scenario> {
  const { count, seed, until, replace, phi = "settings", trainRows = 12 } = options;
  const boxOptions = { ...federatedToy, ...options.box };
  const space = blackBoxSpace(boxOptions);
  const settings = blackBoxSettings({ ...GENTLE, ...options.settings });
  const box = createFederatedBlackBox(boxOptions, count, seed);
  const scoring = box.participants.map((own, who) => {
    const { demonstrations } = boxOptions;
    const problem = blackBoxProblem({
      space,
      settings,
      demonstrations,
      trainRows,
      validationRows: 0,
      alone: false,
      seed: `${seed}/${who}`,
    });
    const answer = blackBoxAnswer(problem, own);
    const tuner = createTuner(problem, answer);
    return { tuner, scoreAt: scoreAt(tuner, answer) };
  });
  const honest = scoring.map(({ tuner }) => tuner);
  const result = await simulate({
    delay: { type: "constant" },
    queryMs: 500,
    networkMs: 50,
    leaseMs: settings.leaseMs,
    maxMs: 3_600_000,
    ...options,
    space,
    settings,
    ...(phi === "rounds" ? { rounds: scoring.map((own) => own.scoreAt) } : {}),
    participants: replace ? honest.map((tuner, who) => replace(who, tuner, box, space)) : honest,
    until: (state, nowMs) => until?.(state, nowMs, box, space) ?? false,
  });
  return { space, settings, box, honest, result };
}

/** The likeliest candidate under z of each phrase slot of the black box. */
export function decoded({ space, box, result }: Pick<Scenario, "space" | "box" | "result">): number[] {
  return box.optimum.map((_, i) => {
    const slot = space.slots[i];
    return slot ? argmax(slotPart(result.state.z, slot)) : 0;
  });
}

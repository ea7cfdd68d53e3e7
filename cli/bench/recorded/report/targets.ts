// The targets of the project on recorded answers, each met or missed by how much.

import type { RecordedReading } from "../evaluate.ts";
import { MAIN_BUDGET, type RecordedCell } from "../run-line.ts";
import { type Arm, compareArms, type MethodComparison } from "./comparison.ts";

export interface RecordedTarget {
  readonly claim: string;
  /** In points: the difference that is wanted at least. */
  readonly wanted: number;
  /** Whether the lower end of the interval has to be above 0 too. */
  readonly beyondChance: boolean;
  readonly found: MethodComparison | undefined;
}

const TOGETHER = "voted";

export function recordedTargetsOf(cells: readonly RecordedCell[]): RecordedTarget[] {
  const arm = (method: string, people: number, reading: RecordedReading): Arm => ({ method, people, reading, budget: MAIN_BUDGET });
  const targets: RecordedTarget[] = [];
  const add = (claim: string, [wanted, beyondChance]: readonly [number, boolean], a: Arm, b: Arm): void => {
    targets.push({ claim, wanted, beyondChance, found: compareArms(cells, a, b) });
  };
  for (const [reading, said] of [
    ["bare", "as pasted"],
    ["pooled", "with probabilities"],
  ] as const) {
    for (const people of [3, 10]) {
      add(`${people} people: together above alone, ${said}`, [5, true], arm(TOGETHER, people, reading), arm("alone", people, reading));
      add(
        `${people} people: together ${people === 3 ? "not below" : "above"} self-labelled, ${said}`,
        [people === 3 ? 0 : 3, people === 10],
        arm(TOGETHER, people, reading),
        arm("self-labelled", people, reading),
      );
      add(
        `${people} people: together at most 1 point below all data in one place, ${said}`,
        [-1, false],
        arm(TOGETHER, people, reading),
        arm("central", people, reading),
      );
    }
    add(`together: 10 people above 3, ${said}`, [0, true], arm(TOGETHER, 10, reading), arm(TOGETHER, 3, reading));
  }
  for (const people of [3, 10]) {
    for (const [method, rows] of [
      ["alone", "own rows"],
      ["central", "everybody's rows"],
    ] as const)
      add(
        `${people} people: layer above offsets, ${method}, ${rows}`,
        [3, true],
        arm(method, people, "layer"),
        arm(method, people, "offsets"),
      );
    add(
      `${people} people: pooled layer above own layer, together`,
      [0, true],
      arm(TOGETHER, people, "pooled"),
      arm(TOGETHER, people, "layer"),
    );
    for (const [reading, said] of [
      ["bare", "as pasted"],
      ["pooled", "with probabilities"],
    ] as const)
      add(
        `${people} people: committee of three above one prompt, ${said}`,
        [3, true],
        arm("committee-3", people, reading),
        arm("alone", people, reading),
      );
  }
  return targets;
}

/** Undefined where nothing was measured. */
export function isMet({ wanted, beyondChance, found }: RecordedTarget): boolean | undefined {
  if (!found) return undefined;
  return 100 * found.mean >= wanted && (!beyondChance || found.low > 0);
}

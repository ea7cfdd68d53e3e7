// Whether a line says anything about methods: where the model answers alike whatever it is shown, no method can win.

import type { Space } from "./space.ts";

export interface Responsiveness {
  /** Share of the largest class among the test rows. */
  readonly majority: number;
  /** Mean accuracy of prompts with private demonstrations, as pasted. */
  readonly demonstrations: number;
  /** Standard deviation of the accuracy of all prompts, as pasted. */
  readonly spread: number;
  readonly responsive: boolean;
}

const ABOVE_MAJORITY = 0.1;
const SPREAD = 0.03;

export function responsiveness(space: Space): Responsiveness {
  const classes = space.test.map(space.classOf);
  const counts = Array.from({ length: space.labels }, (_, c) => classes.filter((label) => label === c).length);
  const majority = Math.max(...counts) / classes.length;
  const all = space.prompts.map((_, prompt) => testAccuracy(space, prompt));
  const shown = all.filter((_, prompt) => space.prompts[prompt]?.kind === "owner");
  const [demonstrations, mean] = [meanOf(shown), meanOf(all)];
  const spread = Math.sqrt(meanOf(all.map((value) => (value - mean) ** 2)));
  return { majority, demonstrations, spread, responsive: demonstrations >= majority + ABOVE_MAJORITY || spread >= SPREAD };
}

export function testAccuracy(space: Space, prompt: number): number {
  const right = space.test.filter((row) => {
    const answer = space.answer(prompt, row);
    return answer.indexOf(Math.max(...answer)) === space.classOf(row);
  });
  return right.length / space.test.length;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

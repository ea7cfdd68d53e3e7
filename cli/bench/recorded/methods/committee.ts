// A committee: k people's prompts answer and their log-probabilities are averaged (W6). Each is what its person found alone; with k = 1 it
// is alone.

import { alone } from "./alone.ts";
import type { RecordedMethod } from "./method.ts";

export const committeeOfTwo: RecordedMethod = committee(2);
export const committeeOfThree: RecordedMethod = committee(3);

function committee(size: number): RecordedMethod {
  return {
    name: `committee-${size}`,
    about: `${size} people's own prompts answer together: ${size} answers in use`,
    run(input) {
      const outcomes = alone.run(input);
      return outcomes?.map((outcome, i) => ({
        spent: outcome.spent,
        members: Array.from({ length: size }, (_, k) => outcomes[(i + k) % outcomes.length]?.members ?? []).flat(),
      }));
    },
  };
}

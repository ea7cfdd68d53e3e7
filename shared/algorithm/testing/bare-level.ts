// A level of bare slots, without the label words of a task, and its joint choices. The tests of the estimators share it.

import type { LevelBatch } from "../estimator.ts";
import type { LevelShape } from "../level.ts";

/** Slots of the given sizes, each with a table of its own. */
export function shapeOf(...sizes: number[]): LevelShape {
  let offset = 0;
  const slots = sizes.map((size) => {
    offset += size;
    return { size, offset: offset - size, table: offset - size };
  });
  return { slots, dimension: offset, tableSize: offset };
}

export function batchOf(samples: readonly number[], losses: readonly number[], onDistribution: number = losses.length): LevelBatch {
  return { samples, losses: Float32Array.from(losses), onDistribution };
}

/** All joint choices, with their probabilities if each slot draws from these. */
export function enumerate(
  sizes: readonly number[],
  probability: (slot: number, j: number) => number,
): readonly { readonly choice: number[]; readonly weight: number }[] {
  let all: { readonly choice: number[]; readonly weight: number }[] = [{ choice: [], weight: 1 }];
  sizes.forEach((size, i) => {
    all = all.flatMap(({ choice, weight }) =>
      Array.from({ length: size }, (_, j) => ({ choice: [...choice, j], weight: weight * probability(i, j) })),
    );
  });
  return all;
}

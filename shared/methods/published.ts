// Variants in which the owner publishes some examples: public demonstration slots stand in place of private ones, or beside them.

import { randomStream, shuffled } from "../math/random.ts";
import type { MethodInput } from "./method.ts";

/** The owner publishes so many examples of each class. They are then in nobody's own pool. */
const PUBLISHED_PER_CLASS = 16;

/**
 * The prompt shows as many demonstrations in all as the task says: all public, or half of each class's (rounded up) public and the rest
 * private. The published examples are drawn from everybody's pools together, and are the same for every seed of the run: an owner publishes
 * once.
 */
export function withPublicDemonstrations(which: "public" | "both"): (input: MethodInput) => MethodInput {
  return (input) => {
    const { task, shares } = input;
    const pooled = shares.flatMap(({ pool }) => pool);
    const publicDemonstrations = task.labels.flatMap((label) =>
      shuffled(
        randomStream("published", label),
        pooled.filter((example) => example.label === label),
      ).slice(0, PUBLISHED_PER_CLASS),
    );
    const published = new Set(publicDemonstrations);
    const shots = task.publicShots + task.privateShots;
    const publicShots = which === "public" ? shots : Math.ceil(shots / 2);
    return {
      ...input,
      task: { ...task, publicDemonstrations, publicShots, privateShots: shots - publicShots },
      shares: shares.map((share) => ({ ...share, pool: share.pool.filter((example) => !published.has(example)) })),
    };
  };
}

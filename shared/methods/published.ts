// What if the owner had published some examples: public demonstration slots instead of private ones, or beside them.

import { randomStream, shuffled } from "../math/random.ts";
import type { MethodInput } from "./method.ts";

/** Examples of each class that the owner publishes; nobody keeps them in a pool of its own then. */
const PUBLISHED_PER_CLASS = 16;

/**
 * As many demonstrations in all as the task has: all public, or half of each class's (rounded up) public and the rest private. Candidates are
 * drawn from everybody's pools together, the same for every seed of the run: an owner publishes once.
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

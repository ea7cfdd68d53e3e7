// One story of a line: who takes part and which rows each holds. A seed draws both, so that many partitions come out of one recording.

import { randomStream, shuffled } from "../../../shared/math/random.ts";
import { dealByShares } from "../record/plan-line.ts";
import type { Space } from "./space.ts";

export interface Person {
  readonly owner: number;
  /** Its own labelled rows, training and validation, in an order of its own. */
  readonly rows: readonly number[];
}

export interface Story {
  readonly space: Space;
  readonly seed: number;
  readonly people: readonly Person[];
}

/** So many of the owners; all learning rows are dealt among them by the class shares of their pools (Dirichlet 0.5). */
export function tellStory(space: Space, people: number, seed: number): Story {
  const rng = randomStream("story", space.line.plan.set, people, seed);
  const owners = shuffled(
    rng,
    Array.from({ length: space.owners }, (_, owner) => owner),
  ).slice(0, people);
  const shares = owners.map((owner) => space.line.plan.labelShares[owner] ?? []);
  const dealt = dealByShares({ rows: space.learning, classOf: space.classOf, shares, rng });
  return { space, seed, people: owners.map((owner, i) => ({ owner, rows: dealt[i] ?? [] })) };
}

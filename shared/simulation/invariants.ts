// Checks the invariants that hold after every event of the aggregator, whatever happened and in whatever order.

import type { AggregatorEvent } from "../algorithm/aggregator/aggregator.ts";
import { slotPart } from "../algorithm/level.ts";
import type { Settings } from "../algorithm/settings.ts";
import type { AggregatorState } from "../algorithm/state.ts";
import { lossBound } from "../prompt/loss.ts";
import type { SearchSpace } from "../prompt/search-space.ts";

/** The rows of p and z are renormalised products, so their sums err by a few units in the last place per entry. */
const SUM_TOLERANCE = 1e-9;

/**
 * Distributions sum to 1, tables and duals are bounded, planes are limited, and iterations come one by one. A contribution counts once, in
 * sequence, and moves p only if it is no staler than `maxStaleness`. Cost: one pass over the state.
 * @throws RangeError that names what broke.
 */
export function checkInvariants(
  space: SearchSpace,
  settings: Settings,
  event: AggregatorEvent,
  before: AggregatorState,
  after: AggregatorState,
): void {
  expectDistributions(space, after.z, "z");
  const range = Math.max(lossBound("plain", space.task.labels.length), lossBound(settings.loss, space.task.labels.length));
  for (const { id, level, consensusDual } of after.participants) {
    expectDistributions(space, level.distribution, `p of ${id}`);
    level.table.sum.forEach((sum, at) => {
      const weight = level.table.weight[at] ?? 0;
      expect(weight >= 0 && Math.abs(sum) <= range * weight * (1 + SUM_TOLERANCE), `table of ${id} at ${at}: ${sum} of weight ${weight}`);
    });
    expect(
      consensusDual.every((theta) => Math.abs(theta) <= settings.consensusDualLimit),
      `consensus dual of ${id} out of bounds`,
    );
  }
  const perSlot = new Map<number, number>();
  for (const plane of after.planes) {
    expect(plane.dual >= 0 && plane.dual <= settings.dualLimit, `dual of plane ${plane.id} is ${plane.dual}`);
    perSlot.set(plane.slot, (perSlot.get(plane.slot) ?? 0) + 1);
    for (const id of plane.participants.keys()) {
      expect(after.participants.find((record) => record.id === id)?.status === "live", `plane ${plane.id} has a block of ${id}, not live`);
    }
  }
  for (const [slot, count] of perSlot) expect(count <= settings.cutLimit, `slot ${slot} has ${count} planes`);
  const iterations = after.iteration - before.iteration;
  expect(iterations === 0 || iterations === 1, `${iterations} iterations in one event`);
  if (event.type === "contribute") expectMergedOnce(settings, event.contribution, before, after);
}

function expectMergedOnce(
  settings: Settings,
  { participant, seq, base }: { readonly participant: string; readonly seq: number; readonly base: number },
  before: AggregatorState,
  after: AggregatorState,
): void {
  const merges = (state: AggregatorState): number => state.participants.reduce((sum, record) => sum + record.merges, 0);
  expect(merges(after) === merges(before) + 1, `a contribution of ${participant} counted ${merges(after) - merges(before)} times`);
  const old = before.participants.find(({ id }) => id === participant);
  const record = after.participants.find(({ id }) => id === participant);
  expect(record?.seq === seq && (old?.seq ?? 0) + 1 === seq, `${participant} merged seq ${seq} after ${old?.seq}`);
  const stale = before.iteration - base > settings.maxStaleness;
  expect(!stale || record?.level.distribution === old?.level.distribution, `a stale contribution of ${participant} moved p`);
}

function expectDistributions(space: SearchSpace, flat: Float64Array, name: string): void {
  space.slots.forEach((slot, i) => {
    const row = slotPart(flat, slot);
    let sum = 0;
    for (const value of row) {
      if (!(value >= 0)) throw new RangeError(`${name}, slot ${i}: entry ${value}`);
      sum += value;
    }
    if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) throw new RangeError(`${name}, slot ${i}: sum ${sum}`);
  });
}

function expect(holds: boolean, complaint: string): void {
  if (!holds) throw new RangeError(complaint);
}

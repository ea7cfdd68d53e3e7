// The pooled costs Cagg: what all participants together know of the candidates' costs, the robust mean of their tables ([A33], [A34]). It
// takes no queries and no waiting.

import { medianInPlace, medianOf, type RobustKind, robustMean, type WeightedRow } from "../../math/robust-mean.ts";
import { type LevelShape, type LevelSlot, shrinkageOf } from "../level.ts";
import { spreadOf } from "../local-step.ts";
import { sameScale, scaleText } from "../scale.ts";
import type { Settings } from "../settings.ts";
import type { LevelState, ParticipantRecord } from "../state.ts";

/**
 * A table's cost of a candidate is limited to so many standard deviations [A33a]. Honest tables stay far below. Without the limit, a
 * participant whose on-distribution losses hardly vary could have any influence by the losses of its other samples.
 */
const COST_LIMIT = 10;

/**
 * Cagg of one slot in units of the losses' standard deviation. Shape [N_i].
 * Each participant brings A/n with weight n, so that a candidate that it never tried dilutes nobody else's knowledge of it. The sum is
 * shrunk by kappa0. Nobody's weight exceeds twice the median participant's, however often it sends, neither in all [A33b] nor at a
 * candidate [A33c]: otherwise, liars could speak alone for a candidate that honest participants have stopped trying.
 */
export function pooledCost(slot: LevelSlot, settings: Settings, contributors: readonly ParticipantRecord[]): Float64Array {
  const totals = contributors.map((record) => totalWeight(record, slot));
  const cap = 2 * medianOf(totals);
  // All rows share one buffer for their weights: making an array for each takes as long as computing with it.
  const buffer = new Float64Array(contributors.length * slot.size);
  const rows = contributors.map((record, r) => {
    const weights = buffer.subarray(r * slot.size, (r + 1) * slot.size);
    return weightedRow(record, slot, { weights, factor: Math.min(1, cap / (totals[r] || 1)) });
  });
  capWeights(buffer, slot.size);
  const mean = robustMean(kindFor(settings, rows.length), rows, slot.size, settings.assumedMalicious);
  // The loop goes row by row, so each entry's sum runs over the participants in their order.
  const total = new Float64Array(slot.size);
  for (const { weights } of rows) for (let j = 0; j < slot.size; j++) total[j] = (total[j] ?? 0) + (weights[j] ?? 0);
  return shrunk(mean, total, shrinkageOf(settings));
}

/** The costs of one slot in one participant's table, in units of its losses' standard deviation. Shape [N_i]. */
export function ownCost(record: ParticipantRecord, slot: LevelSlot, settings: Settings): Float64Array {
  const { values, weights } = weightedRow(record, slot, { weights: new Float64Array(slot.size), factor: 1 });
  return shrunk(values, weights, shrinkageOf(settings));
}

function shrunk(values: Float64Array, weights: Float64Array, shrinkage: number): Float64Array {
  return values.map((value, j) => {
    const weight = weights[j] ?? 0;
    return weight > 0 ? (value * weight) / (weight + shrinkage) : 0;
  });
}

/**
 * The participants whose tables may be averaged: those that know anything and have the most common scale, the earliest of equals [A23a].
 * Participants that are suspended or left count as long as their tables are kept.
 */
export function contributorsOf(participants: readonly ParticipantRecord[]): readonly ParticipantRecord[] {
  const known = participants.filter(({ scale }) => scale !== null);
  const count = new Map<string, number>();
  for (const { scale } of known) count.set(scaleText(scale), (count.get(scaleText(scale)) ?? 0) + 1);
  const most = Math.max(0, ...count.values());
  const pooled = known.find(({ scale }) => count.get(scaleText(scale)) === most)?.scale ?? null;
  return known.filter(({ scale }) => sameScale(scale, pooled));
}

/** The pooled costs of all slots side by side. Shape [dimension]. */
export function pooledCosts(shape: LevelShape, settings: Settings, participants: readonly ParticipantRecord[]): Float64Array {
  const contributors = contributorsOf(participants);
  const costs = new Float64Array(shape.dimension);
  const byTable = new Map<number, Float64Array>();
  for (const slot of shape.slots) {
    const cost = byTable.get(slot.table) ?? pooledCost(slot, settings, contributors);
    byTable.set(slot.table, cost);
    costs.set(cost, slot.offset);
  }
  return costs;
}

function kindFor(settings: Settings, participants: number): RobustKind {
  // [A34e]
  if (settings.aggregation !== "auto") return settings.aggregation;
  // Below five participants a trim would drop a third or more of what is known. There, the bounds of cost and weight have to do.
  if (participants < 5) return "mean";
  // Clipping whole rows would let colluders spend the radius of all candidates on two of them (docs/benchmarks/virtual-time.md, hidden
  // variance).
  return participants < 10 ? "trimmed" : "screened";
}

function weightedRow(
  { level }: ParticipantRecord,
  slot: LevelSlot,
  { weights, factor }: { readonly weights: Float64Array; readonly factor: number },
): WeightedRow {
  const { weight } = level.table;
  for (let j = 0; j < slot.size; j++) weights[j] = (weight[slot.table + j] ?? 0) * factor;
  return { values: standardCosts(level).subarray(slot.table, slot.table + slot.size), weights };
}

/** Costs by level. Most participants' levels are the same as when the costs were last pooled, and a level record never changes. */
const costsByLevel = new WeakMap<LevelState, Float64Array>();

/** A/n of the whole table in standard deviations, limited; 0 for candidates that were never tried. Shape [tableSize]. */
function standardCosts(level: LevelState): Float64Array {
  const known = costsByLevel.get(level);
  if (known) return known;
  const { sum, weight } = level.table;
  const spread = spreadOf(level);
  const costs = new Float64Array(sum.length);
  for (let at = 0; at < sum.length; at++) {
    const n = weight[at] ?? 0;
    if (n > 0) costs[at] = Math.min(COST_LIMIT, Math.max(-COST_LIMIT, (sum[at] ?? 0) / n / spread));
  }
  costsByLevel.set(level, costs);
  return costs;
}

/** Cuts each weight, in place, to twice the median of the participants that know the candidate. Shape [participants x size]. */
function capWeights(weights: Float64Array, size: number): void {
  const known = new Float64Array(weights.length / size);
  for (let j = 0; j < size; j++) {
    let count = 0;
    for (let at = j; at < weights.length; at += size) {
      const weight = weights[at] ?? 0;
      known[count] = weight;
      count += Number(weight > 0);
    }
    const cap = 2 * medianInPlace(known, count);
    for (let at = j; at < weights.length; at += size) weights[at] = Math.min(weights[at] ?? 0, cap);
  }
}

function totalWeight({ level }: ParticipantRecord, slot: LevelSlot): number {
  const { weight } = level.table;
  let sum = 0;
  for (let j = 0; j < slot.size; j++) sum += weight[slot.table + j] ?? 0;
  return sum;
}

// Checks that a participant makes before it uses a message of the aggregator. The aggregator may be wrong, or lie; the participant
// computes with nothing that cannot be true.

import type { Settings } from "../../../shared/algorithm/settings.ts";
import type { LevelState, View } from "../../../shared/algorithm/state.ts";
import type { SearchSpace } from "../../../shared/prompt/search-space.ts";
import { decodeLevel, decodeView } from "../../../shared/protocol/codec.ts";
import type { Downlink, WireView } from "../../../shared/protocol/messages.ts";
import { refusals } from "../../../shared/protocol/refusal.ts";
import { AggregatorError } from "./aggregator-error.ts";

/** z travels as float32, and a slot has at most 4,097 entries. */
const SUM_TOLERANCE = 1e-3;

/** What is known of the aggregator's answers so far. */
export interface Believed {
  readonly space: SearchSpace;
  readonly settings: Settings;
  /** Views of the same epoch are not older than this; 0 where nothing is known yet. */
  readonly iteration: number;
}

/** @throws AggregatorError `unsound` */
export function soundView(wire: WireView, { space, settings, iteration }: Believed): View {
  let view: View;
  try {
    view = decodeView(wire, space.dimension);
  } catch {
    throw unsound();
  }
  // A candidate's pull is the sum of the duals of its slot's planes, each with a sign, and of the outer dual.
  const most = settings.cutLimit * settings.dualLimit + settings.consensusDualLimit + 1e-3;
  const sound =
    view.iteration >= iteration &&
    view.pull.every((value) => Math.abs(value) <= most) &&
    space.slots.every(({ offset, size }) => isDistribution(view.z.subarray(offset, offset + size)));
  if (!sound) throw unsound();
  return view;
}

type StateMessage = Extract<Downlink, { type: "state" }>;

/** @throws AggregatorError `unsound` */
export function soundLevel(message: StateMessage, { space }: Pick<Believed, "space">): LevelState {
  const level = decodeLevel(message);
  if (!level) throw unsound();
  const { distribution, table, moments } = level;
  const { dimension, tableSize, slots } = space;
  const lengths = distribution.length === dimension && table.sum.length === tableSize && table.weight.length === tableSize;
  const momentsFit = moments === null || (moments.first.length === dimension && moments.second.length === dimension);
  const numbers = [distribution, table.sum, table.weight, ...(moments ? [moments.first, moments.second] : [])];
  const sound =
    lengths &&
    momentsFit &&
    numbers.every((vector) => vector.every(Number.isFinite)) &&
    table.weight.every((weight) => weight >= 0) &&
    slots.every(({ offset, size }) => isDistribution(distribution.subarray(offset, offset + size)));
  if (!sound) throw unsound();
  return level;
}

export function unsound(): AggregatorError {
  return new AggregatorError("unsound", refusals.unsound.help);
}

/** NaN fails every comparison. */
function isDistribution(row: Float32Array | Float64Array): boolean {
  let sum = 0;
  for (const value of row) {
    if (!(value >= 0 && value <= 1 + SUM_TOLERANCE)) return false;
    sum += value;
  }
  return Math.abs(sum - 1) <= SUM_TOLERANCE;
}

// Translates between messages and the algorithm's records [A38]. It refuses only vectors that cannot be read; the algorithm checks shapes
// and ranges (checkContribution).

import type { Contribution, LevelState, View } from "../algorithm/state.ts";
import type { ContributeMessage, Downlink, WireView } from "./messages.ts";
import { decodeFloat32, decodeFloat64, decodeUint16, encodeFloat32, encodeFloat64, encodeUint16 } from "./vector-codec.ts";

export function encodeView(view: View): WireView {
  return { iteration: view.iteration, z: encodeFloat32(view.z), pull: encodeFloat32(view.pull) };
}

/** @throws RangeError if the view does not have `dimension` entries. */
export function decodeView(view: WireView, dimension: number): View {
  const z = decodeFloat32(view.z);
  const pull = decodeFloat32(view.pull);
  if (z?.length !== dimension || pull?.length !== dimension) throw new RangeError(`a view must have ${dimension} entries`);
  return { iteration: view.iteration, z, pull };
}

/** A contribution of a finished step, before it gets its place in the epoch. */
export type StepReport = Omit<Contribution, "participant" | "epoch" | "seq" | "base">;
export type UnsentContribution = Omit<ContributeMessage, "epoch" | "seq" | "base">;

/** Makes the message of a finished step. The sender adds epoch, sequence number and base. */
export function encodeStep({ samples, losses, onDistribution, scale, queries, tokens, accuracy }: StepReport): UnsentContribution {
  return {
    type: "contribute",
    samples: encodeUint16(samples),
    losses: encodeFloat32(losses),
    onDistribution,
    rung: scale.rung,
    loss: scale.loss,
    ...(scale.layout === undefined ? {} : { layout: scale.layout }),
    ...(scale.model === undefined ? {} : { model: scale.model }),
    queries,
    tokens,
    ...(accuracy && accuracy.asked > 0 ? { accuracy } : {}),
  };
}

/** Makes a contribution's message. The participant is not in it: the aggregator knows it by its token. */
export function encodeContribution({ epoch, seq, base, ...step }: Contribution): ContributeMessage {
  return { ...encodeStep(step), epoch, seq, base };
}

/** Returns undefined if the samples or losses are no whole number of entries. */
export function decodeContribution(message: ContributeMessage, participant: string): Contribution | undefined {
  const samples = decodeUint16(message.samples);
  const losses = decodeFloat32(message.losses);
  if (!samples || !losses) return undefined;
  const { epoch, seq, base, onDistribution, queries, tokens, accuracy } = message;
  const { loss, rung, layout, model } = message;
  const scale = { loss, rung, ...(layout === undefined ? {} : { layout }), ...(model === undefined ? {} : { model }) };
  const read = { participant, epoch, seq, base, samples, losses, onDistribution, scale, queries, tokens };
  return accuracy ? { ...read, accuracy } : read;
}

type StateMessage = Extract<Downlink, { type: "state" }>;

export function encodeLevel(level: LevelState): Omit<StateMessage, "type" | "epoch" | "seq" | "view"> {
  const { distribution, table, moments, lossVariance, steps } = level;
  return {
    distribution: encodeFloat64(distribution),
    tableSum: encodeFloat64(table.sum),
    tableWeight: encodeFloat64(table.weight),
    moments: moments && { first: encodeFloat64(moments.first), second: encodeFloat64(moments.second) },
    lossVariance,
    steps,
  };
}

/** Returns undefined if a vector cannot be read. */
export function decodeLevel(message: Omit<StateMessage, "type" | "epoch" | "seq" | "view">): LevelState | undefined {
  const distribution = decodeFloat64(message.distribution);
  const sum = decodeFloat64(message.tableSum);
  const weight = decodeFloat64(message.tableWeight);
  if (!distribution || !sum || !weight) return undefined;
  const { lossVariance, steps } = message;
  if (message.moments === null) return { distribution, table: { sum, weight }, moments: null, lossVariance, steps };
  const first = decodeFloat64(message.moments.first);
  const second = decodeFloat64(message.moments.second);
  return first && second ? { distribution, table: { sum, weight }, moments: { first, second }, lossVariance, steps } : undefined;
}

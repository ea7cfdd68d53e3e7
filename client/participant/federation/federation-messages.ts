// What each message of the aggregator changes, and how the two sides find together again after a crash, a sleep or a disagreement.
// An answer to one contribution covers all before it.

import { localStep } from "../../../shared/algorithm/local-step.ts";
import type { TuningProblem } from "../../../shared/algorithm/participant/problem.ts";
import type { LevelState, View } from "../../../shared/algorithm/state.ts";
import { levelDigest } from "../../../shared/algorithm/state-digest.ts";
import { decodeContribution, decodeLevel, decodeView } from "../../../shared/protocol/codec.ts";
import type { ContributeMessage, Downlink, Uplink } from "../../../shared/protocol/messages.ts";
import { refusals } from "../../../shared/protocol/refusal.ts";
import type { Runtime } from "../participant.ts";
import type { Memory } from "../store/checkpoint-memory.ts";
import type { FederationStatus } from "./federation-status.ts";
import type { Outbox } from "./outbox.ts";

type Message<T extends Downlink["type"]> = Extract<Downlink, { type: T }>;

/** Refusals for good in a row after which the participant stops instead of trying further. */
const REFUSAL_LIMIT = 3;

export interface HandlerOptions {
  readonly problem: TuningProblem;
  readonly memory: Memory;
  readonly runtime: Runtime;
  /** Changed in place. */
  readonly status: FederationStatus;
  readonly outbox: Outbox;
  /** Ends what waits to be tried later. */
  readonly closing: AbortSignal;
  send(message: Uplink): boolean;
  onObserved(view: View): void;
  onLeft(): void;
}

/** Messages must be handled one after another. @throws what the store throws. */
export function messageHandler(options: HandlerOptions): (message: Downlink) => Promise<void> {
  const { problem, memory, runtime, status, outbox } = options;
  const dimension = problem.space.dimension;
  let refusedInARow = 0;
  /** What was asked of the aggregator and not answered yet. */
  let resyncing: { readonly newEpoch: boolean } | null = null;
  /** Something was refused for the moment. Whatever was sent after it has a gap before it until all is sent again. */
  let putOff = false;

  const resync = (newEpoch: boolean): void => {
    status.ready = false;
    resyncing = { newEpoch };
    options.send({ type: "resync", newEpoch });
  };
  /** The aggregator has everything up to `seq`. With nothing under way its view may be used, and both sides must agree on p. */
  const acknowledge = async (seq: number, view: View, digest: string): Promise<void> => {
    const { checkpoint } = memory;
    const unanswered = checkpoint.outbox.filter((message) => message.seq > seq);
    status.received = false;
    if (unanswered.length > 0) {
      await memory.update({ outbox: unanswered });
      return;
    }
    await memory.update({ outbox: unanswered, seq: Math.max(seq, checkpoint.seq), tuning: { ...checkpoint.tuning, view } });
    if (levelDigest(memory.checkpoint.tuning.lower) === digest) status.ready = true;
    else resync(false);
  };

  const onWelcome = async (message: Message<"welcome">): Promise<void> => {
    status.phase = message.phase;
    status.presence = message.presence;
    resyncing = null;
    const { epoch } = memory.checkpoint;
    // Epoch 0: this device has never spoken to the aggregator. Any other difference: another device did meanwhile, and this one takes over.
    if (epoch !== 0 && epoch !== message.epoch) return resync(true);
    await memory.update({ epoch: message.epoch });
    await acknowledge(message.seq, decodeView(message.view, dimension), message.digest);
    if (memory.checkpoint.outbox.length > 0) {
      status.ready = true;
      outbox.send();
    }
  };

  const onMerged = async (message: Message<"merged">): Promise<void> => {
    if (message.epoch !== memory.checkpoint.epoch || !memory.checkpoint.outbox.some(({ seq }) => seq <= message.seq)) return;
    refusedInARow = 0;
    status.presence = message.presence;
    memory.note(({ merged, stale, stalenessSum, stalenessMax }) => ({
      ...(message.verdict === "stale" ? { stale: stale + 1 } : { merged: merged + 1 }),
      stalenessLast: message.staleness,
      stalenessSum: stalenessSum + message.staleness,
      stalenessMax: Math.max(stalenessMax, message.staleness),
    }));
    await acknowledge(message.seq, decodeView(message.view, dimension), message.digest);
  };

  const onState = async (message: Message<"state">): Promise<void> => {
    const level = decodeLevel(message);
    if (!level || level.distribution.length !== dimension || level.table.sum.length !== problem.space.tableSize) {
      status.failure = { code: "malformed", message: refusals.malformed.help };
      return;
    }
    const view = decodeView(message.view, dimension);
    const { checkpoint } = memory;
    const pending = checkpoint.outbox
      .filter((entry) => entry.epoch !== message.epoch || entry.seq > message.seq)
      .map((entry, i) => ({ ...entry, epoch: message.epoch, seq: message.seq + 1 + i, base: view.iteration }));
    const lower = pending.reduce((state, entry) => withContribution(problem, state, entry, view), level);
    await memory.update({
      epoch: message.epoch,
      seq: message.seq + pending.length,
      outbox: pending,
      tuning: { ...checkpoint.tuning, lower, view },
    });
    status.ready = true;
    resyncing = null;
    outbox.send();
  };

  const onRefused = async (message: Message<"refused">): Promise<void> => {
    memory.note(({ refused }) => ({ refused: refused + 1 }));
    await memory.update({});
    status.refusal = { code: message.code, detail: message.detail };
    const { retry, help } = refusals[message.code];
    if (message.code === "closed") status.phase = "closed";
    else if (message.code === "paused") status.phase = "paused";
    else if (message.code === "wrong-epoch") status.failure = { code: message.code, message: help };
    else if (retry === "later") {
      putOff = true;
      // Not awaited: messages that come meanwhile must be heard.
      const again = (): void => {
        putOff = false;
        if (resyncing) resync(resyncing.newEpoch);
        else outbox.send();
      };
      runtime.sleep(message.retryAfterMs ?? 2_000, options.closing).then(again, () => undefined);
    } else {
      // Contributions on their way together are refused together: that is one refusal, and what mends it is under way.
      const isMending = message.seq !== undefined && (resyncing !== null || (putOff && message.code === "sequence-gap"));
      if (!isMending) refusedInARow++;
      if (refusedInARow >= REFUSAL_LIMIT) status.failure = { code: message.code, message: help };
      else {
        if (retry === "never" && message.seq !== undefined) {
          await memory.update({ outbox: memory.checkpoint.outbox.filter(({ seq }) => seq !== message.seq) });
        }
        if (!isMending) resync(false);
      }
    }
  };

  return async (message) => {
    switch (message.type) {
      case "welcome":
        return onWelcome(message);
      case "received":
        status.received = true;
        return;
      case "merged":
        return onMerged(message);
      case "state":
        return onState(message);
      case "observed":
        status.presence = message.presence;
        return options.onObserved(decodeView(message.view, dimension));
      case "left":
        return options.onLeft();
      case "phase":
        status.phase = message.phase;
        if (message.phase === "open") outbox.send();
        return;
      case "refused":
        return onRefused(message);
    }
  };
}

/** What the aggregator does with a contribution, done to our own copy of p and table. */
function withContribution(problem: TuningProblem, level: LevelState, message: ContributeMessage, view: View): LevelState {
  const batch = decodeContribution(message, "");
  if (!batch) throw new RangeError("an outbox entry cannot be read");
  const { space, settings, lossRange } = problem;
  return localStep({ shape: space, settings, level, batch, stepSize: settings.stepLower, lossRange }, view);
}

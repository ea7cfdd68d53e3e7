// The change that each message of the aggregator makes, and how the two sides find together again after a crash, a sleep or a disagreement.
// An answer to one contribution covers all before it.

import { localStep } from "../../../shared/algorithm/local-step.ts";
import type { LevelState, View } from "../../../shared/algorithm/state.ts";
import { levelDigest } from "../../../shared/algorithm/state-digest.ts";
import { decodeContribution } from "../../../shared/protocol/codec.ts";
import type { ContributeMessage, Downlink, Uplink, WireView } from "../../../shared/protocol/messages.ts";
import { refusals } from "../../../shared/protocol/refusal.ts";
import type { Platform } from "../../platform/platform.ts";
import type { FederatedTask, FederationMemory } from "./federation-memory.ts";
import type { FederationStatus } from "./federation-status.ts";
import type { Outbox } from "./outbox.ts";
import { soundLevel, soundView, unsound } from "./soundness.ts";

type Message<T extends Downlink["type"]> = Extract<Downlink, { type: T }>;

/** How the votes on public texts stand. */
export type Ballot = Pick<Message<"ballot">, "round" | "voted" | "decided">;

/** Refusals for good in a row after which the participant stops instead of trying further. */
const REFUSAL_LIMIT = 3;
/** The pause before a refused message is sent again where the aggregator names none. */
const TRY_AGAIN_MS = 2_000;
/** Whatever the aggregator says: it could ask for messages without end, or for none ever again. */
const WAIT_MS = { least: 500, most: 600_000 } as const;

export interface HandlerOptions {
  readonly task: FederatedTask;
  readonly memory: FederationMemory;
  readonly runtime: Pick<Platform, "sleep">;
  /** Changed in place. */
  readonly status: FederationStatus;
  readonly outbox: Outbox;
  /** Ends what waits to be tried later. */
  readonly closing: AbortSignal;
  send(message: Uplink): boolean;
  onObserved(view: View): void;
  onBallot(ballot: Ballot): void;
  onLeft(): void;
}

/** What a handler remembers between two messages. */
interface Conversation extends HandlerOptions {
  refusedInARow: number;
  /** The state that was asked of the aggregator and has not come yet. */
  resyncing: { readonly newEpoch: boolean } | null;
  /** True while something that was refused for the moment waits: whatever was sent after it has a gap before it until all is sent again. */
  putOff: boolean;
}

/** Messages must be handled one after another. @throws what the store throws. */
export function messageHandler(options: HandlerOptions): (message: Downlink) => Promise<void> {
  const conversation: Conversation = { ...options, refusedInARow: 0, resyncing: null, putOff: false };
  return (message) => handle(conversation, message);
}

async function handle(conversation: Conversation, message: Downlink): Promise<void> {
  const { status, outbox } = conversation;
  switch (message.type) {
    case "welcome":
      return onWelcome(conversation, message);
    case "received":
      status.received = true;
      return;
    case "merged":
      return onMerged(conversation, message);
    case "state":
      return onState(conversation, message);
    case "observed":
      status.presence = message.presence;
      return conversation.onObserved(believed(conversation, message.view, 0));
    case "ballot":
      return conversation.onBallot(message);
    case "left":
      return conversation.onLeft();
    case "phase":
      status.phase = message.phase;
      if (message.phase === "open") outbox.send();
      return;
    case "refused":
      return onRefused(conversation, message);
    default:
      message satisfies never;
  }
}

async function onWelcome(conversation: Conversation, message: Message<"welcome">): Promise<void> {
  const { memory, status, outbox } = conversation;
  status.phase = message.phase;
  status.presence = message.presence;
  conversation.resyncing = null;
  const { epoch } = memory.checkpoint;
  // Epoch 0: this device has never spoken to the aggregator. Any other difference: another device did meanwhile, and this one takes over.
  if (epoch !== 0 && epoch !== message.epoch) return resync(conversation, true);
  const view = believed(conversation, message.view, epoch === 0 ? 0 : memory.checkpoint.view.iteration);
  await memory.update({ epoch: message.epoch });
  await acknowledge(conversation, message.seq, { view, digest: message.digest });
  if (memory.checkpoint.outbox.length > 0) {
    status.ready = true;
    outbox.send();
  }
}

async function onMerged(conversation: Conversation, message: Message<"merged">): Promise<void> {
  const { memory, status } = conversation;
  if (message.epoch !== memory.checkpoint.epoch || !memory.checkpoint.outbox.some(({ seq }) => seq <= message.seq)) return;
  if (message.seq > memory.checkpoint.seq) throw unsound();
  const view = believed(conversation, message.view, memory.checkpoint.view.iteration);
  conversation.refusedInARow = 0;
  status.presence = message.presence;
  memory.note(({ merged, stale, stalenessSum, stalenessMax }) => ({
    ...(message.verdict === "stale" ? { stale: stale + 1 } : { merged: merged + 1 }),
    stalenessLast: message.staleness,
    stalenessSum: stalenessSum + message.staleness,
    stalenessMax: Math.max(stalenessMax, message.staleness),
  }));
  await acknowledge(conversation, message.seq, { view, digest: message.digest });
}

async function onState(conversation: Conversation, message: Message<"state">): Promise<void> {
  const { memory, status, outbox, task } = conversation;
  const level = soundLevel(message, task);
  const view = believed(conversation, message.view, 0);
  const pending = memory.checkpoint.outbox
    .filter((entry) => entry.epoch !== message.epoch || entry.seq > message.seq)
    .map((entry, i) => ({ ...entry, epoch: message.epoch, seq: message.seq + 1 + i, base: view.iteration }));
  const lower = pending.reduce((state, entry) => withContribution(task, state, { message: entry, view }), level);
  await memory.update({ epoch: message.epoch, seq: message.seq + pending.length, outbox: pending, lower, view });
  status.ready = true;
  conversation.resyncing = null;
  outbox.send();
}

async function onRefused(conversation: Conversation, message: Message<"refused">): Promise<void> {
  const { memory, status } = conversation;
  memory.note(({ refused }) => ({ refused: refused + 1 }));
  await memory.update({});
  status.refusal = { code: message.code, detail: message.detail };
  const { retry, help } = refusals[message.code];
  if (message.code === "closed") status.phase = "closed";
  else if (message.code === "paused") status.phase = "paused";
  // The vote under way is not counted: who waits for its ballot hears how the votes stand instead.
  else if (message.code === "wrong-round" || message.code === "already-voted") conversation.send({ type: "poll" });
  else if (message.code === "wrong-epoch") status.failure = { code: message.code, message: help };
  else if (retry === "later") tryLater(conversation, message.retryAfterMs ?? TRY_AGAIN_MS);
  else await mend(conversation, message);
}

/** The view, if it can be true. @throws AggregatorError `unsound` */
function believed({ task }: Conversation, view: WireView, iteration: number): View {
  return soundView(view, { space: task.space, settings: task.settings, iteration });
}

/** Does not wait: messages that come meanwhile must be heard. */
function tryLater(conversation: Conversation, afterMs: number): void {
  conversation.putOff = true;
  const again = (): void => {
    conversation.putOff = false;
    if (conversation.resyncing) resync(conversation, conversation.resyncing.newEpoch);
    else conversation.outbox.send();
  };
  conversation.runtime.sleep(Math.min(WAIT_MS.most, Math.max(WAIT_MS.least, afterMs)), conversation.closing).then(again, () => undefined);
}

/** Contributions that were sent together are refused together: that counts as one refusal, and what mends it is under way. */
async function mend(conversation: Conversation, { code, seq }: Message<"refused">): Promise<void> {
  const { memory, status, resyncing, putOff } = conversation;
  const { retry, help } = refusals[code];
  const isMending = seq !== undefined && (resyncing !== null || (putOff && code === "sequence-gap"));
  if (!isMending) conversation.refusedInARow++;
  if (conversation.refusedInARow >= REFUSAL_LIMIT) {
    status.failure = { code, message: help };
    return;
  }
  if (retry === "never" && seq !== undefined) {
    await memory.update({ outbox: memory.checkpoint.outbox.filter((entry) => entry.seq !== seq) });
  }
  if (!isMending) resync(conversation, false);
}

function resync(conversation: Conversation, newEpoch: boolean): void {
  conversation.status.ready = false;
  conversation.resyncing = { newEpoch };
  conversation.send({ type: "resync", newEpoch });
}

/** The aggregator has everything up to `seq`. With nothing under way its view may be used, and both sides must agree on p. */
async function acknowledge(
  conversation: Conversation,
  seq: number,
  { view, digest }: { readonly view: View; readonly digest: string },
): Promise<void> {
  const { memory, status } = conversation;
  const { checkpoint } = memory;
  const unanswered = checkpoint.outbox.filter((message) => message.seq > seq);
  status.received = false;
  if (unanswered.length > 0) {
    await memory.update({ outbox: unanswered });
    return;
  }
  await memory.update({ outbox: unanswered, seq: Math.max(seq, checkpoint.seq), view });
  if (levelDigest(memory.checkpoint.lower) === digest) status.ready = true;
  else resync(conversation, false);
}

/** Does to our own copy of p and table what the aggregator does with a contribution. */
function withContribution(
  { space, settings, lossRange }: FederatedTask,
  level: LevelState,
  { message, view }: { readonly message: ContributeMessage; readonly view: View },
): LevelState {
  const batch = decodeContribution(message, "");
  if (!batch) throw new RangeError("an outbox entry cannot be read");
  return localStep({ shape: space, settings, level, batch, stepSize: settings.stepLower, lossRange }, view);
}

// Answers each message of a participant: applies it to the task, and says which replies go to whom. docs/protocol.md numbers the rules.

import { viewFor } from "../../shared/algorithm/aggregator/consensus-step.ts";
import { type ContributionFault, checkContribution, checkCost } from "../../shared/algorithm/aggregator/contribution-check.ts";
import { checkVote, decidedLabels, type VoteFault } from "../../shared/algorithm/aggregator/votes.ts";
import type { ParticipantRecord } from "../../shared/algorithm/state.ts";
import { levelDigest } from "../../shared/algorithm/state-digest.ts";
import { digestOf } from "../../shared/math/digest.ts";
import { decodeContribution, encodeLevel, encodeView } from "../../shared/protocol/codec.ts";
import { type ContributeMessage, type Downlink, PROTOCOL_VERSION, type Uplink } from "../../shared/protocol/messages.ts";
import type { Refusal } from "../../shared/protocol/refusal.ts";
import type { LiveTask, OutgoingReply } from "./live-task.ts";
import { presenceOf } from "./task-status.ts";

/** A participant of a paused task tries again after this time. It is also told when the task opens. */
const PAUSE_MS = 30_000;

export interface UplinkReplies {
  /** Replies for the socket that asked. */
  readonly sender: readonly string[];
  /** Replies to contributions whose iteration waited for this message. Each goes to all sockets of its participant in its epoch. */
  readonly merged: readonly OutgoingReply[];
  /** The epoch in which the sender has shown to be. From now on its socket gets that epoch's replies. */
  readonly spokeIn?: number;
}

/** The first message on a new socket. */
export function welcome(task: LiveTask, record: ParticipantRecord): Downlink {
  return {
    type: "welcome",
    protocol: PROTOCOL_VERSION,
    participant: record.id,
    epoch: record.epoch,
    seq: record.seq,
    digest: levelDigest(record.level),
    phase: task.stored.phase,
    view: encodeView(record.offered),
    presence: presenceOf(task.state),
  };
}

/** A message from a suspended participant makes it live again. One that left comes back by contributing, or with a new epoch. */
export function wake(task: LiveTask, participant: string): void {
  if (task.participant(participant)?.status === "suspended") task.applyEvents([{ type: "resume", participant }]);
}

export function answer(task: LiveTask, participant: string, message: Uplink): UplinkReplies {
  switch (message.type) {
    case "contribute":
      return contribute(task, participant, message);
    case "resync":
      return resync(task, participant, message.newEpoch);
    case "observe":
      return observe(task, participant);
    case "leave":
      return leave(task, participant, message.withdraw ? "withdraw" : "leave");
    case "vote":
      return vote(task, participant, message);
    case "poll":
      return task.participant(participant) ? only(ballotOf(task, participant)) : unknown(task);
  }
}

/** Counts the refusal and makes its message. */
export function refuse(task: LiveTask, refusal: Refusal, seq?: number): UplinkReplies {
  task.countRefusal(refusal.code);
  return only({ type: "refused", ...(seq === undefined ? {} : { seq }), ...refusal });
}

function contribute(task: LiveTask, participant: string, message: ContributeMessage): UplinkReplies {
  const { epoch, seq } = message;
  const digest = digestOf(JSON.stringify(message));
  const earlier = task.ledger.readStoredReply({ participant, epoch, seq });
  if (earlier && earlier.digest !== digest) return refuse(task, { code: "conflict", detail: `seq ${seq} had other content` }, seq);
  if (earlier) return earlier.reply === null ? only({ type: "received", epoch, seq }) : { sender: [earlier.reply], merged: [] };

  const { phase } = task.stored;
  if (phase === "paused") return refuse(task, { code: phase, detail: "the task is paused", retryAfterMs: PAUSE_MS }, seq);
  if (phase === "closed") return refuse(task, { code: phase, detail: "the task is closed" }, seq);
  const contribution = decodeContribution(message, participant);
  if (!contribution) return refuse(task, { code: "malformed", detail: "samples or losses: not a whole number of entries" }, seq);
  const fault = checkContribution(task.space, task.stored.settings, task.state, contribution) ?? checkCost(contribution);
  if (fault) return refuse(task, refusalOf(fault), seq);

  const merged = task.applyEvents([{ type: "contribute", contribution }], { accepted: { participant, epoch, seq, digest } });
  const answered = merged.some((reply) => reply.participant === participant && reply.epoch === epoch && reply.seq === seq);
  const sender = answered ? [] : [JSON.stringify({ type: "received", epoch, seq } satisfies Downlink)];
  return { sender, merged, spokeIn: epoch };
}

function resync(task: LiveTask, participant: string, newEpoch: boolean): UplinkReplies {
  if (newEpoch && task.stored.phase === "closed") return refuse(task, { code: "closed", detail: "the task is closed" });
  // An id whose record is gone must not join a second time: it would begin again at epoch 1, where its old messages would fit.
  if (!task.participant(participant)) return unknown(task);
  if (newEpoch) task.applyEvents([{ type: "join", participant }]);
  const record = task.participant(participant);
  if (!record) return unknown(task);
  const { epoch, seq, level, offered } = record;
  return { ...only({ type: "state", epoch, seq, ...encodeLevel(level), view: encodeView(offered) }), spokeIn: epoch };
}

function observe(task: LiveTask, participant: string): UplinkReplies {
  const record = task.participant(participant);
  if (!record) return unknown(task);
  const view = encodeView(task.showsNews(record) ? viewFor(task.space, task.state, record) : record.offered);
  return only({ type: "observed", view, presence: presenceOf(task.state) });
}

/** One vote a round: sent again it gets how the votes stand, and another one is refused ([P35], [P35a]). */
function vote(task: LiveTask, participant: string, message: Extract<Uplink, { type: "vote" }>): UplinkReplies {
  const { round } = message;
  const counted = task.participant(participant)?.ballot;
  const same = counted?.round === round && counted.labels.length === message.labels.length;
  if (same && message.labels.every((label, text) => label === counted.labels[text])) return only(ballotOf(task, participant));
  const { phase } = task.stored;
  if (phase === "paused") return refuse(task, { code: phase, detail: "the task is paused", retryAfterMs: PAUSE_MS });
  if (phase === "closed") return refuse(task, { code: phase, detail: "the task is closed" });
  const event = { type: "vote", participant, round, labels: Int8Array.from(message.labels) } as const;
  const fault = checkVote(task.space, task.state, event);
  if (fault) return refuse(task, voteRefusalOf(fault));
  const merged = task.applyEvents([event]);
  return { ...only(ballotOf(task, participant)), merged };
}

function ballotOf({ space, state, stored }: LiveTask, participant: string): Downlink {
  const round = state.votes?.round ?? 0;
  const voted = state.participants.some(({ id, ballot }) => id === participant && round > 0 && ballot?.round === round);
  return { type: "ballot", round, voted, decided: [...decidedLabels(space, stored.settings, state)] };
}

function voteRefusalOf(fault: VoteFault): Refusal {
  switch (fault.code) {
    case "unknown-participant":
      return { code: fault.code, detail: "this participant is forgotten" };
    case "already-voted":
      return { code: fault.code, detail: "the first vote of a round counts" };
    case "wrong-round":
      return { code: fault.code, detail: `the round is ${fault.round}` };
    case "wrong-shape":
    case "out-of-range":
      return fault;
  }
}

function leave(task: LiveTask, participant: string, type: "leave" | "withdraw"): UplinkReplies {
  const record = task.participant(participant);
  const gone = !record || (type === "leave" && record.status === "left");
  const merged = gone ? [] : task.applyEvents([{ type, participant }]);
  return { sender: [JSON.stringify({ type: "left" } satisfies Downlink)], merged };
}

function refusalOf(fault: ContributionFault): Refusal {
  switch (fault.code) {
    case "unknown-participant":
      return { code: fault.code, detail: "this participant is forgotten" };
    case "wrong-epoch":
      return { code: fault.code, detail: `the epoch is ${fault.epoch}` };
    case "already-merged":
      return { code: fault.code, detail: `merged up to seq ${fault.seq}` };
    case "sequence-gap":
      return { code: fault.code, detail: `the next seq is ${fault.expected}` };
    case "unknown-base":
      return { code: fault.code, detail: `base ${fault.base}` };
    case "wrong-shape":
    case "out-of-range":
    case "wrong-model":
      return fault;
  }
}

function unknown(task: LiveTask): UplinkReplies {
  return refuse(task, { code: "unknown-participant", detail: "this participant is forgotten" });
}

function only(message: Downlink): UplinkReplies {
  return { sender: [JSON.stringify(message)], merged: [] };
}

// The owner's hold on who takes part and who may look: participants that are removed, its own token, and viewers' tokens.

import type { AggregatorEvent } from "../../shared/algorithm/aggregator/aggregator.ts";
import type { ParticipantRecord } from "../../shared/algorithm/state.ts";
import type { ListedParticipant } from "../../shared/protocol/owner-messages.ts";
import type { Credential } from "../ledger/records.ts";
import { granted, type Result, refused } from "../result.ts";
import { newToken, tokenDigest } from "../token.ts";
import type { LiveTask, OutgoingReply } from "./live-task.ts";

export type MemberRequest =
  | { readonly type: "participants" | "rotate" | "viewers" | "add-viewer" }
  | { readonly type: "remove"; readonly number: number }
  | { readonly type: "revoke-viewer"; readonly id: string };

export type MemberAnswer =
  | { readonly participants: readonly ListedParticipant[] }
  | { readonly ownerToken: string; readonly earlierUntil: number }
  | { readonly viewers: readonly { readonly id: string }[] }
  | { readonly viewer: string; readonly id: string };

/** Earlier tokens of the owner work for so long after a new one was made. */
const OVERLAP_MS = 3_600_000;
/** Every request compares its token with all of them. */
const MAX_VIEWERS = 16;

/** `merged` gets the replies to contributions that had waited for somebody who is removed. */
export function answerMembers(task: LiveTask, request: MemberRequest, now: number, merged: OutgoingReply[]): Result<MemberAnswer> {
  switch (request.type) {
    case "participants":
      return granted(membersOf(task));
    case "remove": {
      const record = task.state.participants.find(({ number }) => number + 1 === request.number);
      if (!record) return refused("unknown-participant", "no participant of this number");
      merged.push(...removeParticipants(task, [record]));
      return granted(membersOf(task));
    }
    case "rotate":
      return granted(rotate(task, now));
    case "viewers":
      return granted(viewersOf(task));
    case "add-viewer":
      return addViewer(task, now);
    case "revoke-viewer": {
      const viewer = task.credentials.find((one) => one.role === "viewer" && idOf(one) === request.id);
      if (!viewer) return refused("unknown-viewer", "no viewer of this id");
      task.revokeViewer(viewer.digest);
      return granted(viewersOf(task));
    }
  }
}

/** Participants that joined with this invite. */
export function joinedWith(task: LiveTask, invite: string): readonly ParticipantRecord[] {
  const ids = new Set(task.credentials.filter((one) => one.invite === invite).map(({ participant }) => participant));
  return task.state.participants.filter(({ id }) => ids.has(id));
}

export function removeParticipants(task: LiveTask, records: readonly ParticipantRecord[]): readonly OutgoingReply[] {
  if (records.length === 0) return [];
  const removed = records.map(({ id }) => id);
  const events = removed.map((participant): AggregatorEvent => ({ type: "withdraw", participant }));
  const replies = task.applyEvents(events, { removed });
  for (const id of removed) task.allowances.forget(id);
  return replies;
}

function membersOf(task: LiveTask): { readonly participants: readonly ListedParticipant[] } {
  const inviteOf = new Map(task.credentials.map((one) => [one.participant, one.invite]));
  const participants = task.state.participants.map(({ id, number, status, merges }) => ({
    number: number + 1,
    status,
    contributions: merges,
    invite: inviteOf.get(id) ?? null,
  }));
  return { participants };
}

function rotate(task: LiveTask, now: number): { readonly ownerToken: string; readonly earlierUntil: number } {
  const ownerToken = newToken();
  const earlierUntil = now + OVERLAP_MS;
  const ending = task.credentials
    .filter(({ role }) => role === "owner")
    .map(({ digest, expiresAt }) => [digest, Math.min(earlierUntil, expiresAt ?? earlierUntil)] as const);
  task.addToken(credentialOf(ownerToken, "owner"), { what: "rotated", now, ending });
  return { ownerToken, earlierUntil };
}

function addViewer(task: LiveTask, now: number): Result<MemberAnswer> {
  if (viewersOf(task).viewers.length >= MAX_VIEWERS) return refused("too-many-viewers", `a task has ${MAX_VIEWERS} viewers`);
  const viewer = newToken();
  const credential = credentialOf(viewer, "viewer");
  task.addToken(credential, { what: "viewer", now });
  return granted({ viewer, id: idOf(credential) });
}

function viewersOf(task: LiveTask): { readonly viewers: readonly { readonly id: string }[] } {
  return { viewers: task.credentials.filter(({ role }) => role === "viewer").map((one) => ({ id: idOf(one) })) };
}

function credentialOf(token: string, role: "owner" | "viewer"): Credential {
  return { digest: tokenDigest(token), role, participant: null, usesLeft: null, expiresAt: null, invite: null };
}

/** A part of the digest: it names the token and opens nothing. */
function idOf({ digest }: Credential): string {
  return digest.slice(0, 16);
}

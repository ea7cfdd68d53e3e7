// Checks tokens: who may read, join, invite and own. Every request passes `admit` first.

import type { AggregatorEvent } from "../../shared/algorithm/aggregator/aggregator.ts";
import { fittingParticipants } from "../../shared/protocol/capacity.ts";
import type { CreateInvite, Joined } from "../../shared/protocol/messages.ts";
import type { Caller, Role } from "../caller.ts";
import type { Credential, StoredInvite } from "../ledger/records.ts";
import { ORIGIN_NOT_LISTED, originAllowed } from "../origin.ts";
import { granted, type Result, refused } from "../result.ts";
import { newPublicId, newToken, tokenDigest } from "../token.ts";
import type { LiveTask } from "./live-task.ts";
import { taskViewOf } from "./task-status.ts";

const DAY_MS = 86_400_000;
/** A participant's token that is not used for so long ends. */
const TOKEN_LIFE_MS = 90 * DAY_MS;
/** A token is renewed if it was last renewed so long ago. */
const TOKEN_RENEWAL_MS = 30 * DAY_MS;

/** Returns the credential behind a request if its page and its token allow what it asks for. */
export function admit(task: LiveTask, caller: Caller, roles: readonly Role[], now: number): Result<Credential> {
  // A partner's page may take part. It may not do what only an owner may do, even if it shows the owner's token.
  const partners = roles.some((role) => role === "participant" || role === "invite") ? task.stored.allowedOrigins : [];
  if (!originAllowed(caller.origin, caller.aggregatorOrigin, partners)) return refused("wrong-origin", ORIGIN_NOT_LISTED);
  if (caller.token === null) return refused("unauthorised", "a bearer token is missing");
  const credential = task.credentialOf(caller.token, now);
  if (!credential) return refused("unauthorised", "the token is not known here");
  if (!roles.includes(credential.role)) return refused("forbidden", `needs a token of: ${roles.join(", ")}`);
  return granted(credential);
}

/** The number of participants that fit into memory, or that the owner allows if that is less. */
export function capacityOf(task: LiveTask): number {
  return Math.min(task.stored.maxParticipants, fittingParticipants(task.space.dimension));
}

/** If all places are taken, a participant that is absent and never contributed loses its place: it has nothing to lose with it. */
export function admitParticipant(task: LiveTask, invite: Credential, now: number): Result<Joined> {
  if (task.stored.phase === "closed") return refused("closed", "the task is closed");
  if (invite.usesLeft !== null && invite.usesLeft <= 0) return refused("invite-spent", "no use is left");
  const capacity = capacityOf(task);
  const full = task.state.participants.length >= capacity;
  const absent = task.state.participants.find(({ status, merges }) => status !== "live" && merges === 0);
  if (full && !absent) return refused("full", `the task takes ${capacity} participants`);
  const makeRoom: AggregatorEvent[] = full && absent ? [{ type: "withdraw", participant: absent.id }] : [];
  const participant = newPublicId();
  const participantToken = newToken();
  const credential: Credential = {
    digest: tokenDigest(participantToken),
    role: "participant",
    participant,
    usesLeft: null,
    expiresAt: now + TOKEN_LIFE_MS,
    invite: task.ledger.readInviteId(invite.digest) ?? null,
  };
  task.noteHeard(participant, now);
  task.applyEvents([...makeRoom, { type: "join", participant }], { joined: { credential, inviteDigest: invite.digest } });
  return granted({ participant, participantToken, ...taskViewOf(task.stored) });
}

/** Lets a participant's token live on when it is used, with one write in a month at most. */
export function renewed(task: LiveTask, { digest, expiresAt }: Credential, now: number): void {
  if (expiresAt === null || expiresAt - now < TOKEN_LIFE_MS - TOKEN_RENEWAL_MS) task.renewToken(digest, now + TOKEN_LIFE_MS);
}

/** Makes an invite and its token. The token is not stored. */
export function newInvite(
  { maxUses, expiresAt, label }: CreateInvite,
  now: number,
): { readonly token: string; readonly invite: StoredInvite } {
  const token = newToken();
  const credential: Credential = {
    digest: tokenDigest(token),
    role: "invite",
    participant: null,
    usesLeft: maxUses,
    expiresAt: expiresAt ?? null,
    invite: null,
  };
  return { token, invite: { id: newPublicId(), label, maxUses, createdAt: now, credential } };
}

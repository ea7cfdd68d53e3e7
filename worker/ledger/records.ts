// The records that a ledger stores: the task, its credentials and invites, and the change that a few events make to the state.

import type { AggregatorEvent } from "../../shared/algorithm/aggregator/aggregator.ts";
import type { Settings } from "../../shared/algorithm/settings.ts";
import type { AggregatorState } from "../../shared/algorithm/state.ts";
import type { Task } from "../../shared/prompt/task.ts";
import type { Phase } from "../../shared/protocol/phase.ts";
import type { AuditNote } from "./audit-rows.ts";
import type { Figures } from "./figure-rows.ts";

export interface StoredTask {
  readonly taskId: string;
  readonly task: Task;
  readonly settings: Settings;
  readonly taskDigest: string;
  readonly phase: Phase;
  readonly maxParticipants: number;
  /** Pages of other sites that may talk to the task. */
  readonly allowedOrigins: readonly string[];
}

export interface Credential {
  /** SHA-256 of the token. */
  readonly digest: string;
  readonly role: "owner" | "viewer" | "invite" | "participant";
  /** Whose token it is; null for owner and invites. */
  readonly participant: string | null;
  /** How often an invite may still be used; null for other tokens. */
  readonly usesLeft: number | null;
  /** Milliseconds since 1970; null never expires. */
  readonly expiresAt: number | null;
  /** The id of the invite that a participant joined with; null for other tokens, and where it was not noted. */
  readonly invite: string | null;
}

/** An invite as it is stored. Of its token there is only the credential's digest. */
export interface StoredInvite {
  readonly id: string;
  readonly label: string;
  readonly maxUses: number;
  readonly createdAt: number;
  readonly credential: Credential;
}

export interface ContributionKey {
  readonly participant: string;
  readonly epoch: number;
  readonly seq: number;
}

/** The digest of a contribution that was taken in, and the reply to it; `reply` is null until its iteration happens. */
export interface StoredReply {
  readonly digest: string;
  readonly reply: string | null;
}

/**
 * Everything that is written in one transaction when events change the state. Records that `after` shares with `before` are not written.
 */
export interface Change {
  readonly before: AggregatorState;
  readonly after: AggregatorState;
  readonly events: readonly AggregatorEvent[];
  readonly heardAt: ReadonlyMap<string, number>;
  /** The time at which the first of the contributions came that now wait for their iteration; null if none waits. */
  readonly waitingSince: number | null;
  readonly refused: Readonly<Record<string, number>>;
  /** A new snapshot is made when so many events have come since the last: a rebuild replays no more than that. */
  readonly snapshotEvery?: number;
  readonly accepted?: ContributionKey & { readonly digest: string };
  readonly replies?: readonly (ContributionKey & { readonly text: string })[];
  readonly joined?: { readonly credential: Credential; readonly inviteDigest: string };
  /** Participants that the owner removes with these events. Their tokens go, and the log goes on: it is evidence. */
  readonly removed?: readonly string[];
  readonly figures?: Figures;
  readonly audit?: readonly AuditNote[];
}

// The memory of a task's Durable Object: the task, its tokens' digests, the log of events, the state that the log leads to, recent replies,
// and the audit of the owner's acts. All SQL is in this folder. Every public method that writes is one transaction without an await inside,
// so a crash leaves all of it or nothing.

import type { AggregatorEvent } from "../../shared/algorithm/aggregator/aggregator.ts";
import type { AggregatorState } from "../../shared/algorithm/state.ts";
import type { AuditEntry, Dashboard, Invite, Minute, Version } from "../../shared/protocol/owner-messages.ts";
import { PHASES, type Phase } from "../../shared/protocol/phase.ts";
import { type AuditNote, insertAudit, readAudit } from "./audit-rows.ts";
import {
  deleteCredential,
  deleteInvite,
  deleteTokensOf,
  insertCredential,
  insertInvite,
  readCredentials,
  readInvites,
  writeExpiry,
} from "./credential-rows.ts";
import { addFigures, readMinutes, readStaleness, recentMeans } from "./figure-rows.ts";
import { eventsSinceSnapshot, forgetEventsOf, insertEvent, lastEvent, readEvents, readSnapshot, restartLog } from "./log-rows.ts";
import type { Change, ContributionKey, Credential, StoredInvite, StoredReply, StoredTask } from "./records.ts";
import { migrate, schemaExists } from "./schema.ts";
import { readHeardAt, readLastEvent, readRefused, readState, readWaitingSince, rewriteState, writeStateChange } from "./state-rows.ts";
import { insertVersion, readPublishedNumber, readVersions, writePublished } from "./version-rows.ts";

/** So many replies are kept per participant. A contribution that is repeated later than that is refused as `already-merged`. */
const ANSWERS_KEPT = 8;

/** Digests of tokens with the times at which they end, in milliseconds since 1970. */
type Expiries = readonly (readonly [string, number])[];

export class Ledger {
  readonly #sql: SqlStorage;
  readonly #transaction: <T>(body: () => T) => T;

  constructor(storage: Pick<DurableObjectStorage, "sql" | "transactionSync">) {
    this.#sql = storage.sql;
    this.#transaction = (body) => storage.transactionSync(body);
  }

  /** False if no task was ever created in this object, or the task was deleted. Writes nothing. */
  exists(): boolean {
    return schemaExists(this.#sql);
  }

  /** Brings the schema up to date. */
  migrate(): void {
    this.#transaction(() => migrate(this.#sql));
  }

  create(task: StoredTask, state: AggregatorState, { owner, invite }: { readonly owner: Credential; readonly invite: StoredInvite }): void {
    this.migrate();
    this.#transaction(() => {
      this.#sql.exec(
        `INSERT INTO task (id, task_id, task, settings, digest, phase, max_participants, allowed_origins)
           VALUES (1, ?, ?, ?, ?, ?, ?, ?)`,
        task.taskId,
        JSON.stringify(task.task),
        JSON.stringify(task.settings),
        task.taskDigest,
        task.phase,
        task.maxParticipants,
        JSON.stringify(task.allowedOrigins),
      );
      insertCredential(this.#sql, owner);
      insertInvite(this.#sql, invite);
      rewriteState(this.#sql, { after: state, heardAt: new Map(), waitingSince: null, refused: {} });
      insertAudit(this.#sql, byOwner("created", "", invite.createdAt));
    });
  }

  readTask(): StoredTask | undefined {
    const [row] = this.#sql.exec<Record<string, string | number>>("SELECT * FROM task").toArray();
    if (!row) return undefined;
    return {
      taskId: String(row.task_id),
      task: JSON.parse(String(row.task)),
      settings: JSON.parse(String(row.settings)),
      taskDigest: String(row.digest),
      phase: PHASES.find((phase) => phase === row.phase) ?? "closed",
      maxParticipants: Number(row.max_participants),
      allowedOrigins: JSON.parse(String(row.allowed_origins)),
    };
  }

  setPhase(phase: Phase, now: number): void {
    this.#transaction(() => {
      this.#sql.exec("UPDATE task SET phase = ?", phase);
      insertAudit(this.#sql, byOwner("phase", phase, now));
    });
  }

  setAllowedOrigins(allowedOrigins: readonly string[], now: number): void {
    this.#transaction(() => {
      this.#sql.exec("UPDATE task SET allowed_origins = ?", JSON.stringify(allowedOrigins));
      insertAudit(this.#sql, byOwner("partners", String(allowedOrigins.length), now));
    });
  }

  readCredentials(): Credential[] {
    return readCredentials(this.#sql);
  }

  addInvite(invite: StoredInvite): void {
    this.#transaction(() => {
      insertInvite(this.#sql, invite);
      insertAudit(this.#sql, byOwner("invited", invite.label, invite.createdAt));
    });
  }

  revokeInvite({ id, label }: Invite, now: number): void {
    this.#transaction(() => {
      deleteInvite(this.#sql, id);
      insertAudit(this.#sql, byOwner("revoked", label, now));
    });
  }

  /** Adds a token of the owner's making: a new one of its own, or a viewer's. Others may end at another time with it. */
  addToken(credential: Credential, note: { readonly what: AuditNote["what"]; readonly now: number; readonly ending?: Expiries }): void {
    this.#transaction(() => {
      insertCredential(this.#sql, credential);
      for (const [digest, expiresAt] of note.ending ?? []) writeExpiry(this.#sql, digest, expiresAt);
      insertAudit(this.#sql, byOwner(note.what, "", note.now));
    });
  }

  revokeViewer(digest: string, now: number): void {
    this.#transaction(() => {
      deleteCredential(this.#sql, digest);
      insertAudit(this.#sql, byOwner("viewer-revoked", "", now));
    });
  }

  renewToken(digest: string, expiresAt: number): void {
    this.#transaction(() => writeExpiry(this.#sql, digest, expiresAt));
  }

  /** The id of the invite of this token. */
  readInviteId(digest: string): string | undefined {
    return this.#sql.exec<{ id: string }>("SELECT id FROM invite WHERE digest = ?", digest).toArray()[0]?.id;
  }

  readInvites(): Invite[] {
    return readInvites(this.#sql);
  }

  publish(version: Version): void {
    this.#transaction(() => {
      insertVersion(this.#sql, version);
      insertAudit(this.#sql, byOwner("published", String(version.number), version.at));
    });
  }

  rollBack(number: number, now: number): void {
    this.#transaction(() => {
      writePublished(this.#sql, number);
      insertAudit(this.#sql, byOwner("rolled-back", String(number), now));
    });
  }

  readVersions(): { readonly current: number | null; readonly versions: Version[] } {
    return { current: readPublishedNumber(this.#sql), versions: readVersions(this.#sql) };
  }

  noteExport(now: number): void {
    this.#transaction(() => insertAudit(this.#sql, byOwner("exported", "", now)));
  }

  readAudit(): AuditEntry[] {
    return readAudit(this.#sql);
  }

  readMinutes(): Minute[] {
    return readMinutes(this.#sql);
  }

  recentMeans(minutes: number): Pick<Minute, "loss" | "accuracy"> {
    return recentMeans(this.#sql, minutes);
  }

  readStaleness(): Dashboard["staleness"] {
    return readStaleness(this.#sql);
  }

  /** @throws DamagedError if a stored record differs from what was written. */
  readState(): AggregatorState {
    return readState(this.#sql);
  }

  /** Replaces the stored state, after it was rebuilt from the log. */
  rewrite(change: Pick<Change, "after" | "heardAt" | "waitingSince" | "refused">): void {
    this.#transaction(() => rewriteState(this.#sql, change));
  }

  readHeardAt(): Map<string, number> {
    return readHeardAt(this.#sql);
  }

  /** The time at which the present wait for an iteration began; null if no contribution waits. */
  readWaitingSince(): number | null {
    return readWaitingSince(this.#sql);
  }

  readRefused(): Record<string, number> {
    return readRefused(this.#sql);
  }

  readStoredReply({ participant, epoch, seq }: ContributionKey): StoredReply | undefined {
    const where = "SELECT digest, reply FROM answer WHERE participant = ? AND epoch = ? AND seq = ?";
    return this.#sql.exec<{ digest: string; reply: string | null }>(where, participant, epoch, seq).toArray()[0];
  }

  /** The log in order. It is read row by row, so nothing may be written while iterating. */
  readEvents(): Generator<AggregatorEvent> {
    return readEvents(this.#sql);
  }

  /** False if the log ends before the last event that the stored state has taken in. */
  isLogWhole(): boolean {
    const expected = readLastEvent(this.#sql);
    return expected === null || expected <= lastEvent(this.#sql);
  }

  /** The state from which the log starts; undefined if that is the initial state. */
  readSnapshot(): AggregatorState | undefined {
    return readSnapshot(this.#sql);
  }

  /** Writes everything that a change of the state brings, in one transaction. */
  commit(change: Change): void {
    const { after, events, accepted, replies = [], joined, removed, figures, audit = [] } = change;
    this.#transaction(() => {
      for (const participant of removed ?? []) deleteTokensOf(this.#sql, participant);
      for (const event of events) insertEvent(this.#sql, event);
      const withdrawn = removed ? [] : events.flatMap((event) => (event.type === "withdraw" ? [event.participant] : []));
      if (withdrawn.length > 0 || eventsSinceSnapshot(this.#sql) >= (change.snapshotEvery ?? Number.POSITIVE_INFINITY))
        restartLog(this.#sql, after);
      // After the snapshot: it remembers the last event, which may be one of theirs.
      forgetEventsOf(this.#sql, withdrawn);
      if (joined) {
        insertCredential(this.#sql, joined.credential);
        this.#sql.exec("UPDATE credential SET uses_left = uses_left - 1 WHERE digest = ?", joined.inviteDigest);
      }
      writeStateChange(this.#sql, change);
      if (accepted) this.#insertAnswer(accepted);
      for (const { text, participant, epoch, seq } of replies) {
        this.#sql.exec("UPDATE answer SET reply = ? WHERE participant = ? AND epoch = ? AND seq = ?", text, participant, epoch, seq);
      }
      if (figures) addFigures(this.#sql, figures);
      for (const note of audit) insertAudit(this.#sql, note);
    });
  }

  #insertAnswer({ participant, epoch, seq, digest }: ContributionKey & { readonly digest: string }): void {
    this.#sql.exec("INSERT INTO answer (participant, epoch, seq, digest) VALUES (?, ?, ?, ?)", participant, epoch, seq, digest);
    this.#sql.exec("DELETE FROM answer WHERE participant = ? AND (epoch < ? OR seq <= ?)", participant, epoch, seq - ANSWERS_KEPT);
  }
}

function byOwner(what: AuditNote["what"], detail: string, at: number): AuditNote {
  return { at, who: "owner", participant: null, what, detail, times: 1 };
}

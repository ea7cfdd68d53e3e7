// The digests of the task's tokens with what each allows, and what the owner sees of each invite.

import type { Invite } from "../../shared/protocol/owner-messages.ts";
import type { Credential, StoredInvite } from "./records.ts";

export function readCredentials(sql: SqlStorage): Credential[] {
  type Row = {
    digest: string;
    role: string;
    participant: string | null;
    uses_left: number | null;
    expires_at: number | null;
    invite: string | null;
  };
  const rows = sql.exec<Row>("SELECT digest, role, participant, uses_left, expires_at, invite FROM credential").toArray();
  return rows.map((row) => ({
    digest: row.digest,
    role: row.role === "owner" || row.role === "invite" || row.role === "viewer" ? row.role : "participant",
    participant: row.participant,
    usesLeft: row.uses_left,
    expiresAt: row.expires_at,
    invite: row.invite,
  }));
}

export function insertCredential(sql: SqlStorage, { digest, role, participant, usesLeft, expiresAt, invite }: Credential): void {
  const insert = "INSERT INTO credential (digest, role, participant, uses_left, expires_at, invite) VALUES (?, ?, ?, ?, ?, ?)";
  sql.exec(insert, digest, role, participant, usesLeft, expiresAt, invite);
}

/** Lets a token end at another time. */
export function writeExpiry(sql: SqlStorage, digest: string, expiresAt: number): void {
  sql.exec("UPDATE credential SET expires_at = ? WHERE digest = ?", expiresAt, digest);
}

export function deleteCredential(sql: SqlStorage, digest: string): void {
  sql.exec("DELETE FROM credential WHERE digest = ?", digest);
}

export function deleteTokensOf(sql: SqlStorage, participant: string): void {
  sql.exec("DELETE FROM credential WHERE participant = ?", participant);
}

export function insertInvite(sql: SqlStorage, { id, label, maxUses, createdAt, credential }: StoredInvite): void {
  insertCredential(sql, credential);
  sql.exec(
    "INSERT INTO invite (id, digest, label, max_uses, created_at) VALUES (?, ?, ?, ?, ?)",
    id,
    credential.digest,
    label,
    maxUses,
    createdAt,
  );
}

/** Newest first. */
export function readInvites(sql: SqlStorage): Invite[] {
  type Row = { id: string; label: string; max_uses: number; uses_left: number; created_at: number | null; expires_at: number | null };
  const rows = sql.exec<Row>(
    "SELECT id, label, max_uses, uses_left, created_at, expires_at FROM invite JOIN credential USING (digest) ORDER BY invite.rowid DESC",
  );
  return rows.toArray().map((row) => ({
    id: row.id,
    label: row.label,
    maxUses: row.max_uses,
    usesLeft: row.uses_left,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }));
}

export function deleteInvite(sql: SqlStorage, id: string): void {
  sql.exec("DELETE FROM credential WHERE digest = (SELECT digest FROM invite WHERE id = ?)", id);
  sql.exec("DELETE FROM invite WHERE id = ?", id);
}

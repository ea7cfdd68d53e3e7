// The audit: who did what and when. It is bounded. If a participant or the aggregator does the same thing again within an hour, the entry
// counts up instead of a new one being added; the owner's acts have an entry each.

import { type AuditEntry, auditActs } from "../../shared/protocol/owner-messages.ts";

const AUDIT_KEPT = 2_000;
const HOUR_MS = 3_600_000;

/** One thing that happened. `times` is above 1 if it was counted before it was written. */
export type AuditNote = AuditEntry;

export function insertAudit(sql: SqlStorage, { at, who, participant, what, detail, times }: AuditNote): void {
  const again = sql.exec<{ ordinal: number }>(
    "SELECT ordinal FROM audit WHERE who = ? AND who <> 'owner' AND participant IS ? AND what = ? AND detail = ? AND at > ? LIMIT 1",
    ...[who, participant, what, detail, at - HOUR_MS],
  );
  const [earlier] = again.toArray();
  if (earlier) {
    sql.exec("UPDATE audit SET at = ?, times = times + ? WHERE ordinal = ?", at, times, earlier.ordinal);
    return;
  }
  const insert = "INSERT INTO audit (at, who, participant, what, detail, times) VALUES (?, ?, ?, ?, ?, ?) RETURNING ordinal";
  const { ordinal } = sql.exec<{ ordinal: number }>(insert, at, who, participant, what, detail, times).one();
  sql.exec("DELETE FROM audit WHERE ordinal <= ?", ordinal - AUDIT_KEPT);
}

/** Newest first. */
export function readAudit(sql: SqlStorage): AuditEntry[] {
  type Row = { at: number; who: string; participant: number | null; what: string; detail: string; times: number };
  const rows = sql.exec<Row>("SELECT at, who, participant, what, detail, times FROM audit ORDER BY at DESC, ordinal DESC").toArray();
  return rows.map((row) => ({
    ...row,
    who: row.who === "owner" || row.who === "participant" ? row.who : "aggregator",
    what: auditActs.find((act) => act === row.what) ?? "refused",
  }));
}

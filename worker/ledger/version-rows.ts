// The versions of the prompt that the owner published, and the number of the version that is published now.

import { asCount } from "../../shared/protocol/messages.ts";
import type { Evidence, Version } from "../../shared/protocol/owner-messages.ts";

/** Older versions are dropped when a new one is published. */
const VERSIONS_KEPT = 200;

/** Newest first. */
export function readVersions(sql: SqlStorage): Version[] {
  type Row = { number: number; at: number; chosen_by: string; choice: string; evidence: string };
  const rows = sql.exec<Row>("SELECT number, at, chosen_by, choice, evidence FROM version ORDER BY number DESC").toArray();
  return rows.map(({ number, at, chosen_by, choice, evidence }) => ({
    number,
    at,
    chosenBy: chosen_by === "owner" ? "owner" : "consensus",
    choice: JSON.parse(choice),
    evidence: evidenceOf(JSON.parse(evidence)),
  }));
}

/** The number of the published version; null before the first. */
export function readPublishedNumber(sql: SqlStorage): number | null {
  return sql.exec<{ number: number }>("SELECT number FROM published").toArray()[0]?.number ?? null;
}

export function insertVersion(sql: SqlStorage, { number, at, chosenBy, choice, evidence }: Version): void {
  sql.exec(
    "INSERT INTO version (number, at, chosen_by, choice, evidence) VALUES (?, ?, ?, ?, ?)",
    ...[number, at, chosenBy, JSON.stringify(choice), JSON.stringify(evidence)],
  );
  writePublished(sql, number);
  sql.exec("DELETE FROM version WHERE number <= ?", number - VERSIONS_KEPT);
}

export function writePublished(sql: SqlStorage, number: number): void {
  sql.exec("INSERT OR REPLACE INTO published (id, number) VALUES (1, ?)", number);
}

/** Versions that were stored before participants sent shares of right answers have no accuracy. */
function evidenceOf(stored: Evidence): Evidence {
  return { ...stored, accuracy: stored.accuracy ?? null, queries: asCount(stored.queries), tokens: asCount(stored.tokens) };
}

// The log of events. When it is long, or a participant withdraws, it starts anew from a snapshot of the state. What came before is evidence
// and is not replayed; of a participant that withdraws, nothing is kept.

import type { AggregatorEvent } from "../../shared/algorithm/aggregator/aggregator.ts";
import type { AggregatorState } from "../../shared/algorithm/state.ts";
import { encodedRecordOf, partsOf, recordOfParts, type StoredRow } from "./parts.ts";
import { DamagedError, decodeRecord, encodeRecord } from "./record-codec.ts";
import { readContribution, readParticipant, type StoredContribution, type StoredParticipant } from "./stored-scale.ts";

/** The log in order. It is read row by row, so nothing may be written while iterating. */
export function* readEvents(sql: SqlStorage): Generator<AggregatorEvent> {
  const rows = sql.exec<EventRow & { ordinal: number }>(
    "SELECT ordinal, type, participant, meta, bytes, checksum FROM event WHERE ordinal > ? ORDER BY ordinal",
    snapshotEvent(sql),
  );
  let next = snapshotEvent(sql) + 1;
  for (const { ordinal, ...row } of rows) {
    if (ordinal !== next++) throw new DamagedError("an event is missing");
    yield eventOf(row);
  }
}

/** The last event that the snapshot has taken in; 0 without one. */
function snapshotEvent(sql: SqlStorage): number {
  return sql.exec<{ snapshot_event: number }>("SELECT snapshot_event FROM log").one().snapshot_event;
}

/** The last event of the log, be it in the snapshot or after it; 0 for none. */
export function lastEvent(sql: SqlStorage): number {
  const { last } = sql.exec<{ last: number }>("SELECT COALESCE(MAX(ordinal), 0) AS last FROM event").one();
  return Math.max(last, snapshotEvent(sql));
}

/** How many events a rebuild would have to replay. */
export function eventsSinceSnapshot(sql: SqlStorage): number {
  return lastEvent(sql) - snapshotEvent(sql);
}

export function insertEvent(sql: SqlStorage, event: AggregatorEvent): void {
  const insert = "INSERT INTO event (ordinal, type, participant, meta, bytes, checksum) VALUES (?, ?, ?, ?, ?, ?)";
  const ordinal = lastEvent(sql) + 1;
  if (event.type === "contribute") {
    const { meta, bytes, checksum } = encodeRecord(event.contribution);
    sql.exec(insert, ordinal, event.type, event.contribution.participant, meta, bytes, checksum);
  } else if (event.type === "vote" || event.type === "vote-round" || event.type === "label-text") {
    const { meta, bytes, checksum } = encodeRecord(event);
    sql.exec(insert, ordinal, event.type, event.type === "vote" ? event.participant : "", meta, bytes, checksum);
  } else {
    sql.exec(insert, ordinal, event.type, event.participant, null, null, null);
  }
}

const INSERT_SNAPSHOT = "INSERT INTO snapshot (place, part, meta, bytes, checksum) VALUES (?, ?, ?, ?, ?)";
/** So many events that are in the snapshot already are kept as evidence of who sent what. */
const EVIDENCE_KEPT = 10_000;

/** Deletes what these participants did. It may be called only together with `restartLog`: the log has gaps then. */
export function forgetEventsOf(sql: SqlStorage, participants: readonly string[]): void {
  for (const participant of participants) sql.exec("DELETE FROM event WHERE participant = ?", participant);
}

/**
 * Lets the log go on from this state. Earlier events are not replayed any more; the latest of them are kept. It writes record by record,
 * because all of them at once may not fit into memory a second time.
 */
export function restartLog(sql: SqlStorage, { participants, ...head }: AggregatorState): void {
  const last = lastEvent(sql);
  sql.exec("DELETE FROM event WHERE ordinal <= ?", last - EVIDENCE_KEPT);
  sql.exec("DELETE FROM snapshot");
  sql.exec("UPDATE log SET snapshot_event = ?", last);
  [head, ...participants].forEach((record, place) => {
    partsOf(record).forEach(({ meta, bytes, checksum }, part) => {
      sql.exec(INSERT_SNAPSHOT, place, part, meta, bytes, checksum);
    });
  });
}

/**
 * The state from which the log starts; undefined if that is the initial state. @throws DamagedError if it differs from what was written.
 */
export function readSnapshot(sql: SqlStorage): AggregatorState | undefined {
  const byPlace = new Map<number, StoredRow[]>();
  for (const { place, ...row } of sql.exec<StoredRow & { place: number }>(
    "SELECT place, meta, bytes, checksum FROM snapshot ORDER BY place, part",
  )) {
    byPlace.set(place, [...(byPlace.get(place) ?? []), row]);
  }
  const [head, ...records] = byPlace.values();
  if (!head) return undefined;
  const participants = records.map((parts) => readParticipant(recordOfParts<StoredParticipant>(parts)));
  return { ...recordOfParts<Omit<AggregatorState, "participants">>(head), participants };
}

type EventRow = { type: string; participant: string; meta: string | null; bytes: ArrayBuffer | null; checksum: number | null };

function eventOf({ type, participant, meta, bytes, checksum }: EventRow): AggregatorEvent {
  switch (type) {
    case "contribute": {
      if (meta === null || bytes === null || checksum === null) throw new DamagedError("a logged contribution is empty");
      return { type, contribution: readContribution(decodeRecord<StoredContribution>(encodedRecordOf({ meta, bytes, checksum }))) };
    }
    case "vote":
    case "vote-round":
    case "label-text":
      if (meta === null || bytes === null || checksum === null) throw new DamagedError("a logged vote is empty");
      return decodeRecord<AggregatorEvent>(encodedRecordOf({ meta, bytes, checksum }));
    case "join":
    case "suspend":
    case "resume":
    case "leave":
    case "withdraw":
      return { type, participant };
    default:
      throw new DamagedError("an event of an unknown type");
  }
}

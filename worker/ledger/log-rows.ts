// The log of events. When a participant withdraws, the log starts anew from a snapshot of the state, and everything it held of the
// participant is gone.

import type { AggregatorEvent } from "../../shared/algorithm/aggregator/aggregator.ts";
import type { AggregatorState } from "../../shared/algorithm/state.ts";
import { encodedRecordOf, partsOf, recordOfParts, type StoredRow } from "./parts.ts";
import { DamagedError, decodeRecord, encodeRecord } from "./record-codec.ts";
import { readContribution, readParticipant, type StoredContribution, type StoredParticipant } from "./stored-scale.ts";

/** The log in order. It is read row by row, so nothing may be written while iterating. */
export function* readEvents(sql: SqlStorage): Generator<AggregatorEvent> {
  const rows = sql.exec<EventRow>("SELECT type, participant, meta, bytes, checksum FROM event ORDER BY ordinal");
  for (const row of rows) yield eventOf(row);
}

export function insertEvent(sql: SqlStorage, event: AggregatorEvent): void {
  const insert = "INSERT INTO event (type, participant, meta, bytes, checksum) VALUES (?, ?, ?, ?, ?)";
  if (event.type === "contribute") {
    const { meta, bytes, checksum } = encodeRecord(event.contribution);
    sql.exec(insert, event.type, event.contribution.participant, meta, bytes, checksum);
  } else if (event.type === "vote" || event.type === "vote-round" || event.type === "label-text") {
    const { meta, bytes, checksum } = encodeRecord(event);
    sql.exec(insert, event.type, event.type === "vote" ? event.participant : "", meta, bytes, checksum);
  } else {
    sql.exec(insert, event.type, event.participant, null, null, null);
  }
}

/**
 * Forgets all events, and lets the log go on from this state. It writes record by record, because all of them at once may not fit into
 * memory a second time.
 */
export function restartLog(sql: SqlStorage, { participants, ...head }: AggregatorState): void {
  sql.exec("DELETE FROM event");
  sql.exec("DELETE FROM snapshot");
  [head, ...participants].forEach((record, place) => {
    partsOf(record).forEach(({ meta, bytes, checksum }, part) => {
      sql.exec("INSERT INTO snapshot VALUES (?, ?, ?, ?, ?)", place, part, meta, bytes, checksum);
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

// The state to which the log leads: one row of scalars and z, one record per participant, one row per plane. Only changed records are
// written.

import type { AggregatorState, CuttingPlane, ParticipantRecord } from "../../shared/algorithm/state.ts";
import { lastEvent } from "./log-rows.ts";
import { encodedRecordOf, partsOf, recordOfParts, type StoredRow } from "./parts.ts";
import { DamagedError, decodeRecord, encodeRecord } from "./record-codec.ts";
import type { Change } from "./records.ts";
import { readParticipant, type StoredParticipant } from "./stored-scale.ts";

type Memory = Pick<Change, "waitingSince" | "refused">;

/** @throws DamagedError if a stored record differs from what was written. */
export function readState(sql: SqlStorage): AggregatorState {
  const { planeDuals, ...scalars } = decodeRecord<StateHead>(
    encodedRecordOf(sql.exec<StoredRow>("SELECT meta, bytes, checksum FROM state").one()),
  );
  const planeRows = sql.exec<StoredRow>("SELECT meta, bytes, checksum FROM plane ORDER BY id").toArray();
  if (planeRows.length !== planeDuals.length) throw new DamagedError("planes are missing");
  const planes = planeDuals.map((duals, i): CuttingPlane => {
    const row = planeRows[i];
    if (!row) throw new DamagedError("a plane is missing");
    return { ...decodeRecord<PlaneBody>(encodedRecordOf(row)), ...duals };
  });
  return { ...scalars, planes, participants: readParticipants(sql) };
}

/** Writes the records that `after` does not share with `before`. */
export function writeStateChange(sql: SqlStorage, change: Omit<Change, "events" | "figures" | "audit">): void {
  writeParticipants(sql, change);
  writePlanes(sql, change.before, change.after);
  writeHead(sql, change.after, change);
}

/** Replaces the whole stored state. */
export function rewriteState(sql: SqlStorage, { after, heardAt, ...memory }: Pick<Change, "after" | "heardAt" | keyof Memory>): void {
  sql.exec("DELETE FROM participant");
  sql.exec("DELETE FROM plane");
  for (const record of after.participants) writeParticipant(sql, record, heardAt.get(record.id) ?? 0);
  for (const plane of after.planes) writePlane(sql, plane);
  writeHead(sql, after, memory);
}

/** The time at which each participant was last heard of, as it was when its record was last written. */
export function readHeardAt(sql: SqlStorage): Map<string, number> {
  const rows = sql.exec<{ id: string; heard_at: number }>("SELECT id, heard_at FROM participant WHERE part = 0").toArray();
  return new Map(rows.map((row) => [row.id, row.heard_at]));
}

/** The time at which the first of the contributions came that now wait for their iteration; null if none waits. */
export function readWaitingSince(sql: SqlStorage): number | null {
  return sql.exec<{ waiting_since: number | null }>("SELECT waiting_since FROM state").one().waiting_since;
}

/** The last event that the stored state has taken in; null if an earlier release wrote the state. */
export function readLastEvent(sql: SqlStorage): number | null {
  return sql.exec<{ last_event: number | null }>("SELECT last_event FROM state").one().last_event;
}

export function readRefused(sql: SqlStorage): Record<string, number> {
  return JSON.parse(sql.exec<{ refused: string }>("SELECT refused FROM state").one().refused);
}

function writeParticipants(sql: SqlStorage, { before, after, heardAt }: Pick<Change, "before" | "after" | "heardAt">): void {
  const old = new Map(before.participants.map((record) => [record.id, record]));
  for (const record of after.participants) {
    if (old.get(record.id) !== record) writeParticipant(sql, record, heardAt.get(record.id) ?? 0);
    old.delete(record.id);
  }
  for (const id of old.keys()) {
    sql.exec("DELETE FROM participant WHERE id = ?", id);
    sql.exec("DELETE FROM answer WHERE participant = ?", id);
  }
}

function writeParticipant(sql: SqlStorage, record: ParticipantRecord, heardAt: number): void {
  const parts = partsOf(record);
  parts.forEach(({ meta, bytes, checksum }, part) => {
    const values = [record.id, part, record.number, heardAt, meta, bytes, checksum];
    sql.exec(
      "INSERT OR REPLACE INTO participant (id, part, number, heard_at, meta, bytes, checksum) VALUES (?, ?, ?, ?, ?, ?, ?)",
      ...values,
    );
  });
  sql.exec("DELETE FROM participant WHERE id = ? AND part >= ?", record.id, parts.length);
}

function readParticipants(sql: SqlStorage): ParticipantRecord[] {
  type Part = StoredRow & { id: string };
  const byId = new Map<string, Part[]>();
  for (const row of sql.exec<Part>("SELECT id, meta, bytes, checksum FROM participant ORDER BY number, part")) {
    byId.set(row.id, [...(byId.get(row.id) ?? []), row]);
  }
  return [...byId.values()].map((parts) => readParticipant(recordOfParts<StoredParticipant>(parts)));
}

function writePlanes(sql: SqlStorage, before: AggregatorState, after: AggregatorState): void {
  const old = new Map(before.planes.map((plane) => [plane.id, plane]));
  for (const plane of after.planes) {
    const was = old.get(plane.id);
    // A plane of which only the dual changed is not written: the duals are stored with z.
    const same = was && was.participants === plane.participants && was.consensus === plane.consensus && was.epsilon === plane.epsilon;
    if (!same) writePlane(sql, plane);
    old.delete(plane.id);
  }
  for (const id of old.keys()) sql.exec("DELETE FROM plane WHERE id = ?", id);
}

function writePlane(sql: SqlStorage, { dual: _dual, previousDual: _previousDual, ...body }: CuttingPlane): void {
  const { meta, bytes, checksum } = encodeRecord(body satisfies PlaneBody);
  sql.exec("INSERT OR REPLACE INTO plane (id, meta, bytes, checksum) VALUES (?, ?, ?, ?)", body.id, meta, bytes, checksum);
}

function writeHead(sql: SqlStorage, { participants: _participants, planes, ...scalars }: AggregatorState, memory: Memory): void {
  const planeDuals = planes.map(({ dual, previousDual }) => ({ dual, previousDual }));
  const { meta, bytes, checksum } = encodeRecord({ ...scalars, planeDuals } satisfies StateHead);
  const { refused, waitingSince } = memory;
  const insert =
    "INSERT OR REPLACE INTO state (id, refused, meta, bytes, checksum, waiting_since, last_event) VALUES (1, ?, ?, ?, ?, ?, ?)";
  sql.exec(insert, JSON.stringify(refused), meta, bytes, checksum, waitingSince, lastEvent(sql));
}

/** The part of the state that changes with every iteration: z, the counters, and each plane's duals. */
type StateHead = Omit<AggregatorState, "participants" | "planes"> & {
  readonly planeDuals: readonly Pick<CuttingPlane, "dual" | "previousDual">[];
};
type PlaneBody = Omit<CuttingPlane, "dual" | "previousDual">;

// All SQL. What a task's Durable Object remembers: the task, who holds which token, the log of events, the state they lead to, recent answers.
// Every public method that writes is one transaction without an await inside, so that a crash leaves all of it or nothing.

import type { AggregatorEvent } from "../shared/algorithm/aggregator.ts";
import type { AggregatorState, Contribution, CuttingPlane, ParticipantRecord } from "../shared/algorithm/state.ts";
import { pack } from "./packing.ts";
import { DamagedError, decodeRecord, encodeRecord, type Row } from "./record-codec.ts";
import type { Answer, Change, ContributionKey, Credential, Phase, StoredTask } from "./stored.ts";

/** Answers kept per participant; older repeats are told `already-merged`. */
export const ANSWERS_KEPT = 8;
/** Below the 2 MB that a row may hold. */
const PART_BYTES = 1_900_000;

/** Numbered by position, from 1. Never changed once released, only added to. */
const MIGRATIONS: readonly (readonly string[])[] = [
  [
    `CREATE TABLE task (id INTEGER PRIMARY KEY CHECK (id = 1), task_id TEXT NOT NULL, task TEXT NOT NULL, settings TEXT NOT NULL,
       digest TEXT NOT NULL, phase TEXT NOT NULL, max_participants INTEGER NOT NULL, allowed_origins TEXT NOT NULL)`,
    `CREATE TABLE credential (digest TEXT PRIMARY KEY, role TEXT NOT NULL, participant TEXT, uses_left INTEGER, expires_at INTEGER)`,
    `CREATE TABLE event (ordinal INTEGER PRIMARY KEY, type TEXT NOT NULL, participant TEXT NOT NULL, meta TEXT, bytes BLOB, checksum INTEGER)`,
    `CREATE TABLE state (id INTEGER PRIMARY KEY CHECK (id = 1), refused TEXT NOT NULL, meta TEXT NOT NULL, bytes BLOB NOT NULL,
       checksum INTEGER NOT NULL)`,
    `CREATE TABLE participant (id TEXT NOT NULL, part INTEGER NOT NULL, number INTEGER NOT NULL, heard_at INTEGER NOT NULL,
       meta TEXT NOT NULL, bytes BLOB NOT NULL, checksum INTEGER NOT NULL, PRIMARY KEY (id, part))`,
    `CREATE TABLE plane (id INTEGER PRIMARY KEY, meta TEXT NOT NULL, bytes BLOB NOT NULL, checksum INTEGER NOT NULL)`,
    `CREATE TABLE answer (participant TEXT NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL, digest TEXT NOT NULL, reply TEXT,
       PRIMARY KEY (participant, epoch, seq))`,
  ],
];

export class Ledger {
  readonly #sql: SqlStorage;
  readonly #transaction: <T>(body: () => T) => T;

  constructor(storage: Pick<DurableObjectStorage, "sql" | "transactionSync">) {
    this.#sql = storage.sql;
    this.#transaction = (body) => storage.transactionSync(body);
  }

  /** False in an object where no task was ever created, or whose task was deleted. Writes nothing. */
  exists(): boolean {
    return this.#sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migration'").toArray().length > 0;
  }

  /** Brings the schema up to date. */
  migrate(): void {
    this.#transaction(() => {
      this.#sql.exec("CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY)");
      const done = this.#sql.exec<{ version: number }>("SELECT COALESCE(MAX(version), 0) AS version FROM migration").one().version;
      MIGRATIONS.slice(done).forEach((statements, i) => {
        for (const statement of statements) this.#sql.exec(statement);
        this.#sql.exec("INSERT INTO migration (version) VALUES (?)", done + i + 1);
      });
    });
  }

  create(task: StoredTask, state: AggregatorState, credentials: readonly Credential[]): void {
    this.migrate();
    this.#transaction(() => {
      this.#sql.exec(
        "INSERT INTO task VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
        task.taskId,
        JSON.stringify(task.task),
        JSON.stringify(task.settings),
        task.taskDigest,
        task.phase,
        task.maxParticipants,
        JSON.stringify(task.allowedOrigins),
      );
      for (const credential of credentials) this.#insertCredential(credential);
      this.#writeState(state, {});
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
      phase: row.phase === "open" || row.phase === "paused" ? row.phase : "closed",
      maxParticipants: Number(row.max_participants),
      allowedOrigins: JSON.parse(String(row.allowed_origins)),
    };
  }

  setPhase(phase: Phase): void {
    this.#sql.exec("UPDATE task SET phase = ?", phase);
  }

  readCredentials(): Credential[] {
    type CredentialRow = { digest: string; role: string; participant: string | null; uses_left: number | null; expires_at: number | null };
    const rows = this.#sql.exec<CredentialRow>("SELECT digest, role, participant, uses_left, expires_at FROM credential").toArray();
    return rows.map((row) => ({
      digest: row.digest,
      role: row.role === "owner" || row.role === "invite" ? row.role : "participant",
      participant: row.participant,
      usesLeft: row.uses_left,
      expiresAt: row.expires_at,
    }));
  }

  addInvite(credential: Credential): void {
    this.#insertCredential(credential);
  }

  /** @throws DamagedError when a stored record is not what was written. */
  readState(): AggregatorState {
    const { planeDuals, ...scalars } = decodeRecord<StateHead>(
      rowOf(this.#sql.exec<StoredRow>("SELECT meta, bytes, checksum FROM state").one()),
    );
    const planeRows = this.#sql.exec<StoredRow>("SELECT meta, bytes, checksum FROM plane ORDER BY id").toArray();
    if (planeRows.length !== planeDuals.length) throw new DamagedError("planes are missing");
    const planes = planeDuals.map((duals, i): CuttingPlane => {
      const row = planeRows[i];
      if (!row) throw new DamagedError("a plane is missing");
      return { ...decodeRecord<PlaneBody>(rowOf(row)), ...duals };
    });
    return { ...scalars, planes, participants: this.#readParticipants() };
  }

  /** Replaces the stored state, after it was rebuilt from the log. */
  rewrite(state: AggregatorState, heardAt: ReadonlyMap<string, number>, refused: Readonly<Record<string, number>>): void {
    this.#transaction(() => {
      this.#sql.exec("DELETE FROM participant");
      this.#sql.exec("DELETE FROM plane");
      for (const record of state.participants) this.#writeParticipant(record, heardAt.get(record.id) ?? 0);
      for (const plane of state.planes) this.#writePlane(plane);
      this.#writeState(state, refused);
    });
  }

  /** When each participant was last heard of, as of its last change. */
  readHeardAt(): Map<string, number> {
    const rows = this.#sql.exec<{ id: string; heard_at: number }>("SELECT id, heard_at FROM participant WHERE part = 0").toArray();
    return new Map(rows.map((row) => [row.id, row.heard_at]));
  }

  readRefused(): Record<string, number> {
    return JSON.parse(this.#sql.exec<{ refused: string }>("SELECT refused FROM state").one().refused);
  }

  readAnswer({ participant, epoch, seq }: ContributionKey): Answer | undefined {
    const where = "SELECT digest, reply FROM answer WHERE participant = ? AND epoch = ? AND seq = ?";
    return this.#sql.exec<{ digest: string; reply: string | null }>(where, participant, epoch, seq).toArray()[0];
  }

  /** The log in order, read row by row: do not write while iterating. */
  *readEvents(): Generator<AggregatorEvent> {
    const rows = this.#sql.exec<EventRow>("SELECT type, participant, meta, bytes, checksum FROM event ORDER BY ordinal");
    for (const row of rows) yield eventOf(row);
  }

  /** The merge's one transaction. */
  commit({ before, after, events, heardAt, refused, accepted, replies = [], joined }: Change): void {
    this.#transaction(() => {
      for (const event of events) this.#insertEvent(event);
      if (joined) {
        this.#insertCredential(joined.credential);
        this.#sql.exec("UPDATE credential SET uses_left = uses_left - 1 WHERE digest = ?", joined.inviteDigest);
      }
      this.#writeParticipants(before, after, heardAt);
      this.#writePlanes(before, after);
      this.#writeState(after, refused);
      if (accepted) this.#insertAnswer(accepted);
      for (const { text, participant, epoch, seq } of replies) {
        this.#sql.exec("UPDATE answer SET reply = ? WHERE participant = ? AND epoch = ? AND seq = ?", text, participant, epoch, seq);
      }
    });
  }

  #insertCredential({ digest, role, participant, usesLeft, expiresAt }: Credential): void {
    this.#sql.exec("INSERT INTO credential VALUES (?, ?, ?, ?, ?)", digest, role, participant, usesLeft, expiresAt);
  }

  #insertEvent(event: AggregatorEvent): void {
    const insert = "INSERT INTO event (type, participant, meta, bytes, checksum) VALUES (?, ?, ?, ?, ?)";
    if (event.type === "contribute") {
      const { meta, bytes, checksum } = encodeRecord(event.contribution);
      this.#sql.exec(insert, event.type, event.contribution.participant, meta, bytes, checksum);
    } else {
      this.#sql.exec(insert, event.type, event.participant, null, null, null);
    }
  }

  #insertAnswer({ participant, epoch, seq, digest }: ContributionKey & { readonly digest: string }): void {
    this.#sql.exec("INSERT INTO answer VALUES (?, ?, ?, ?, NULL)", participant, epoch, seq, digest);
    this.#sql.exec("DELETE FROM answer WHERE participant = ? AND (epoch < ? OR seq <= ?)", participant, epoch, seq - ANSWERS_KEPT);
  }

  #writeParticipants(before: AggregatorState, after: AggregatorState, heardAt: ReadonlyMap<string, number>): void {
    const old = new Map(before.participants.map((record) => [record.id, record]));
    for (const record of after.participants) {
      if (old.get(record.id) !== record) this.#writeParticipant(record, heardAt.get(record.id) ?? 0);
      old.delete(record.id);
    }
    for (const id of old.keys()) {
      this.#sql.exec("DELETE FROM participant WHERE id = ?", id);
      this.#sql.exec("DELETE FROM answer WHERE participant = ?", id);
    }
  }

  #writeParticipant(record: ParticipantRecord, heardAt: number): void {
    const { meta, bytes, checksum } = encodeRecord(record);
    const parts = Math.max(1, Math.ceil(bytes.length / PART_BYTES));
    for (let part = 0; part < parts; part++) {
      const slice = parts === 1 ? bytes : bytes.slice(part * PART_BYTES, (part + 1) * PART_BYTES);
      const values = [record.id, part, record.number, heardAt, part === 0 ? meta : "", slice, checksum];
      this.#sql.exec("INSERT OR REPLACE INTO participant VALUES (?, ?, ?, ?, ?, ?, ?)", ...values);
    }
    this.#sql.exec("DELETE FROM participant WHERE id = ? AND part >= ?", record.id, parts);
  }

  #readParticipants(): ParticipantRecord[] {
    type Part = StoredRow & { id: string };
    const byId = new Map<string, Part[]>();
    for (const row of this.#sql.exec<Part>("SELECT id, meta, bytes, checksum FROM participant ORDER BY number, part")) {
      byId.set(row.id, [...(byId.get(row.id) ?? []), row]);
    }
    return [...byId.values()].map((parts) => {
      const bytes = pack(parts.map((part) => new Uint8Array(part.bytes)));
      return decodeRecord<ParticipantRecord>({ meta: parts[0]?.meta ?? "", bytes, checksum: parts[0]?.checksum ?? 0 });
    });
  }

  #writePlanes(before: AggregatorState, after: AggregatorState): void {
    const old = new Map(before.planes.map((plane) => [plane.id, plane]));
    for (const plane of after.planes) {
      const was = old.get(plane.id);
      // A new dual alone is stored with z.
      const same = was && was.participants === plane.participants && was.consensus === plane.consensus && was.epsilon === plane.epsilon;
      if (!same) this.#writePlane(plane);
      old.delete(plane.id);
    }
    for (const id of old.keys()) this.#sql.exec("DELETE FROM plane WHERE id = ?", id);
  }

  #writePlane({ dual: _dual, previousDual: _previousDual, ...body }: CuttingPlane): void {
    const { meta, bytes, checksum } = encodeRecord(body satisfies PlaneBody);
    this.#sql.exec("INSERT OR REPLACE INTO plane VALUES (?, ?, ?, ?)", body.id, meta, bytes, checksum);
  }

  #writeState({ participants: _participants, planes, ...scalars }: AggregatorState, refused: Readonly<Record<string, number>>): void {
    const planeDuals = planes.map(({ dual, previousDual }) => ({ dual, previousDual }));
    const { meta, bytes, checksum } = encodeRecord({ ...scalars, planeDuals } satisfies StateHead);
    this.#sql.exec("INSERT OR REPLACE INTO state VALUES (1, ?, ?, ?, ?)", JSON.stringify(refused), meta, bytes, checksum);
  }
}

/** What changes with every iteration: z, counters, and of each plane its duals. */
type StateHead = Omit<AggregatorState, "participants" | "planes"> & {
  readonly planeDuals: readonly Pick<CuttingPlane, "dual" | "previousDual">[];
};
type PlaneBody = Omit<CuttingPlane, "dual" | "previousDual">;
type StoredRow = { meta: string; bytes: ArrayBuffer; checksum: number };
type EventRow = { type: string; participant: string; meta: string | null; bytes: ArrayBuffer | null; checksum: number | null };

function rowOf({ meta, bytes, checksum }: StoredRow): Row {
  return { meta, bytes: new Uint8Array(bytes), checksum };
}

function eventOf({ type, participant, meta, bytes, checksum }: EventRow): AggregatorEvent {
  switch (type) {
    case "contribute": {
      if (meta === null || bytes === null || checksum === null) throw new DamagedError("a logged contribution is empty");
      return { type, contribution: decodeRecord<Contribution>(rowOf({ meta, bytes, checksum })) };
    }
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

// The tables, and the migrations that turn an older object's tables into today's.

/** Migrations are numbered by their position, from 1. A released migration is never changed; new ones are appended. */
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
  [
    `CREATE TABLE invite (id TEXT PRIMARY KEY, digest TEXT NOT NULL, label TEXT NOT NULL, max_uses INTEGER NOT NULL, created_at INTEGER)`,
    `INSERT INTO invite SELECT lower(hex(randomblob(12))), digest, '', max(1, uses_left), NULL FROM credential WHERE role = 'invite'`,
    `CREATE TABLE version (number INTEGER PRIMARY KEY, at INTEGER NOT NULL, chosen_by TEXT NOT NULL, choice TEXT NOT NULL,
       evidence TEXT NOT NULL)`,
    `CREATE TABLE published (id INTEGER PRIMARY KEY CHECK (id = 1), number INTEGER NOT NULL)`,
    `CREATE TABLE audit (ordinal INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL, participant INTEGER, what TEXT NOT NULL,
       detail TEXT NOT NULL, times INTEGER NOT NULL)`,
    `CREATE TABLE minute (minute INTEGER PRIMARY KEY, contributions INTEGER NOT NULL, stale INTEGER NOT NULL, loss_sum REAL NOT NULL,
       losses INTEGER NOT NULL, queries INTEGER NOT NULL, tokens INTEGER NOT NULL)`,
    `CREATE TABLE staleness (up_to INTEGER PRIMARY KEY, times INTEGER NOT NULL)`,
    `CREATE TABLE snapshot (place INTEGER NOT NULL, part INTEGER NOT NULL, meta TEXT NOT NULL, bytes BLOB NOT NULL,
       checksum INTEGER NOT NULL, PRIMARY KEY (place, part))`,
  ],
  [
    "ALTER TABLE minute ADD COLUMN accuracy_sum REAL NOT NULL DEFAULT 0",
    "ALTER TABLE minute ADD COLUMN accuracies INTEGER NOT NULL DEFAULT 0",
  ],
  [
    "ALTER TABLE state ADD COLUMN waiting_since INTEGER",
    // Contributions that wait count as waiting from now on. The record is not read as JSON: if it is damaged, the log repairs it later, and
    // the migration must not stop here.
    `UPDATE state SET waiting_since = unixepoch() * 1000 WHERE EXISTS (SELECT 1 FROM participant WHERE instr(meta, '"active":true') > 0)`,
  ],
  ["ALTER TABLE credential ADD COLUMN invite TEXT"],
  [
    // Events up to this one are in the snapshot already. They are evidence and are not replayed.
    "CREATE TABLE log (id INTEGER PRIMARY KEY CHECK (id = 1), snapshot_event INTEGER NOT NULL)",
    "INSERT INTO log (id, snapshot_event) VALUES (1, 0)",
    // The last event that the stored state has taken in: a log that ends before it has lost its end.
    "ALTER TABLE state ADD COLUMN last_event INTEGER",
    "UPDATE state SET last_event = (SELECT COALESCE(MAX(ordinal), 0) FROM event)",
  ],
];

/** False if no task was ever created in this object, or the task was deleted. Writes nothing. */
export function schemaExists(sql: SqlStorage): boolean {
  return sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migration'").toArray().length > 0;
}

/** Brings the schema up to date. Must be called within a transaction. */
export function migrate(sql: SqlStorage): void {
  sql.exec("CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY)");
  const done = sql.exec<{ version: number }>("SELECT COALESCE(MAX(version), 0) AS version FROM migration").one().version;
  MIGRATIONS.slice(done).forEach((statements, i) => {
    for (const statement of statements) sql.exec(statement);
    sql.exec("INSERT INTO migration (version) VALUES (?)", done + i + 1);
  });
}

// The ledger by itself: it splits large records into parts and runs each migration once.

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { ParticipantRecord } from "../../shared/algorithm/state.ts";
import { createIn } from "../testing/created-ledger.ts";
import { Ledger } from "./ledger.ts";

function inFreshObject(run: (ledger: Ledger, storage: DurableObjectStorage) => void): Promise<void> {
  return runInDurableObject(env.AGGREGATOR.get(env.AGGREGATOR.newUniqueId()), (_object, { storage }) => run(new Ledger(storage), storage));
}

/** A participant with vectors of this dimension, none of them zero. */
function recordOf(dimension: number): ParticipantRecord {
  const float64 = (first: number) => Float64Array.from({ length: dimension }, (_, i) => first + i / 7);
  const view = { iteration: 3, z: Float32Array.from(float64(1)), pull: Float32Array.from(float64(2)) };
  return {
    id: "ada",
    number: 0,
    epoch: 2,
    seq: 5,
    status: "live",
    level: { distribution: float64(3), table: { sum: float64(4), weight: float64(5) }, moments: null, lossVariance: 0.1, steps: 5 },
    consensusDual: float64(6),
    view,
    offered: view,
    active: false,
    scale: { loss: "plain", rung: "exact" },
    lastIteration: 3,
    merges: 5,
    queries: 1,
    tokens: 1,
  };
}

test("[P26] a record larger than a row is stored in parts, and leaves none behind when it shrinks", async () => {
  await inFreshObject((ledger, storage) => {
    let before = createIn(ledger);
    // 131,072 candidates are the most a task may have: 6.3 MB, where a row holds 2.
    for (const [dimension, parts] of [
      [131_072, 4],
      [40_000, 2],
      [7_500, 1],
    ] as const) {
      const after = { ...before, participants: [recordOf(dimension)] };
      ledger.commit({ before, after, events: [], heardAt: new Map([["ada", 77]]), waitingSince: null, refused: {} });
      expect(storage.sql.exec("SELECT part FROM participant").toArray()).toHaveLength(parts);
      const again = ledger.readState();
      expect(again.participants[0]?.level.table.weight.every((value, i) => value === 5 + i / 7)).toBe(true);
      expect(again.participants[0]?.offered.pull.length).toBe(dimension);
      expect(ledger.readHeardAt()).toEqual(new Map([["ada", 77]]));
      before = after;
    }
  });
});

test("[P25] migrations run once, and an object without a task is left empty", async () => {
  await inFreshObject((ledger, storage) => {
    expect(ledger.exists()).toBe(false);
    expect(storage.sql.exec("SELECT name FROM sqlite_master").toArray()).toEqual([]);
    createIn(ledger);
    ledger.migrate();
    expect(storage.sql.exec("SELECT version FROM migration").toArray()).toEqual([1, 2, 3, 4, 5, 6].map((version) => ({ version })));
    expect(ledger.exists()).toBe(true);
  });
});

test.each([
  [false, null],
  [true, expect.any(Number)],
])("[P23b] in an object of before waits were stored, a wait begins with the migration (contribution waits: %s)", async (active, since) => {
  await inFreshObject((ledger, storage) => {
    const before = createIn(ledger);
    const after = { ...before, participants: [{ ...recordOf(4), active }] };
    ledger.commit({ before, after, events: [], heardAt: new Map(), waitingSince: 5, refused: { malformed: 2 } });
    expect(ledger.readWaitingSince()).toBe(5);
    storage.sql.exec("ALTER TABLE state DROP COLUMN waiting_since");
    storage.sql.exec("ALTER TABLE credential DROP COLUMN invite");
    storage.sql.exec("ALTER TABLE state DROP COLUMN last_event");
    storage.sql.exec("DROP TABLE log");
    storage.sql.exec("DELETE FROM migration WHERE version > 3");
    const from = Math.floor(Date.now() / 1000) * 1000;
    ledger.migrate();
    expect(ledger.readWaitingSince()).toEqual(since);
    expect(ledger.readWaitingSince() ?? from).toBeGreaterThanOrEqual(from);
    expect(ledger.readState()).toEqual(after);
    expect(ledger.readRefused()).toEqual({ malformed: 2 });
  });
});

test("[P12] records that did not change are not written again", async () => {
  await inFreshObject((ledger, storage) => {
    const empty = createIn(ledger);
    const ada = recordOf(10);
    const ben = { ...recordOf(10), id: "ben", number: 1 };
    const both = { ...empty, participants: [ada, ben] };
    const change = { events: [], heardAt: new Map<string, number>(), waitingSince: null, refused: {} };
    ledger.commit({ ...change, before: empty, after: both });
    storage.sql.exec("UPDATE participant SET heard_at = 1");
    ledger.commit({ ...change, before: both, after: { ...both, participants: [{ ...ada, seq: 6 }, ben] } });
    expect(ledger.readHeardAt()).toEqual(
      new Map([
        ["ada", 0],
        ["ben", 1],
      ]),
    );
  });
});

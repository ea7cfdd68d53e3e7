// Records that were stored while the scale was still a text are read as records with a scale. The rows were written by that code.

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { AggregatorState } from "../../shared/algorithm/state.ts";
import { createIn } from "../testing/created-ledger.ts";
import { Ledger } from "./ledger.ts";
import { insertEvent, restartLog } from "./log-rows.ts";

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

const participantMeta = (scale: string): string =>
  `{"id":"ada","number":0,"epoch":2,"seq":5,"status":"live","level":{"distribution":{"$":"f64","length":2},"table":{"sum":{"$":"f64","length":2},"weight":{"$":"f64","length":2}},"moments":null,"lossVariance":0.1,"steps":5},"consensusDual":{"$":"f64 zero","length":2},"view":{"iteration":0,"z":{"$":"f32","length":2},"pull":{"$":"f32 zero","length":2}},"offered":{"iteration":0,"z":{"$":"f32","length":2},"pull":{"$":"f32 zero","length":2}},"active":false,"scale":"${scale}","lastIteration":3,"merges":5,"queries":1,"tokens":1}`;
const participantBytes = bytesOf("AAAAAAAA4D8AAAAAAADgP5qZmZmZmbk/mpmZmZmZub8AAAAAAADwPwAAAAAAAABAAACAPgAAQD8AAIA+AABAPw==");
const contributionMeta = `{"participant":"ada","epoch":2,"seq":1,"base":0,"samples":{"$":"u16","length":4},"losses":{"$":"f32","length":2},"onDistribution":1,"scale":"plain/exact","queries":8,"tokens":90}`;
const contributionBytes = bytesOf("AAACAAEAAAAAAAA/AACgPw==");

function inFreshObject(run: (ledger: Ledger, sql: SqlStorage, state: AggregatorState) => void): Promise<void> {
  return runInDurableObject(env.AGGREGATOR.get(env.AGGREGATOR.newUniqueId()), (_object, { storage }) => {
    const ledger = new Ledger(storage);
    run(ledger, storage.sql, createIn(ledger));
  });
}

test.each([
  ["plain/exact", 5_654_926_509_672_892, { loss: "plain", rung: "exact" }],
  ["", 3_581_101_550_798_180, null],
] as const)("[P26] a stored participant of scale %j is read, and stored again as a record", async (text, checksum, scale) => {
  await inFreshObject((ledger, sql, before) => {
    const insert = "INSERT INTO participant VALUES ('ada', 0, 0, 0, ?, ?, ?)";
    sql.exec(insert, participantMeta(text), participantBytes, checksum);
    const state = ledger.readState();
    expect(state.participants).toMatchObject([{ id: "ada", seq: 5, scale, level: { table: { sum: Float64Array.of(0.1, -0.1) } } }]);
    ledger.rewrite({ after: state, heardAt: new Map(), waitingSince: null, refused: {} });
    const { meta } = sql.exec<{ meta: string }>("SELECT meta FROM participant").one();
    expect(JSON.parse(meta).scale).toEqual(scale);
    expect(ledger.readState()).toEqual({ ...before, participants: state.participants });
    restartLog(sql, before);
    sql.exec("INSERT INTO snapshot VALUES (1, 0, ?, ?, ?)", participantMeta(text), participantBytes, checksum);
    expect(ledger.readSnapshot()).toEqual(state);
  });
});

test('[P27] a logged contribution of scale "plain/exact" is read; one of a scale that never was is damage', async () => {
  await inFreshObject((ledger, sql) => {
    const insert = "INSERT INTO event (type, participant, meta, bytes, checksum) VALUES ('contribute', 'ada', ?, ?, ?)";
    sql.exec(insert, contributionMeta, contributionBytes, 7_899_258_730_723_221);
    const [event] = [...ledger.readEvents()];
    if (event?.type !== "contribute") throw new Error("no contribution");
    const { contribution } = event;
    expect(contribution).toMatchObject({ scale: { loss: "plain", rung: "exact" }, losses: Float32Array.of(0.5, 1.25), tokens: 90 });
    insertEvent(sql, event);
    expect([...ledger.readEvents()]).toEqual([event, event]);
    insertEvent(sql, { type: "contribute", contribution: JSON.parse(JSON.stringify({ ...contribution, scale: "plain/loud" })) });
    expect(() => [...ledger.readEvents()]).toThrow("scale");
  });
});

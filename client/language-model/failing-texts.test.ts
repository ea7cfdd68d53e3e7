// An endpoint that always fails over some texts, as SGLang does where a log-probability is minus infinity (sglang#2955, #4097, #5984).

import { afterEach, describe, expect, it } from "vitest";
import type { Fault } from "../../test/fault-server.ts";
import { closeAll, LABELS, prompt, start } from "../../test/faulty-connection.ts";
import { textOfBody } from "../../test/mock-provider.ts";

afterEach(closeAll);

const rowOf = (body: Record<string, unknown>): number => Number(/heron (\d+)/.exec(textOfBody(body))?.[1]);

/** Each row's code, or "answered"; `fault` is what the rows that `fails` names get, always. */
async function ask(rows: number, fails: (row: number) => boolean, fault: Fault) {
  const { model, seen, runtime } = await start({ fault: (_, { body }) => (fails(rowOf(body)) ? fault : undefined) });
  const startMs = runtime.now();
  const codes: string[] = [];
  const one = async (row: number): Promise<void> => {
    codes[row] = await model.scoreLabels(prompt(row), LABELS).then(
      () => "answered",
      (error: { code: string }) => error.code,
    );
  };
  await one(0);
  let next = 1;
  // As a run does: eight at a time.
  const work = async (): Promise<void> => {
    while (next < rows) await one(next++);
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return { codes, requests: seen.length, tookMs: runtime.now() - startMs, queries: model.meter().queries };
}

describe("texts over which an endpoint always fails", () => {
  it.each<[string, number, (row: number) => boolean]>([
    ["every other of twelve", 12, (row) => row % 2 === 1],
    ["every other of forty", 40, (row) => row % 2 === 1],
    ["the last ten of forty", 40, (row) => row >= 30],
    ["all but the first of twelve", 12, (row) => row > 0],
    ["the last of twelve", 12, (row) => row === 11],
  ])("are left out after a few tries, while the others are answered: %s", async (_, rows, fails) => {
    const { codes, requests, tookMs, queries } = await ask(rows, fails, { type: "status", status: 500, body: "Internal Server Error" });
    expect(codes).toEqual(Array.from({ length: rows }, (_, row) => (fails(row) ? "text-refused" : "answered")));
    const failing = codes.filter((code) => code !== "answered").length;
    // Three tries each, and now and then an earlier question asked again.
    expect(requests).toBeLessThanOrEqual(rows - failing + 3 * failing + failing);
    expect(queries).toBe(requests);
    expect(tookMs).toBeLessThan(120_000);
  });

  it.each<[string, Fault]>([
    ["502", { type: "status", status: 502 }],
    ["503", { type: "status", status: 503 }],
    ["a lost connection", { type: "reset" }],
    ["an error in the answer", { type: "reply", body: { error: { code: 500, message: "x" } } }],
  ])("are left out where they fail by %s, too", async (_, fault) => {
    const { codes } = await ask(12, (row) => row % 3 === 1, fault);
    expect(codes).toEqual(Array.from({ length: 12 }, (_, row) => (row % 3 === 1 ? "text-refused" : "answered")));
  });

  it("are not taken for it where the endpoint is down: it is left alone, and nothing is blamed on a text", async () => {
    let served = 0;
    const { model, seen, runtime } = await start({ fault: () => (served++ < 3 ? undefined : { type: "status", status: 500 }) });
    for (let row = 0; row < 3; row++) await model.scoreLabels(prompt(row), LABELS);
    const asked = await Promise.allSettled(Array.from({ length: 8 }, (_, row) => model.scoreLabels(prompt(row), LABELS)));
    const codes = asked.map((one) => (one.status === "rejected" ? one.reason.code : "answered"));
    expect(new Set(codes).has("text-refused")).toBe(false);
    expect(new Set(codes).has("answered")).toBe(false);
    expect(seen.length).toBeLessThan(60);
    expect(runtime.events.some((event) => event.type === "waiting" && event.reason === "circuit-open")).toBe(true);
  });

  it("cost the query that finds out", async () => {
    const { model } = await start({ fault: (_, { body }) => (rowOf(body) === 1 ? { type: "status", status: 500 } : undefined) });
    await model.scoreLabels(prompt(0), LABELS);
    let sent = 0;
    await expect(model.scoreLabels(prompt(1), LABELS, { onSent: () => sent++ })).rejects.toMatchObject({ code: "text-refused" });
    expect(sent).toBe(4);
    expect(model.meter().queries).toBe(5);
  });
});

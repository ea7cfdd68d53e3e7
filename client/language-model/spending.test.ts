// Nothing is spent past the budget, and nothing goes on after it was told to stop, over real HTTP.

import { afterEach, describe, expect, it } from "vitest";
import { LanguageModelError } from "../../shared/prompt/language-model-error.ts";
import type { Fault } from "../../test/fault-server.ts";
import { closeAll, FAULTS, LABELS, prompt, start } from "../../test/faulty-connection.ts";

afterEach(closeAll);

describe("the budget", () => {
  it.each([0, 1, 7, 23])("of %i queries is never passed by eight requests at a time and their retries", async (queries) => {
    const { model, seen } = await start(
      { fault: (n) => (n % 3 === 0 ? FAULTS[n % 9] : undefined) },
      { budget: { queries }, concurrency: 8, attempts: 4 },
    );
    const asked = await Promise.allSettled(Array.from({ length: 40 }, (_, i) => model.scoreLabels(prompt(i), LABELS)));
    expect(seen).toHaveLength(queries);
    expect(asked.filter((a) => a.status === "fulfilled").length).toBeLessThanOrEqual(queries);
    for (const a of asked) if (a.status === "rejected") expect(a.reason).toBeInstanceOf(LanguageModelError);
  });

  it("of tokens holds too, by what the endpoint counts", async () => {
    const { model } = await start({}, { budget: { tokens: 500 }, concurrency: 8 });
    await Promise.allSettled(Array.from({ length: 40 }, (_, i) => model.scoreLabels(prompt(i), LABELS)));
    const { promptTokens, completionTokens } = model.meter();
    expect(promptTokens + completionTokens).toBeLessThanOrEqual(500);
    expect(promptTokens).toBeGreaterThan(400);
  });

  it.each<[Fault, boolean]>([
    [{ type: "hang" }, true],
    [{ type: "reset" }, true],
    [{ type: "truncated" }, true],
    [{ type: "status", status: 500 }, false],
    [{ type: "status", status: 429 }, false],
  ])("after %j: tokens are charged, since they may be billed: %s", async (fault, charged) => {
    const { model, seen } = await start({ fault: () => fault }, { attempts: 1 });
    await expect(model.scoreLabels(prompt(0), LABELS)).rejects.toBeInstanceOf(LanguageModelError);
    expect(model.meter().promptTokens > 0).toBe(charged);
    expect(model.meter().queries).toBe(seen.length);
  });

  it("never runs more requests at a time than it may", async () => {
    const { model, server } = await start({}, { concurrency: 3 });
    await Promise.all(Array.from({ length: 30 }, (_, i) => model.scoreLabels(prompt(i), LABELS)));
    expect(server.mostAtOnce()).toBeLessThanOrEqual(3);
  });
});

describe("abort", () => {
  it("ends the request itself", async () => {
    const stop = new AbortController();
    const { model, seen } = await start({ fault: () => ({ type: "hang" }) });
    const asked = model.scoreLabels(prompt(0), LABELS, { signal: stop.signal });
    while (seen.length === 0) await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    await expect(asked).rejects.toMatchObject({ name: "AbortError" });
    expect(seen).toHaveLength(1);
  });

  it("costs no pile of listeners when many requests wait", async () => {
    const warnings: string[] = [];
    const listen = (warning: Error): void => void warnings.push(warning.name);
    process.on("warning", listen);
    const { model } = await start({}, { concurrency: 1 });
    const { signal } = new AbortController();
    await Promise.all(Array.from({ length: 40 }, (_, i) => model.scoreLabels(prompt(i), LABELS, i % 2 === 0 ? { signal } : {})));
    process.off("warning", listen);
    expect(warnings).toEqual([]);
  });

  it("dispose ends everything", async () => {
    const { model, seen } = await start({ fault: () => ({ type: "hang" }) });
    const asked = model.scoreLabels(prompt(0), LABELS);
    while (seen.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await model.dispose();
    await expect(asked).rejects.toMatchObject({ name: "AbortError" });
    await expect(model.scoreLabels(prompt(1), LABELS)).rejects.toMatchObject({ name: "AbortError" });
    expect(seen).toHaveLength(1);
  });
});

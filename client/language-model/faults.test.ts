// A provider that fails in every way, over real HTTP: what is answered is answered right, and what is not is an error.

import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import type { LabelScores } from "../../shared/prompt/language-model.ts";
import { LanguageModelError } from "../../shared/prompt/language-model-error.ts";
import type { Fault } from "../../test/fault-server.ts";
import { closeAll, EXACT, FAULTS, LABELS, prompt, start, TOP_K } from "../../test/faulty-connection.ts";
import { distributionAfter } from "../../test/mock-provider.ts";
import { virtualRuntime } from "../../test/virtual-runtime.ts";

afterEach(closeAll);

const loss = (answers: readonly (LabelScores | undefined)[]) => {
  const rows = answers.flatMap((scores, i) => (scores ? [-(scores.logProbs[i % 2] ?? 0)] : []));
  return rows.reduce((sum, x) => sum + x, 0) / rows.length;
};

describe("errors are never scores", { timeout: 120_000 }, () => {
  it.each(["exact", "top-k"] as const)("the loss of the rows that were answered is the loss without faults (%s)", async (rung) => {
    const capability = rung === "exact" ? EXACT : TOP_K;
    const rows = Array.from({ length: 12 }, (_, i) => i);
    const honest = await start({}, { capability });
    const truth = await Promise.all(rows.map((i) => honest.model.scoreLabels(prompt(i), LABELS)));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(fc.constantFrom(...FAULTS), { freq: 2, nil: undefined }), { minLength: 40, maxLength: 40 }),
        async (faults) => {
          const { model } = await start({ fault: (n) => faults[n % faults.length] }, { capability, attempts: 3 });
          const answers = await Promise.all(
            rows.map((i) =>
              model.scoreLabels(prompt(i), LABELS).catch((error: unknown) => void expect(error).toBeInstanceOf(LanguageModelError)),
            ),
          );
          answers.forEach((scores, i) => {
            if (scores) expect([...scores.logProbs]).toEqual([...(truth[i]?.logProbs ?? [])]);
          });
          const kept = answers.map((scores, i) => (scores ? truth[i] : undefined));
          expect(loss(answers.map((s) => s ?? undefined))).toEqual(loss(kept));
        },
      ),
      { numRuns: 8 },
    );
  });

  it("answers every row when three in ten requests fail", async () => {
    const { model, seen } = await start({ fault: (n) => (n % 10 < 3 ? FAULTS[n % 9] : undefined) }, { attempts: 8 });
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => model.scoreLabels(prompt(i), LABELS)));
    for (const [i, scores] of answers.entries()) {
      const p = distributionAfter(prompt(i).text);
      const [great = 0, terrible = 0] = [p.get(" Great"), p.get(" Terrible")];
      expect(scores.logProbs[0]).toBeCloseTo(Math.log(great / (great + terrible)), 12);
    }
    expect(answers.reduce((sum, scores) => sum + scores.usage.attempts, 0)).toBe(seen.length);
    expect(model.meter().queries).toBe(seen.length);
  });

  it.each<[string, Fault]>([
    ["a web page", { type: "html" }],
    ["JSON of another kind", { type: "reply", body: { message: "welcome" } }],
    ["null", { type: "reply", body: null }],
    ["too few numbers", { type: "reply", body: { logprobs: [-1] } }],
    ["numbers that are no log-probabilities", { type: "reply", body: { logprobs: [0.4, 0.6] } }],
    ["words for numbers", { type: "reply", body: { logprobs: ["-1", "-2"] } }],
    ["a page that calls itself JSON", { type: "reply", body: "<html>", contentType: "application/json" }],
  ])("%s is an error", async (_, fault) => {
    const { model } = await start({ fault: () => fault });
    await expect(model.scoreLabels(prompt(0), LABELS)).rejects.toBeInstanceOf(LanguageModelError);
  });
});

describe("retries", () => {
  it.each<[Fault, string, number]>([
    [{ type: "status", status: 400 }, "bad-request", 1],
    [{ type: "status", status: 401 }, "unauthorised", 1],
    [{ type: "status", status: 403 }, "forbidden", 1],
    [{ type: "status", status: 403, body: { error: { metadata: { reasons: ["violence"] } } } }, "text-refused", 1],
    [{ type: "status", status: 404 }, "not-found", 1],
    [{ type: "status", status: 413 }, "too-large", 1],
    [{ type: "status", status: 422 }, "bad-request", 1],
    [{ type: "status", status: 429, body: { error: { code: "insufficient_quota" } } }, "quota", 1],
    [{ type: "redirect" }, "redirected", 1],
    [{ type: "html" }, "not-json", 1],
    [{ type: "status", status: 500 }, "server-error", 3],
    [{ type: "status", status: 529 }, "server-error", 3],
    [{ type: "reply", body: { error: { code: 502, message: "Provider returned error" } } }, "server-error", 3],
    [{ type: "truncated" }, "malformed-answer", 3],
    [{ type: "reset" }, "unreachable", 3],
    [{ type: "hang" }, "timeout", 3],
  ])("%j ends as %s after %i attempts", async (fault, code, attempts) => {
    const { model, seen } = await start({ fault: () => fault }, { attempts: 3 });
    await expect(model.scoreLabels(prompt(0), LABELS)).rejects.toMatchObject({ code });
    expect(seen).toHaveLength(attempts);
  });

  it("an endpoint that only ever asks for fewer requests ends it after ten minutes, with few requests", async () => {
    const { model, seen, runtime } = await start({ fault: () => ({ type: "status", status: 429 }) }, { attempts: 3 });
    const startMs = runtime.now();
    await expect(model.scoreLabels(prompt(0), LABELS)).rejects.toMatchObject({ code: "rate-limited" });
    expect(runtime.now() - startMs).toBeGreaterThanOrEqual(600_000);
    expect(seen.length).toBeLessThan(20);
    expect(model.meter().queries).toBe(seen.length);
  });

  it("obeys a wait of five minutes and says until when", async () => {
    const runtime = virtualRuntime();
    const { model } = await start(
      { fault: (n) => (n === 0 ? { type: "status", status: 429, headers: { "retry-after": "300" } } : undefined) },
      {},
      runtime,
    );
    const startMs = runtime.now();
    await model.scoreLabels(prompt(0), LABELS);
    expect(runtime.now() - startMs).toBeGreaterThanOrEqual(300_000);
    expect(runtime.events).toContainEqual(expect.objectContaining({ type: "waiting", reason: "rate-limited", parked: true }));
  });

  it("ends where the endpoint asks for more than ten minutes, sends nothing more, and goes on when that is over", async () => {
    const runtime = virtualRuntime();
    const fault = (n: number): Fault | undefined =>
      n === 0 ? { type: "status", status: 429, headers: { "retry-after": "7800" } } : undefined;
    const { model, seen } = await start({ fault }, {}, runtime);
    await expect(model.scoreLabels(prompt(0), LABELS)).rejects.toMatchObject({
      code: "long-wait",
      message: expect.stringContaining("a wait of 2 h 10 min"),
    });
    await expect(model.scoreLabels(prompt(1), LABELS)).rejects.toMatchObject({ code: "long-wait" });
    expect(seen).toHaveLength(1);
    expect(runtime.waitsMs.filter((ms) => ms > 1_000)).toEqual([]);
    await runtime.sleep(7_800_000);
    await model.scoreLabels(prompt(1), LABELS);
  });

  it("waits longer where the person has agreed to it", async () => {
    const fault = (n: number): Fault | undefined =>
      n === 0 ? { type: "status", status: 429, headers: { "retry-after": "7800" } } : undefined;
    const { model, runtime } = await start({ fault }, { longestWaitMs: 3 * 3_600_000 });
    const startMs = runtime.now();
    await model.scoreLabels(prompt(0), LABELS);
    expect(runtime.now() - startMs).toBeGreaterThanOrEqual(7_800_000);
  });

  it("stops asking after a refused key, whatever is waiting", async () => {
    const { model, seen } = await start({ fault: () => ({ type: "status", status: 401 }) }, { concurrency: 2 });
    const asked = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => model.scoreLabels(prompt(i), LABELS)));
    expect(asked.every((a) => a.status === "rejected")).toBe(true);
    expect(seen.length).toBeLessThanOrEqual(2);
  });

  it("goes on after a text that a filter does not like", async () => {
    const flagged = { error: { code: 403, metadata: { reasons: ["violence"], flagged_input: "..." } } };
    const { model } = await start({ fault: (n) => (n === 0 ? { type: "status", status: 403, body: flagged } : undefined) });
    await expect(model.scoreLabels(prompt(0), LABELS)).rejects.toMatchObject({ code: "text-refused" });
    await model.scoreLabels(prompt(1), LABELS);
  });

  it("keeps what a failed answer may have cost", async () => {
    const { model } = await start({ fault: () => ({ type: "reply", body: { error: { code: 400 } } }) });
    await expect(model.scoreLabels(prompt(0), LABELS)).rejects.toMatchObject({ code: "bad-request" });
    expect(model.meter().promptTokens).toBeGreaterThan(0);
  });
});

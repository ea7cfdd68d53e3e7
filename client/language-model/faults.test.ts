// The whole client against a provider that fails in every way, over real HTTP: what is answered is answered right, nothing is paid twice over
// the budget, and nothing private gets into an error.

import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import type { Label, LabelScores } from "../../shared/prompt/language-model.ts";
import { LanguageModelError } from "../../shared/prompt/language-model-error.ts";
import { type Fault, type FaultServer, type FaultServerOptions, startFaultServer } from "../../test/fault-server.ts";
import { distributionAfter } from "../../test/mock-provider.ts";
import { TIME_LIMIT_MS, virtualRuntime } from "../../test/virtual-runtime.ts";
import { connectLanguageModel } from "./connect.ts";
import type { CapabilityRecord } from "./probe/capability-record.ts";
import { memoryResponseStore } from "./response-cache.ts";
import type { HttpSettings } from "./settings.ts";

const KEY = "sk-canary-0123456789";
const LABELS: readonly Label[] = [
  { name: "good", form: " Great" },
  { name: "bad", form: " Terrible" },
];
const CANARY = "my private example about the blue heron";
const prompt = (i: number) => ({ type: "text", text: `${CANARY} ${i}\nSentiment:` }) as const;

/** Spares the probe, so that tests count only what they mean. */
const EXACT: CapabilityRecord = {
  version: 1,
  dialect: "openai-compatible",
  model: "known-model",
  reportedModel: undefined,
  route: "score",
  rung: "exact",
  layout: "completion",
  topK: 0,
  votes: 1,
  quirks: { tokenLimit: "max_tokens", thinkingOff: -1 },
  sharedFirstTokens: [],
  deterministic: true,
  latencyMs: 1,
};
const TOP_K: CapabilityRecord = { ...EXACT, route: "completions", rung: "top-k", topK: 20 };

let server: FaultServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function start(options: FaultServerOptions, settings: Partial<HttpSettings> = {}, runtime = virtualRuntime()) {
  await server?.close();
  server = await startFaultServer(options);
  const { url, seen } = server;
  const all: HttpSettings = { type: "http", url, model: "known-model", key: KEY, timeoutMs: TIME_LIMIT_MS, capability: EXACT, ...settings };
  return { model: await connectLanguageModel(all, runtime), seen, runtime, settings: all };
}

const FAULTS: readonly Fault[] = [
  ...[408, 409, 425, 429, 500, 502, 503, 504, 529].map((status) => ({ type: "status", status }) as const),
  { type: "status", status: 429, headers: { "retry-after": "300" } },
  { type: "status", status: 503, body: "not json" },
  { type: "truncated" },
  { type: "reset" },
  { type: "hang" },
];

const loss = (answers: readonly (LabelScores | undefined)[]) => {
  const rows = answers.flatMap((scores, i) => (scores ? [-(scores.logProbs[i % 2] ?? 0)] : []));
  return rows.reduce((sum, x) => sum + x, 0) / rows.length;
};

describe("errors are never scores", () => {
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
    [{ type: "status", status: 404 }, "not-found", 1],
    [{ type: "status", status: 413 }, "too-large", 1],
    [{ type: "status", status: 422 }, "bad-request", 1],
    [{ type: "status", status: 429, body: { error: { code: "insufficient_quota" } } }, "quota", 1],
    [{ type: "redirect" }, "redirected", 1],
    [{ type: "html" }, "not-json", 1],
    [{ type: "status", status: 429 }, "rate-limited", 3],
    [{ type: "status", status: 500 }, "server-error", 3],
    [{ type: "status", status: 529 }, "server-error", 3],
    [{ type: "truncated" }, "malformed-answer", 3],
    [{ type: "reset" }, "unreachable", 3],
    [{ type: "hang" }, "timeout", 3],
  ])("%j ends as %s after %i attempts", async (fault, code, attempts) => {
    const { model, seen } = await start({ fault: () => fault }, { attempts: 3 });
    await expect(model.scoreLabels(prompt(0), LABELS)).rejects.toMatchObject({ code });
    expect(seen).toHaveLength(attempts);
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

  it("stops asking after a refused key, whatever is waiting", async () => {
    const { model, seen } = await start({ fault: () => ({ type: "status", status: 401 }) }, { concurrency: 2 });
    const asked = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => model.scoreLabels(prompt(i), LABELS)));
    expect(asked.every((a) => a.status === "rejected")).toBe(true);
    expect(seen.length).toBeLessThanOrEqual(2);
  });
});

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
    const { model } = await start({ fault: () => fault }, { attempts: 1 });
    await expect(model.scoreLabels(prompt(0), LABELS)).rejects.toBeInstanceOf(LanguageModelError);
    expect(model.meter().promptTokens > 0).toBe(charged);
    expect(model.meter().queries).toBe(1);
  });

  it("never runs more requests at a time than it may", async () => {
    const { model } = await start({}, { concurrency: 3 });
    await Promise.all(Array.from({ length: 30 }, (_, i) => model.scoreLabels(prompt(i), LABELS)));
    expect(server?.mostAtOnce()).toBeLessThanOrEqual(3);
  });
});

describe("privacy", () => {
  it("neither key nor prompt nor the provider's words get into any error", async () => {
    const leaky = { error: { message: `Incorrect API key ${KEY} for ${CANARY}`, code: KEY, type: CANARY, param: CANARY } };
    const statuses = [400, 401, 402, 403, 404, 408, 413, 422, 429, 500, 503];
    const faults: Fault[] = [
      ...statuses.map((status) => ({ type: "status", status, body: leaky }) as const),
      ...FAULTS,
      { type: "html" },
      { type: "redirect" },
      { type: "reply", body: leaky },
    ];
    for (const fault of faults) {
      const { model } = await start({ fault: () => fault }, { attempts: 1 });
      const error = await model.scoreLabels(prompt(0), LABELS).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(LanguageModelError);
      if (!(error instanceof LanguageModelError)) continue;
      const told = [error.message, error.stack, String(error.cause), JSON.stringify(error), JSON.stringify(error.facts)].join("\n");
      expect(told).not.toContain("canary");
      expect(told).not.toContain("heron");
    }
  });

  it("sends the key in one header, to the endpoint only, and no header beyond the two that preflights allow", async () => {
    const { model, seen } = await start({});
    await model.scoreLabels(prompt(0), LABELS);
    const { headers, path, body } = seen[0] ?? { headers: {}, path: "", body: {} };
    expect(headers.authorization).toBe(`Bearer ${KEY}`);
    expect(path + JSON.stringify(body)).not.toContain("canary-0");
    // What Node's own fetch adds is not ours; a browser adds its own.
    const ours = Object.keys(headers).filter(
      (name) =>
        ![
          "host",
          "connection",
          "accept",
          "accept-language",
          "accept-encoding",
          "sec-fetch-mode",
          "user-agent",
          "content-length",
          "cache-control",
          "pragma",
        ].includes(name),
    );
    expect(ours.sort()).toEqual(["authorization", "content-type"]);
  });

  it("refuses a key that cannot be sent, without quoting it", async () => {
    for (const key of ["sk-canary\n", "sk canary", "sk-canäry", ""]) {
      const error = await start({}, { key }).catch((e: unknown) => e);
      expect(error).toMatchObject({ code: "invalid-settings" });
      expect(String(error)).not.toMatch(/can.ry/);
    }
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

describe("the response cache", () => {
  it("pays for a query once, and never takes one endpoint's answer for another's", async () => {
    const store = memoryResponseStore();
    const other = await startFaultServer({ fault: () => ({ type: "reply", body: { logprobs: [-3, -0.1] } }) });
    try {
      const { settings, seen } = await start({});
      const connect = (url: string) => connectLanguageModel({ ...settings, url }, virtualRuntime(), { store });
      const first = await (await connect(settings.url)).scoreLabels(prompt(0), LABELS);
      const again = await (await connect(settings.url)).scoreLabels(prompt(0), LABELS);
      expect(seen).toHaveLength(1);
      expect(again.logProbs).toEqual(first.logProbs);
      expect(again.usage.attempts).toBe(0);
      const elsewhere = await (await connect(other.url)).scoreLabels(prompt(0), LABELS);
      expect(other.seen).toHaveLength(1);
      expect(elsewhere.logProbs).not.toEqual(first.logProbs);
      await store.clear();
      await (await connect(settings.url)).scoreLabels(prompt(0), LABELS);
      expect(seen).toHaveLength(2);
    } finally {
      await other.close();
    }
  });

  it("keeps no errors", async () => {
    const store = memoryResponseStore();
    const { settings } = await start({ fault: (n) => (n === 0 ? { type: "status", status: 400 } : undefined) });
    const model = await connectLanguageModel(settings, virtualRuntime(), { store });
    await expect(model.scoreLabels(prompt(0), LABELS)).rejects.toMatchObject({ code: "bad-request" });
    await expect(model.scoreLabels(prompt(0), LABELS)).resolves.toMatchObject({ rung: "exact" });
  });
});

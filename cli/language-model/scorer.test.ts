import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { randomGguf } from "../../test/random-gguf.ts";
import { ensureRuntime } from "../model/runtime.ts";
import { type LocalScorer, loadScorer } from "./scorer.ts";
import { type ListeningServer, listen } from "./server.ts";

// The engine is installed on demand into the user's cache folder; where no npm client can have it, these tests cannot run and say so.
const runtime = await ensureRuntime(console.log).then(
  (folder) => ({ folder, why: "" }),
  (error: Error) => ({ folder: undefined, why: error.message }),
);
if (runtime.folder === undefined) console.warn(`SKIPPED: the local server's tests, because ${runtime.why}`);

const scoreAnswer = v.object({
  logprobs: v.array(v.number()),
  tokens: v.array(v.array(v.number())),
  usage: v.object({ prompt_tokens: v.number(), prompt_tokens_details: v.object({ cached_tokens: v.number() }) }),
});
const completionAnswer = v.object({
  choices: v.tuple([
    v.object({
      text: v.string(),
      logprobs: v.object({
        tokens: v.array(v.string()),
        token_logprobs: v.array(v.nullable(v.number())),
        text_offset: v.array(v.number()),
        top_logprobs: v.array(v.record(v.string(), v.number())),
      }),
    }),
  ]),
});
const chatAnswer = v.object({
  choices: v.tuple([
    v.object({
      message: v.object({ content: v.string() }),
      logprobs: v.object({
        content: v.array(v.object({ token: v.string(), top_logprobs: v.array(v.object({ token: v.string(), logprob: v.number() })) })),
      }),
    }),
  ]),
});

// Longer than three blocks of 64 tokens, so that there is something to reuse; "terrible" is several tokens in this vocabulary.
const HEADER = `Is the review good or bad?\n\n${"Review: a great film and good food\nSentiment: positive\n\n".repeat(10)}`;
const LABELS = [" positive", " negative", " terrible", " terrific"];

describe.skipIf(runtime.folder === undefined).each(["none", "token"] as const)("begin of text: %s", (begin) => {
  let folder = "";
  let scorer: LocalScorer;
  let server: ListeningServer;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "scorer-"));
    const modelPath = join(folder, "random.F32.gguf");
    await writeFile(modelPath, randomGguf({ begin }));
    scorer = await loadScorer(runtime.folder ?? "", { modelPath, contextSize: 2048, slots: 2, threads: 1, chunk: 64 });
    server = await listen(scorer, { host: "127.0.0.1", port: 0, origin: "https://page.example" });
  });
  afterAll(async () => {
    await server.close();
    await scorer.dispose();
    await rm(folder, { recursive: true });
  });

  const post = (path: string, body: unknown, headers: Record<string, string> = { "content-type": "application/json" }) =>
    fetch(server.url + path, { method: "POST", headers, body: typeof body === "string" ? body : JSON.stringify(body) });
  const score = async (prompt: string, labels: readonly string[] = LABELS) =>
    v.parse(scoreAnswer, await (await post("/v1/score", { prompt, labels })).json());

  test("scores of labels of several tokens equal the sum of their echoed log-probabilities", async () => {
    const prompt = `${HEADER}Review: bad food\nSentiment:`;
    const scores = await score(prompt);
    expect(scores.tokens.some((tokens) => tokens.length > 2)).toBe(true);
    for (const [i, label] of LABELS.entries()) {
      const body = { prompt: prompt + label, max_tokens: 0, logprobs: 1, echo: true };
      const { logprobs } = v.parse(completionAnswer, await (await post("/v1/completions", body)).json()).choices[0];
      const own = logprobs.token_logprobs.filter((_, k) => (logprobs.text_offset[k] ?? 0) >= prompt.length);
      expect(own).toHaveLength(scores.tokens[i]?.length ?? -1);
      // Echo evaluates the same tokens in other blocks, with rounding of its own: float32 sums of 64 products.
      expect(own.reduce<number>((sum, logProb) => sum + (logProb ?? Number.NaN), 0)).toBeCloseTo(scores.logprobs[i] ?? Number.NaN, 3);
    }
  });

  test("the echoed text is the prompt, and its offsets point at its tokens", async () => {
    const prompt = "the film was größer ☃ good";
    const answer = v.parse(
      completionAnswer,
      await (await post("/v1/completions", { prompt, max_tokens: 2, logprobs: 2, echo: true })).json(),
    );
    const { text, logprobs } = answer.choices[0];
    expect(text.startsWith(prompt)).toBe(true);
    for (const [i, token] of logprobs.tokens.entries()) {
      // What random weights go on with is often no whole character; the prompt's own tokens are.
      const at = logprobs.text_offset[i] ?? -1;
      if (at < prompt.length && !token.includes("\ufffd")) expect(text.slice(at, at + token.length)).toBe(token);
    }
    expect(logprobs.token_logprobs[0] === null).toBe(begin === "none");
  });

  test("scores do not depend on what was cached, bit for bit", async () => {
    const queries = ["bad food", "a great film", "it was in the world of sports and food and film and review"].map(
      (text) => `${HEADER}Review: ${text}\nSentiment:`,
    );
    const cold: number[][] = [];
    for (const query of queries) {
      // Two unrelated prompts push everything out of the two slots.
      for (const other of ["x", "y"]) await score(`${other.repeat(300)}:`);
      const answer = await score(query);
      expect(answer.usage.prompt_tokens_details.cached_tokens).toBe(0);
      cold.push(answer.logprobs);
    }
    for (const [i, query] of [...queries.entries()].reverse()) {
      const warm = await score(query);
      expect(warm.usage.prompt_tokens_details.cached_tokens).toBeGreaterThanOrEqual(128);
      expect(warm.logprobs).toEqual(cold[i]);
    }
  });

  test("a generation in between leaves scores as they were", async () => {
    const prompt = `${HEADER}Review: good\nSentiment:`;
    const before = await score(prompt);
    await post("/v1/completions", { prompt, max_tokens: 5 });
    expect((await score(prompt)).logprobs).toEqual(before.logprobs);
  });

  test("the likeliest tokens of a chat answer carry the exact log-probabilities of the score route", async () => {
    const messages = [
      { role: "system", content: "Answer." },
      { role: "user", content: "the review is good" },
    ];
    const chat = v.parse(
      chatAnswer,
      await (await post("/v1/chat/completions", { messages, logprobs: true, top_logprobs: 20, max_tokens: 1 })).json(),
    );
    const top = chat.choices[0].logprobs.content[0]?.top_logprobs ?? [];
    expect(top).toHaveLength(20);
    expect(top.reduce((sum, entry) => sum + Math.exp(entry.logprob), 0)).toBeLessThanOrEqual(1 + 1e-6);
    let compared = 0;
    for (const { token, logprob } of top.filter((entry) => /^[a-z]+$/.test(entry.token))) {
      const answer = v.parse(scoreAnswer, await (await post("/v1/score", { messages, labels: [token] })).json());
      // Pieces of words are encoded as other tokens when they stand alone.
      if (answer.tokens[0]?.length !== 1) continue;
      compared++;
      // Both come from the same float32 logits.
      expect(answer.logprobs[0]).toBeCloseTo(logprob, 5);
    }
    expect(compared).toBeGreaterThan(0);
  });

  test("seeded samples repeat, other seeds differ, and stop texts end them", async () => {
    const sample = async (seed: number, extra: object = {}) => {
      const body = { prompt: "the film", max_tokens: 12, temperature: 1, seed, logprobs: 0, ...extra };
      return v.parse(completionAnswer, await (await post("/v1/completions", body)).json()).choices[0].text;
    };
    const first = await sample(0);
    expect(await sample(0)).toBe(first);
    expect(await sample(1)).not.toBe(first);
    const stop = first.slice(3, 4);
    expect(await sample(0, { stop })).toBe(first.slice(0, first.indexOf(stop)));
  });

  test("special tokens inside texts stay text, and inside messages are refused", async () => {
    const plain = await score("the <|im_end|> film:");
    expect(plain.usage.prompt_tokens).toBeGreaterThan(8);
    const refused = await post("/v1/chat/completions", { messages: [{ role: "user", content: "hi<|im_end|>" }] });
    expect(refused.status).toBe(400);
  });

  test.each([
    ["/v1/nothing", {}, 404],
    ["/v1/score", {}, 400],
    ["/v1/score", { prompt: "x", messages: [{ role: "user", content: "x" }], labels: ["a"] }, 400],
    ["/v1/score", { prompt: "x", labels: [] }, 400],
    ["/v1/score", { prompt: "word ".repeat(3000), labels: ["a"] }, 400],
    ["/v1/completions", { prompt: "x", stream: true }, 400],
    ["/v1/completions", { prompt: "x", n: 2 }, 400],
    ["/v1/chat/completions", { messages: [] }, 400],
    ["/v1/chat/completions", "{", 400],
    ["/v1/score", { prompt: "x".repeat(2 ** 20), labels: ["a"] }, 413],
  ])("%s refuses what it cannot answer (%#)", async (path, body, status) => {
    const response = await post(path, body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { type: "invalid_request_error" } });
  });

  test("only the named page may read answers, and must ask first", async () => {
    const preflight = await fetch(`${server.url}/v1/score`, { method: "OPTIONS" });
    expect(preflight.headers.get("access-control-allow-origin")).toBe("https://page.example");
    expect((await post("/v1/score", { prompt: "x", labels: ["a"] }, { "content-type": "text/plain" })).status).toBe(415);
  });

  test("answers many at once, each its own", async () => {
    const prompts = Array.from({ length: 12 }, (_, i) => `${"the film ".repeat(i)}review:`);
    const alone = [];
    for (const prompt of prompts) alone.push((await score(prompt)).logprobs);
    expect((await Promise.all(prompts.map((prompt) => score(prompt)))).map((answer) => answer.logprobs)).toEqual(alone);
  });

  test("names the model and what its numbers depend on", async () => {
    const models = await (await fetch(`${server.url}/v1/models`)).json();
    expect(models).toMatchObject({ data: [{ id: "random.F32", engine: { threads: 1, chunk: 64, contextSize: 2048 } }] });
    expect(await (await fetch(`${server.url}/health`)).json()).toMatchObject({ status: "ok", model: "random.F32" });
  });
});

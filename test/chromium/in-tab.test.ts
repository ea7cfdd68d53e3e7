// A model inside the tab, in real Chromium: a page built as ours is, a tiny random model, a strict content security policy.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import * as v from "valibot";
import { build, type PreviewServer, preview } from "vite";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { loadScorer } from "../../cli/language-model/scorer.ts";
import { launchBrowser } from "../../cli/machine/browser.ts";
import { ensureRuntime } from "../../cli/model/runtime.ts";
import { randomGguf } from "../random-gguf.ts";
import type { Outcome, Scored } from "./in-tab/in-tab.worker.ts";

const HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; connect-src 'self'; base-uri 'none'",
  // Isolation, so that the engine may use threads.
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};
const labelScores = v.object({ logprobs: v.array(v.number()) });
const HEADER = `Is the review good or bad?\n\n${"Review: a great film and good food\nSentiment: positive\n\n".repeat(3)}`;
const FORMS = [" positive", " negative", " terrible", " terrific"];
const promptOf = (text: string) => ({ type: "text" as const, text: `${HEADER}Review: ${text}\nSentiment:` });

let folder: string;
let server: PreviewServer;
let url: string;
let browser: Browser;
let page: Page;
const complaints: string[] = [];
const requested: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "in-tab-"));
  await build({
    configFile: false,
    logLevel: "error",
    root: fileURLToPath(new URL("in-tab", import.meta.url)),
    worker: { format: "es" },
    build: { outDir: folder, target: "es2022", assetsInlineLimit: 0 },
  });
  await writeFile(join(folder, "tiny.gguf"), randomGguf());
  await writeFile(join(folder, "begin.gguf"), randomGguf({ begin: "token" }));
  await writeFile(join(folder, "page.gguf"), "<html>not a model</html>");
  server = await preview({
    configFile: false,
    logLevel: "error",
    root: folder,
    build: { outDir: folder },
    preview: { host: "127.0.0.1", port: 0, headers: HEADERS },
  });
  url = server.resolvedUrls?.local[0] ?? "";
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  complaints.length = 0;
  requested.length = 0;
  page = await (await browser.newContext()).newPage();
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.context().on("request", (request) => requested.push(request.url()));
  await page.goto(url);
  await page.waitForSelector("html[data-ready]", { state: "attached" });
});
afterEach(async () => {
  await page.evaluate(() => globalThis.inTab.dispose());
  await page.context().close();
  expect(complaints).toEqual([]);
  // Nothing of the model or its engine comes from elsewhere.
  expect(requested.filter((address) => !address.startsWith(url) && !address.startsWith(`blob:${url}`))).toEqual([]);
});

/** As a user does it: a file of this machine, handed to the worker as a Blob. */
async function openFile(bytes: Uint8Array, settings: object = {}): Promise<void> {
  await page.evaluate(
    async ({ base64, settings }) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      await globalThis.inTab.open({ type: "in-tab", source: new File([bytes], "tiny.gguf"), threads: 1, contextSize: 1024, ...settings });
    },
    { base64: Buffer.from(bytes).toString("base64"), settings },
  );
}

type Query = Parameters<typeof globalThis.inTab.score>[0];

function attempt(query: Query): Promise<Outcome<Scored>> {
  return page.evaluate(async (asked): Promise<Outcome<Scored>> => await globalThis.inTab.score(asked), query);
}

async function score(query: Query): Promise<Scored> {
  const outcome = await attempt(query);
  if ("code" in outcome) throw new Error(`refused: ${outcome.code}`);
  return outcome.ok;
}

test("scores labels of several tokens from a dropped file", async () => {
  await openFile(randomGguf());
  const scored = await score({ prompt: promptOf("bad food"), forms: FORMS });
  expect(scored.logProbs).toHaveLength(FORMS.length);
  expect(scored.logProbs.reduce((sum, logProb) => sum + Math.exp(logProb), 0)).toBeCloseTo(1, 12);
  expect(scored.labelMass).toBeGreaterThan(0);
  expect(scored.labelMass).toBeLessThan(1);
  expect(scored.id).toMatch(/^tiny\/[0-9a-f]{12}\/wllama-2\.3\.7\/completion\/exact$/);
  const steps = await page.evaluate(() => globalThis.inTab.progress());
  expect(steps.map((step) => step.type)).toEqual(["loading", "ready"]);
});

test("scores do not depend on what was cached, bit for bit", async () => {
  await openFile(randomGguf());
  const texts = ["bad food", "a great film", "it was in the world of sports and food and film and review"];
  const cold = [];
  for (const text of texts) {
    await score({ prompt: { type: "text", text: "x".repeat(100) }, forms: FORMS });
    cold.push(await score({ prompt: promptOf(text), forms: FORMS }));
  }
  expect(cold.map((scored) => scored.cachedTokens)).toEqual([0, 0, 0]);
  for (const [i, text] of [...texts.entries()].reverse()) {
    const warm = await score({ prompt: promptOf(text), forms: FORMS });
    expect(warm.logProbs).toEqual(cold[i]?.logProbs);
    expect(warm.cachedTokens).toBeGreaterThanOrEqual(32);
  }
});

// The same file in two engines: llama.cpp compiled for this machine, and for WebAssembly. The first is installed on demand.
const runtime = await ensureRuntime(console.log).catch((error: Error) => {
  console.warn(`SKIPPED: the comparison with the native engine, because ${error.message}`);
  return undefined;
});
test.skipIf(runtime === undefined)("agrees with the local server", async () => {
  for (const begin of ["none", "token"] as const) {
    const modelPath = join(folder, `${begin === "none" ? "tiny" : "begin"}.gguf`);
    const scorer = await loadScorer(runtime ?? "", { modelPath, contextSize: 1024, slots: 1, threads: 1, chunk: 16 });
    await openFile(randomGguf({ begin }));
    for (const text of ["bad food", "a great film"]) {
      const prompt = promptOf(text);
      const body = { prompt: prompt.text, labels: FORMS };
      const native = v.parse(labelScores, await scorer.routes.get("/v1/score")?.(body, new AbortController().signal));
      const here = await score({ prompt, forms: FORMS });
      here.logProbs.forEach((logProb, i) => {
        // Sums of float32 products in another order.
        expect(logProb + Math.log(here.labelMass)).toBeCloseTo(native.logprobs[i] ?? Number.NaN, 2);
      });
    }
    await page.evaluate(() => globalThis.inTab.dispose());
    await scorer.dispose();
  }
});

test("threads give the same scores to within float32 rounding", async () => {
  await openFile(randomGguf());
  const one = await score({ prompt: promptOf("bad food"), forms: FORMS });
  await page.evaluate(() => globalThis.inTab.dispose());
  await openFile(randomGguf(), { threads: 2 });
  const two = await score({ prompt: promptOf("bad food"), forms: FORMS });
  expect((await page.evaluate(() => globalThis.inTab.progress())).at(-1)).toMatchObject({ type: "ready", threads: 2 });
  two.logProbs.forEach((logProb, i) => {
    expect(logProb).toBeCloseTo(one.logProbs[i] ?? Number.NaN, 3);
  });
});

test("a model that begins every text with a token gets it once", async () => {
  await openFile(randomGguf());
  const without = await score({ prompt: promptOf("good"), forms: FORMS });
  await page.evaluate(() => globalThis.inTab.dispose());
  await openFile(randomGguf({ begin: "token" }));
  expect((await score({ prompt: promptOf("good"), forms: FORMS })).promptTokens).toBe(without.promptTokens + 1);
});

test("chat layouts use the model's own template, and refuse its special tokens inside texts", async () => {
  await openFile(randomGguf());
  const messages = [{ role: "user" as const, content: "the film was good" }];
  const chat = await score({ prompt: { type: "chat", messages }, forms: ["positive", "negative"], layout: "chat" });
  expect(chat.id).toContain("/chat/");
  // The template adds three special tokens, which are one token each and not the 32 characters of their names, and 17 characters of text.
  const bare = await score({ prompt: { type: "text", text: "the film was good" }, forms: [" positive", " negative"] });
  expect(chat.promptTokens - bare.promptTokens).toBeLessThanOrEqual(20);
  const imitation = [{ role: "user" as const, content: "good<|im_end|>" }];
  expect(await attempt({ prompt: { type: "chat", messages: imitation }, forms: ["positive", "negative"], layout: "chat" })).toEqual({
    code: "bad-request",
  });
});

test("an abort ends the query and leaves the model usable", async () => {
  await openFile(randomGguf());
  const before = await score({ prompt: promptOf("bad food"), forms: FORMS });
  expect(await attempt({ prompt: promptOf("a great film"), forms: FORMS, abort: "at once" })).toEqual({ code: "AbortError" });
  expect((await score({ prompt: promptOf("bad food"), forms: FORMS })).logProbs).toEqual(before.logProbs);
});

test("a budget of one query allows one", async () => {
  await openFile(randomGguf(), { budget: { queries: 1 } });
  await score({ prompt: promptOf("bad food"), forms: FORMS });
  expect(await attempt({ prompt: promptOf("bad food"), forms: FORMS })).toEqual({ code: "budget-queries" });
});

test("refuses what is no model, what does not fit and labels that merge with the prompt", async () => {
  await openFile(new TextEncoder().encode("<html>"));
  expect(await attempt({ prompt: promptOf("x"), forms: FORMS })).toEqual({ code: "invalid-settings" });
  await openFile(randomGguf().slice(0, 100_000));
  expect(await attempt({ prompt: promptOf("x"), forms: FORMS })).toEqual({ code: "invalid-settings" });
  await openFile(randomGguf());
  expect(await attempt({ prompt: promptOf("x".repeat(2000)), forms: FORMS })).toEqual({ code: "too-large" });
  expect(await attempt({ prompt: { type: "text", text: "the revi" }, forms: ["ew", "x"] })).toEqual({ code: "label-boundary" });
});

test("a model from an address is downloaded once, with progress, and can be forgotten", async () => {
  const source = `${url}tiny.gguf`;
  const open = () => page.evaluate((source) => globalThis.inTab.open({ type: "in-tab", source, threads: 1, contextSize: 1024 }), source);
  await open();
  const first = await score({ prompt: promptOf("bad food"), forms: FORMS });
  const steps = await page.evaluate(() => globalThis.inTab.progress());
  const { length } = randomGguf();
  expect(steps.filter((step) => step.type === "downloading").at(-1)).toMatchObject({ receivedBytes: length });
  await page.evaluate(() => globalThis.inTab.dispose());
  await open();
  expect((await score({ prompt: promptOf("bad food"), forms: FORMS })).logProbs).toEqual(first.logProbs);
  expect(requested.filter((address) => address === source)).toHaveLength(1);
  expect(await page.evaluate(() => globalThis.inTab.kept())).toEqual([{ url: source, sizeBytes: length }]);
  expect(await page.evaluate((source) => globalThis.inTab.forget(source), source)).toBe(true);
  expect(await page.evaluate(() => globalThis.inTab.kept())).toEqual([]);
});

test("what an address answers is kept only if it is a model", async () => {
  await page.evaluate((source) => globalThis.inTab.open({ type: "in-tab", source }), `${url}page.gguf`);
  expect(await attempt({ prompt: promptOf("x"), forms: FORMS })).toEqual({ code: "invalid-settings" });
  expect(await page.evaluate(() => globalThis.inTab.kept())).toEqual([]);
});

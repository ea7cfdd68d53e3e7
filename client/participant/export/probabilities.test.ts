// An exported snippet gives labels the probabilities that were measured, and decides by them as the measurement did.

import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { decidedLabel } from "../../../shared/algorithm/participant/selection/decision-layer.ts";
import { fieldAt, snippetParts, typescriptModule } from "../../../test/exports/modules.ts";
import { hasPython, inPython } from "../../../test/exports/python.ts";
import { hostileTask, sourceOf } from "../../../test/exports/source.ts";
import { dialectOf } from "../../language-model/dialects/dialects.ts";
import type { CapabilityRecord } from "../../language-model/scoring/capability-record.ts";
import { scoreSteps } from "../../language-model/scoring/top-tokens.ts";
import { exportFile } from "./export.ts";
import type { ExportSource } from "./format.ts";

const WORDS: readonly (readonly string[])[] = [
  ["billing", "delivery", "account"],
  ["spam", "spam-like", "ham"],
  ["0", "1", "2", "10"],
  ["yes", "yes, partly", "no"],
  ["strongly agree", "strongly disagree", "neutral"],
  ["Straße", "İade", "正面", "負面", "🙂", "🙁"],
];
const TOP_K = 20;

function sourceFor(words: readonly string[], change: Partial<ExportSource["result"]> = {}): ExportSource {
  const task = {
    ...hostileTask,
    labels: words.map((_, i) => `label ${i}`),
    labelWords: words.map((word) => [word]),
    publicDemonstrations: [],
  };
  const source = sourceOf({ demonstrations: [] }, "chat", task);
  return { ...source, result: { ...source.result, labelOffsets: words.map(() => 0), ...change } };
}

function exported(format: "typescript" | "python", source: ExportSource): string {
  const made = exportFile(format, source, "demonstrations");
  if (made.type !== "file") throw new TypeError(made.type);
  return made.file.text;
}

interface Entry {
  readonly token: string;
  readonly logprob: number;
  readonly bytes?: readonly number[];
}

/** Likeliest tokens at one place: beginnings of the words, in all kinds of spelling, and others. */
function placeOf(
  words: readonly string[],
): fc.Arbitrary<{ readonly token: string; readonly logprob: number; readonly top_logprobs: Entry[] }> {
  const beginning = fc.tuple(fc.constantFrom(...words), fc.nat({ max: 12 }), fc.nat({ max: 6 })).map(([word, from, length]) =>
    Array.from(word)
      .slice(from % 2 === 0 ? 0 : from)
      .slice(0, 1 + length)
      .join(""),
  );
  const token = fc.oneof(
    { weight: 5, arbitrary: beginning },
    { weight: 2, arbitrary: fc.constantFrom(...words) },
    { weight: 2, arbitrary: fc.constantFrom(" ", "the", "", ".", ",", "-", " partly", "<|end|>", "0", "1", "ly", "\u2581", "\ufffd") },
  );
  const spelt = fc.tuple(token, fc.constantFrom("", " ", "\u0120", "\u2581"), fc.boolean(), fc.constantFrom("none", "all", "part"));
  const entries = fc.array(fc.tuple(spelt, fc.integer({ min: 1, max: 1000 })), { minLength: 1, maxLength: 9 });
  return fc.tuple(entries, fc.nat({ max: 8 }), fc.constantFrom(1, 0.9, 0.4)).map(([made, written, share]) => {
    const total = made.reduce((sum, [, weight]) => sum + weight, 0) / share;
    const top = made.map(([[text, mark, upper, how], weight]): Entry => {
      const token = mark + (upper ? text.toUpperCase() : text);
      const bytes = [...new TextEncoder().encode(token)];
      return { token, logprob: Math.log(weight / total), ...(how === "none" ? {} : { bytes: how === "all" ? bytes : bytes.slice(0, -1) }) };
    });
    return { token: top[written % top.length]?.token ?? "", logprob: -0.1, top_logprobs: top };
  });
}

/** Replies in the chat shape and as parallel arrays. */
const repliesFor = (words: readonly string[]): readonly unknown[] =>
  fc.sample(
    fc.tuple(fc.array(placeOf(words), { minLength: 1, maxLength: 4 }), fc.boolean()).map(([places, chat]) =>
      chat
        ? { content: places }
        : {
            tokens: places.map(({ token }) => token),
            top_logprobs: places.map(({ top_logprobs }) => Object.fromEntries(top_logprobs.map(({ token, logprob }) => [token, logprob]))),
          },
    ),
    { numRuns: 500, seed: 20261130 },
  );

function measured(
  logprobs: unknown,
  words: readonly string[],
): { readonly logProbs: readonly number[]; readonly unresolved: number } | null {
  const read = dialectOf("openai").chat?.read({ choices: [{ message: { content: "x" }, logprobs }] });
  const [answer] = read?.answers ?? [];
  if (!answer?.first) return null;
  const labels = words.map((form) => ({ name: form, form }));
  const { scores, unresolved } = scoreSteps(answer.steps ?? [{ written: "", top: answer.first }], labels, TOP_K);
  return { logProbs: [...scores.logProbs], unresolved };
}

const close = (values: unknown, to: readonly number[]): boolean =>
  Array.isArray(values) && values.length === to.length && to.every((value, i) => Math.abs(value - Number(values[i])) < 1e-9);

test.each(WORDS.map((words) => ({ words })))("TypeScript reads the probabilities of $words as they were measured", async ({ words }) => {
  const { stepsOf, tokenMasses } = await snippetParts(exported("typescript", sourceFor(words)));
  let told = 0;
  for (const reply of repliesFor(words)) {
    const known = measured(reply, words);
    const steps = stepsOf(reply);
    expect(Array.isArray(steps) && steps.length > 0).toBe(known !== null);
    if (!known) continue;
    const found = tokenMasses(steps, words, TOP_K);
    expect([...found.logProbs], JSON.stringify(reply)).toEqual(known.logProbs);
    expect(found.unresolved).toBe(known.unresolved);
    if (known.logProbs.some((value) => Math.abs(value - (known.logProbs[0] ?? 0)) > 1)) told++;
  }
  expect(told).toBeGreaterThan(200);
});

test.skipIf(!hasPython).each(WORDS.map((words) => ({ words })))(
  "Python reads the probabilities of $words as they were measured",
  ({ words }) => {
    const replies = repliesFor(words);
    const expression = `[(lambda steps: exported.token_masses(steps, ${JSON.stringify(words)}, ${TOP_K}) if steps else None)(exported.steps_of(reply)) for reply in given]`;
    const read = inPython(exported("python", sourceFor(words)), expression, replies);
    for (const [i, reply] of replies.entries()) {
      const known = measured(reply, words);
      const found = fieldAt(read, i);
      if (!known) {
        expect(found).toBeNull();
        continue;
      }
      expect(close(fieldAt(found, 0), known.logProbs), `${JSON.stringify(reply)} ${JSON.stringify(found)} ${JSON.stringify(known)}`).toBe(
        true,
      );
      // Rounding: log-probabilities here and there are sums in the same order, but of other exp and log.
      expect(Number(fieldAt(found, 2))).toBeCloseTo(known.unresolved, 9);
    }
  },
);

test("the label follows offsets and matrix as the decision layer does", async () => {
  const words = ["a", "b", "c"];
  const layer = { offsets: Float64Array.of(-0.3, 0.4, 0.1), matrix: Float64Array.of(0.2, -0.5, 0.1, 0, 0.3, -0.2, -0.4, 0.6, 0), ridge: 1 };
  const source = sourceFor(words, { labelOffsets: [...layer.offsets], labelMatrix: [...layer.matrix] });
  const { labelOf } = await typescriptModule(exported("typescript", source));
  const rows = fc.sample(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 3, maxLength: 3 }), { numRuns: 1000, seed: 1 });
  const logProbs = rows.map((row) => row.map((weight) => Math.log(weight / row.reduce((sum, value) => sum + value, 0))));
  const expected = logProbs.map((row) => `label ${decidedLabel(layer, row)}`);
  expect(logProbs.map((row) => labelOf(row))).toEqual(expected);
  const { labelOf: byOffsets } = await typescriptModule(exported("typescript", sourceFor(words, { labelOffsets: [...layer.offsets] })));
  expect(logProbs.map((row) => byOffsets(row))).not.toEqual(expected);
  if (!hasPython) return;
  expect(inPython(exported("python", source), "[exported.label_of(row) for row in given]", logProbs)).toEqual(expected);
});

test("the snippet asks as the model was found to need it", async () => {
  const capability: CapabilityRecord = {
    version: 1,
    dialect: "vllm",
    model: "m",
    reportedModel: "m",
    route: "chat",
    rung: "top-k",
    layout: "chat",
    topK: 8,
    votes: 1,
    quirks: { tokenLimit: "max_completion_tokens", thinkingOff: 0, refuses: ["temperature"] },
    sharedFirstTokens: [],
    deterministic: true,
    latencyMs: 1,
  };
  const { classify } = await typescriptModule(exported("typescript", { ...sourceFor(["billing", "delivery"]), capability }));
  const bodies: unknown[] = [];
  const replies = [{ message: { content: "x" } }, { message: { content: "**Delivery**." } }];
  vi.stubGlobal("fetch", async (_: string, { body }: { body: string }) => {
    bodies.push(JSON.parse(body));
    return { ok: true, json: async () => ({ choices: [replies[bodies.length - 1]] }) };
  });
  const label = await classify("Where is it?", { url: "http://127.0.0.1", model: "m", key: "k" });
  vi.unstubAllGlobals();
  // The first reply has no log-probabilities: an answer in words counts.
  expect(label).toBe("label 1");
  const common = { model: "m", top_k: -1, top_p: 1, chat_template_kwargs: { enable_thinking: false } };
  expect(bodies).toMatchObject([
    { ...common, max_completion_tokens: 1, logprobs: true, top_logprobs: 8 },
    { ...common, max_completion_tokens: 16 },
  ]);
  expect(bodies[1]).not.toHaveProperty("logprobs");
  expect(bodies[0]).not.toHaveProperty("temperature");
});

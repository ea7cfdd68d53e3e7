// Labels of which one begins the other, or that begin with the same token, on every rung: told apart, or refused with the reason.

import { afterEach, describe, expect, it } from "vitest";
import type { Label } from "../../../shared/prompt/language-model.ts";
import { type Fault, type FaultServer, type SeenRequest, startFaultServer } from "../../../test/fault-server.ts";
import { TIME_LIMIT_MS, virtualRuntime } from "../../../test/virtual-runtime.ts";
import { connectLanguageModel } from "../connect.ts";
import type { HttpSettings } from "../settings.ts";
import { scoreText, scoreVotes } from "./answers.ts";
import type { CapabilityRecord } from "./capability-record.ts";
import { exactForms, scoreExact } from "./exact.ts";
import { scoreSteps, scoreTopTokens } from "./top-tokens.ts";

const labels = (...words: string[]): Label[] => words.map((word) => ({ name: word, form: word }));
const SCALE = labels(..."0 1 2 3 4 5 6 7 8 9 10".split(" "));
const SPAM = labels("spam", "spam-like", "ham");
const PARTLY = labels("yes", "yes, partly", "no");

const top = (probabilities: Record<string, number>) => Object.entries(probabilities).map(([text, p]) => ({ text, logProb: Math.log(p) }));
const likeliest = (logProbs: Float64Array, among: readonly Label[]) => among[logProbs.indexOf(Math.max(...logProbs))]?.name;
const p = (logProbs: Float64Array, i: number) => Math.exp(logProbs[i] ?? Number.NaN);

let server: FaultServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

describe("top-k", () => {
  it("a token that is the whole of one label counts for it where another may be one token, too", () => {
    const scores = scoreTopTokens(top({ "1": 0.9, "2": 0.02, "10": 0.05 }), SCALE, 20);
    expect(likeliest(scores.logProbs, SCALE)).toBe("1");
    expect(Math.exp((scores.logProbs[1] ?? 0) - (scores.logProbs[10] ?? 0))).toBeCloseTo(0.9 / 0.05, 9);
    // That it may have been the other's first token is in the interval.
    expect(scores.uncertainty?.[10]).toBeGreaterThan(Math.log(0.9 / 0.06));
  });

  it("where digits are tokens by themselves the second one tells", () => {
    const written = { written: "1", top: top({ "1": 0.9, "7": 0.1 }) };
    const one = scoreSteps([written, { written: "<|end|>", top: top({ "<|end|>": 0.8, "0": 0.15, "2": 0.05 }) }], SCALE, 20);
    expect(Math.exp((one.scores.logProbs[10] ?? 0) - (one.scores.logProbs[1] ?? 0))).toBeCloseTo(0.15 / 0.8, 6);
    const ten = scoreSteps([written, { written: "0", top: top({ "0": 0.97, ".": 0.03 }) }], SCALE, 20);
    expect(likeliest(ten.scores.logProbs, SCALE)).toBe("10");
    expect(ten.unresolved).toBeLessThan(1e-6);
  });

  it("an answer that ends after the token is the shorter label's", () => {
    const steps = [{ written: "spam", top: top({ spam: 0.7, ham: 0.3 }) }];
    // By itself the token cannot tell: a mark follows in the longer word, which no token joins.
    expect(scoreSteps(steps, SPAM, 20).unresolved).toBeCloseTo(0.7, 9);
    const ended = scoreSteps([...steps, { written: "", top: top({ "": 1 }) }], SPAM, 20);
    expect(likeliest(ended.scores.logProbs, SPAM)).toBe("spam");
  });

  it("follows several words to where they part", () => {
    const agree = labels("strongly agree", "strongly disagree", "neutral");
    const steps = [
      { written: "strong", top: top({ strong: 0.8, neutral: 0.2 }) },
      { written: "ly", top: top({ ly: 1 }) },
      { written: " agree", top: top({ " agree": 0.6, " dis": 0.4 }) },
    ];
    const { scores, unresolved } = scoreSteps(steps, agree, 20);
    expect([0, 1, 2].map((i) => p(scores.logProbs, i))).toEqual([expect.closeTo(0.48, 9), expect.closeTo(0.32, 9), expect.closeTo(0.2, 9)]);
    expect(unresolved).toBeLessThan(1e-9);
    expect(scores.labelMass).toBeCloseTo(1, 9);
  });

  it("another number that begins alike is no label", () => {
    const steps = [
      { written: "1", top: top({ "1": 1 }) },
      { written: "2", top: top({ "2": 0.9, "0": 0.1 }) },
    ];
    const { scores } = scoreSteps(steps, labels("1", "10"), 20);
    expect(scores.labelMass).toBeCloseTo(0.1, 9);
  });
});

describe("the other rungs", () => {
  it("exact: each word ends in the same token", () => {
    expect(exactForms(SCALE)).toEqual(SCALE.map(({ form }) => `${form}\n`));
    expect(exactForms(labels("one", "ten"))).toEqual(["one", "ten"]);
    expect(
      likeliest(
        scoreExact(
          SCALE.map((_, i) => (i === 1 ? -0.1 : -5)),
          SCALE,
        ).logProbs,
        SCALE,
      ),
    ).toBe("1");
  });

  it.each([
    ["10", SCALE, "10"],
    ["1", SCALE, "1"],
    ["Yes, partly: it", PARTLY, "yes, partly"],
    ["Yes.", PARTLY, "yes"],
    ["spam-like", SPAM, "spam-like"],
    ["**spam**", SPAM, "spam"],
  ] as const)("text and sampled: %j", (answer, among, name) => {
    expect(likeliest(scoreText(answer, among).logProbs, among)).toBe(name);
    expect(likeliest(scoreVotes([answer, answer], among).logProbs, among)).toBe(name);
  });
});

/** A chat endpoint that writes tokens one by one and gives the likeliest at each place, as many as it is asked for. */
async function serve(steps: (body: SeenRequest["body"]) => readonly { written: string; top: Record<string, number> }[], most = 16) {
  server = await startFaultServer({
    fault: (_, { body }): Fault => {
      const given = steps(body).slice(0, Math.min(most, Number(body.max_tokens)));
      const content = given.map(({ written, top: likely }) => ({
        token: written,
        logprob: Math.log(likely[written] ?? 1e-9),
        top_logprobs: Object.entries(likely).map(([token, prob]) => ({ token, logprob: Math.log(prob) })),
      }));
      const text = given.map(({ written }) => written).join("");
      return {
        type: "reply",
        body: { choices: [{ message: { content: text }, logprobs: { content } }], usage: { prompt_tokens: 9, completion_tokens: 1 } },
      };
    },
  });
  const capability: CapabilityRecord = {
    version: 1,
    dialect: "openai-compatible",
    model: "m",
    reportedModel: undefined,
    route: "chat",
    rung: "top-k",
    layout: "chat-turns",
    topK: 20,
    votes: 1,
    quirks: { tokenLimit: "max_tokens", thinkingOff: -1 },
    sharedFirstTokens: [],
    deterministic: true,
    latencyMs: 1,
  };
  const settings: HttpSettings = { type: "http", url: server.url, model: "m", timeoutMs: TIME_LIMIT_MS, capability };
  return { model: await connectLanguageModel(settings, virtualRuntime()), seen: server.seen };
}

const PROMPT = { type: "chat", messages: [{ role: "user", content: "x" }] } as const;

describe("an endpoint with the likeliest tokens", () => {
  it("is asked for one token where the words differ, and for more where one begins the other", async () => {
    const { model, seen } = await serve(() => [
      { written: "1", top: { "1": 0.9, "0": 0.1 } },
      { written: "\n", top: { "\n": 1 } },
    ]);
    await model.scoreLabels(PROMPT, labels("0", "1"));
    expect(seen[0]?.body.max_tokens).toBe(1);
    const scores = await model.scoreLabels(PROMPT, SCALE);
    expect(seen[1]?.body.max_tokens).toBeGreaterThan(1);
    expect(likeliest(scores.logProbs, SCALE)).toBe("1");
    expect(seen).toHaveLength(2);
  });

  it("is asked again, for more, where a token turns out to begin two words; its cost is counted", async () => {
    const steps = [
      { written: "pro", top: { pro: 0.9, bad: 0.1 } },
      { written: "cess", top: { cess: 0.7, blem: 0.3 } },
    ];
    const { model, seen } = await serve(() => steps);
    const scores = await model.scoreLabels(PROMPT, labels("problem", "process", "bad"));
    expect(seen.map(({ body }) => body.max_tokens)).toEqual([1, expect.any(Number)]);
    expect(scores.usage.attempts).toBe(2);
    expect([0, 1, 2].map((i) => p(scores.logProbs, i))).toEqual([expect.closeTo(0.27, 6), expect.closeTo(0.63, 6), expect.closeTo(0.1, 6)]);
  });

  it("does not let the third label win where it gives one token only: the answer is refused with the reason", async () => {
    const { model, seen } = await serve(() => [{ written: "spam", top: { spam: 0.9, ham: 0.1 } }], 1);
    await expect(model.scoreLabels(PROMPT, SPAM)).rejects.toMatchObject({
      code: "label-overlap",
      message: expect.stringContaining("begin differently"),
    });
    expect(seen).toHaveLength(1);
  });

  it("is refused after three answers of which none can be followed", async () => {
    const { model, seen } = await serve(() => [
      { written: "ham", top: { spam: 0.9, ham: 0.1 } },
      { written: "\n", top: { "\n": 1 } },
    ]);
    await expect(model.scoreLabels(PROMPT, SPAM)).rejects.toMatchObject({ code: "label-overlap" });
    expect(seen).toHaveLength(3);
  });

  it("of which no token is a label is not taken for one with labels alike", async () => {
    const { model } = await serve(() => [{ written: "Okay", top: { Okay: 0.9 } }]);
    expect(await model.scoreLabels(PROMPT, SCALE)).toMatchObject({ labelMass: 0 });
  });
});

describe("long labels", () => {
  it("are given room in an answer in words", async () => {
    const long = "yes, but only in part and with a number of strong reservations that matter";
    server = await startFaultServer({
      fault: (_, { path, body }): Fault => {
        if (!path.endsWith("/chat/completions")) return { type: "status", status: 404 };
        if ("logprobs" in body) return { type: "status", status: 400 };
        const whole = JSON.stringify(body).includes("wonderful") ? "positive" : long;
        // Two letters a token.
        return { type: "reply", body: { choices: [{ message: { content: whole.slice(0, 2 * Number(body.max_tokens)) } }] } };
      },
    });
    const settings: HttpSettings = { type: "http", url: server.url, model: "m", timeoutMs: TIME_LIMIT_MS, withoutLogProbs: "text" };
    const model = await connectLanguageModel(settings, virtualRuntime());
    const among = labels("yes", "no", long);
    expect(likeliest((await model.scoreLabels(PROMPT, among)).logProbs, among)).toBe(long);
  });
});

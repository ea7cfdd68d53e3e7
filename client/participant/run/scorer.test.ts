// When refusals are the endpoint's rather than those of single queries.

import { describe, expect, it } from "vitest";
import type { WantedAnswer } from "../../../shared/algorithm/participant/answers.ts";
import { problemOf } from "../../../shared/algorithm/testing/toy-problem.ts";
import type { LabelScores, LanguageModel } from "../../../shared/prompt/language-model.ts";
import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import { createScorer, type ScoringOptions } from "./scorer.ts";

const problem = problemOf();
const answer: LabelScores = {
  logProbs: Float64Array.of(-0.1, -2.4),
  labelMass: 1,
  censored: Uint8Array.of(0, 0),
  rung: "exact",
  usage: { attempts: 1, promptTokens: 1, cachedTokens: 0, completionTokens: 1 },
};

/** Answers the queries of these places, counted from 1, and refuses all others. */
function modelAnswering(answered: readonly number[]): { readonly model: LanguageModel; asked(): number } {
  let asked = 0;
  const model: LanguageModel = {
    id: "shy",
    capabilities: { rung: "exact", layout: "completion", deterministic: true, concurrency: 1 },
    async scoreLabels() {
      if (!answered.includes(++asked)) throw new LanguageModelError("bad-request");
      return answer;
    },
    async dispose() {},
  };
  return { model, asked: () => asked };
}

/** Answers every query, with this share of probability on the labels. */
function modelWithLabelMass(labelMass: (place: number) => number): { readonly model: LanguageModel; asked(): number } {
  const { model, asked } = modelAnswering(Array.from({ length: 200 }, (_, i) => i + 1));
  return {
    model: { ...model, scoreLabels: async (...query) => ({ ...(await model.scoreLabels(...query)), labelMass: labelMass(asked()) }) },
    asked,
  };
}

/** So many queries, the first `prompts` prompts and `examples` examples in turn. */
function queries(count: number, { prompts, examples }: { readonly prompts: number; readonly examples: number }): WantedAnswer[] {
  return Array.from({ length: count }, (_, i) => ({
    choice: { lower: problem.space.slots.map((slot, at) => (at === 4 ? (i % prompts) % slot.size : 0)), upper: [] },
    row: Math.floor(i / prompts) % examples,
  }));
}

interface Trial {
  readonly answered?: readonly number[];
  readonly purpose?: ScoringOptions["purpose"];
  readonly prompts?: number;
  readonly examples?: number;
}

/** Queries asked before it was the endpoint's; null where all 200 were asked. */
async function askedUntilFailure({ answered = [], purpose = "tune", prompts = 3, examples = 5 }: Trial): Promise<number | null> {
  const { model, asked } = modelAnswering(answered);
  const scorer = createScorer(problem, model, { sleep: () => new Promise(() => {}) });
  const options = { signal: new AbortController().signal, purpose, onEnd() {} };
  const failure = await scorer.score(queries(200, { prompts, examples }), options).then(
    () => null,
    (error: unknown) => error,
  );
  if (failure === null) return null;
  expect(failure).toMatchObject({ code: "bad-request" });
  return asked();
}

describe("refusals", () => {
  it("[A47] twelve in a row before any answer are the endpoint's, sixty after one", async () => {
    expect(await askedUntilFailure({})).toBe(12);
    expect(await askedUntilFailure({ answered: [12] })).toBe(12 + 60);
    expect(await askedUntilFailure({ answered: [1, 61] })).toBe(61 + 60);
  });

  it("[A47] are no answers: their rows are left open, each counted once", async () => {
    const { model } = modelAnswering([2, 3]);
    const ends: string[] = [];
    const scorer = createScorer(problem, model, { sleep: () => new Promise(() => {}) });
    const scored = await scorer.score(queries(4, { prompts: 3, examples: 5 }), {
      signal: new AbortController().signal,
      purpose: "tune",
      onEnd: ({ how, requests }) => ends.push(`${how} ${requests}`),
    });
    expect(scored.map(({ logProbs }) => logProbs && [...logProbs])).toEqual([null, [-0.1, -2.4], [-0.1, -2.4], null]);
    expect(ends).toEqual(["refused 1", "answered 1", "answered 1", "refused 1"]);
  });

  it("[A47a] of fewer than three prompts or three examples they are not, however many", async () => {
    expect(await askedUntilFailure({ prompts: 2 })).toBeNull();
    expect(await askedUntilFailure({ examples: 2 })).toBeNull();
    expect(await askedUntilFailure({ prompts: 3, examples: 3 })).toBe(12);
  });

  it("[A47b] at the end of a run none are", async () => {
    expect(await askedUntilFailure({ purpose: "conclude" })).toBeNull();
  });
});

describe("answers without a label", () => {
  const until = async (
    labelMass: (place: number) => number,
    { purpose = "tune", prompts = 3, examples = 5 }: Omit<Trial, "answered"> = {},
  ) => {
    const { model, asked } = modelWithLabelMass(labelMass);
    const scorer = createScorer(problem, model, { sleep: () => new Promise(() => {}) });
    const options = { signal: new AbortController().signal, purpose, onEnd() {} };
    const scored = scorer.score(queries(200, { prompts, examples }), options);
    const code = await scored.then(
      () => null,
      (error: unknown) => (error instanceof LanguageModelError ? error.code : "other"),
    );
    return { code, asked: asked() };
  };

  it("[A47c] twelve in a row before any with one end the tuning, sixty after one", async () => {
    expect(await until(() => 0)).toEqual({ code: "no-label", asked: 12 });
    expect(await until(() => 1e-6)).toEqual({ code: "no-label", asked: 12 });
    expect(await until((place) => (place === 12 ? 0.4 : 0))).toEqual({ code: "no-label", asked: 72 });
  });

  it("[A47c] are no reason to stop where the mass is small or unknown, or few prompts or examples are to blame", async () => {
    expect(await until(() => 0.01)).toMatchObject({ code: null });
    expect(await until(() => Number.NaN)).toMatchObject({ code: null });
    expect(await until(() => 0, { prompts: 2 })).toMatchObject({ code: null });
    expect(await until(() => 0, { examples: 2 })).toMatchObject({ code: null });
  });

  it("[A47c] at the end of a run end nothing", async () => {
    expect(await until(() => 0, { purpose: "conclude" })).toMatchObject({ code: null });
  });
});

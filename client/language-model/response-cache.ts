// Remembers paid answers. The key is everything that can change an answer: endpoint, model, how it is asked, prompt, labels, and the seed
// where answers are drawn. Two endpoints that serve a model of the same name never share an entry. Errors are never kept.

import { digestOf } from "../../shared/math/digest.ts";
import { type LabelScores, type LanguageModel, STRUCTURED_BY } from "../../shared/prompt/language-model.ts";
import type { CachedAnswer, CachedWords, ResponseStore } from "./scoring/endpoint.ts";
import { fieldOf, numberOf, stringOf } from "./transport/json.ts";

/** `scope` names the endpoint and every parameter that is the same for all queries. */
export function withResponseCache(model: LanguageModel, store: ResponseStore, scope: unknown): LanguageModel {
  const { rung, deterministic } = model.capabilities;
  const { answer } = model;
  return {
    ...(answer === undefined ? {} : { answer: cachedAnswering({ ...model, answer }, store, scope) }),
    id: model.id,
    ...(model.model === undefined ? {} : { model: model.model }),
    capabilities: model.capabilities,
    ...(model.answerInWords ? { answerInWords: model.answerInWords } : {}),
    dispose: () => model.dispose(),
    async scoreLabels(prompt, labels, options = {}) {
      const key = digestOf(
        JSON.stringify([1, scope, model.id, prompt, labels.map((l) => l.form), deterministic ? null : (options.seed ?? null)]),
      );
      options.signal?.throwIfAborted();
      const kept = answerOf(await store.get(key), labels.length);
      if (kept) return { ...kept, rung, usage: { attempts: 0, promptTokens: 0, cachedTokens: 0, completionTokens: 0 } };
      const scores = await model.scoreLabels(prompt, labels, options);
      await store.set(key, {
        logProbs: [...scores.logProbs],
        labelMass: Number.isNaN(scores.labelMass) ? null : scores.labelMass,
        censored: [...scores.censored],
        uncertainty: scores.uncertainty ? [...scores.uncertainty] : null,
      });
      return scores;
    },
  };
}

function cachedAnswering(
  model: LanguageModel & { readonly answer: NonNullable<LanguageModel["answer"]> },
  store: ResponseStore,
  scope: unknown,
): NonNullable<LanguageModel["answer"]> {
  return async (prompt, options) => {
    const { maxTokens, stop = null, json = null, signal } = options;
    const key = digestOf(JSON.stringify([2, scope, model.id, prompt, maxTokens, stop, json]));
    signal?.throwIfAborted();
    const kept = await store.get(key);
    const words = stringOf(fieldOf(kept, "words"));
    const by = STRUCTURED_BY.find((means) => means === fieldOf(kept, "structuredBy"));
    if (words !== undefined && by !== undefined) {
      const usage = { attempts: 0, promptTokens: 0, cachedTokens: 0, completionTokens: 0 };
      return { text: words, cut: fieldOf(kept, "cut") === true, structuredBy: by, usage };
    }
    const answer = await model.answer(prompt, options);
    await store.set(key, { words: answer.text, cut: answer.cut, structuredBy: answer.structuredBy });
    return answer;
  };
}

/** A store for one run, wiped with the worker. */
export function memoryResponseStore(): ResponseStore {
  const entries = new Map<string, CachedAnswer | CachedWords>();
  return {
    get: async (key) => entries.get(key),
    set: async (key, value) => void entries.set(key, value),
    clear: async () => entries.clear(),
  };
}

function answerOf(value: unknown, labels: number): Pick<LabelScores, "logProbs" | "labelMass" | "censored" | "uncertainty"> | undefined {
  const logProbs = numbersOf(fieldOf(value, "logProbs"), labels);
  const censored = numbersOf(fieldOf(value, "censored"), labels);
  const uncertainty = numbersOf(fieldOf(value, "uncertainty"), labels);
  if (!logProbs || !censored) return undefined;
  return {
    logProbs,
    labelMass: numberOf(fieldOf(value, "labelMass")) ?? Number.NaN,
    censored: Uint8Array.from(censored),
    ...(uncertainty ? { uncertainty } : {}),
  };
}

function numbersOf(value: unknown, length: number): Float64Array | undefined {
  if (!Array.isArray(value) || value.length !== length) return undefined;
  const numbers = value.flatMap((x) => numberOf(x) ?? []);
  return numbers.length === length ? Float64Array.from(numbers) : undefined;
}

// Remembers paid answers. The key is everything that can change an answer: endpoint, model, how it is asked, prompt, labels, and the seed
// where answers are drawn. Two endpoints that serve a model of the same name never share an entry. Errors are never kept.

import { digestOf } from "../../shared/math/digest.ts";
import type { LabelScores, LanguageModel } from "../../shared/prompt/language-model.ts";
import type { CachedAnswer, ResponseStore } from "./scoring/endpoint.ts";
import { fieldOf, numberOf } from "./transport/json.ts";

/** `scope` names the endpoint and every parameter that is the same for all queries. */
export function withResponseCache(model: LanguageModel, store: ResponseStore, scope: unknown): LanguageModel {
  const { rung, deterministic } = model.capabilities;
  return {
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

/** A store for one run, wiped with the worker. */
export function memoryResponseStore(): ResponseStore {
  const entries = new Map<string, CachedAnswer>();
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

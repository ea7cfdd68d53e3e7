// The simulated in-context learner `sim-icl-2`. It has the interface of a language model, but is NOT one: it has no weights, no network and
// no clock. It reads the prompt's text and label words as a real model would, so a search over prompts has something to find. Finding it
// proves only that the search works.

import { exp, log } from "../../math/exp-log.ts";
import type { LabelScores, LanguageModel, Layout } from "../language-model.ts";
import { BoundedMap } from "./bounded-map.ts";
import { type Constants, DEFAULTS, VERSION } from "./constants.ts";
import { type LabelTraits, labelLogits, labelMassOf, labelTraits } from "./label-logits.ts";
import { keyOf, parsePrompt } from "./parse-prompt.ts";
import { type PromptReading, readContext } from "./reading.ts";
import { createWordVectors } from "./word-vectors.ts";
import { wordsOf } from "./words.ts";

export interface SimulatedModelOptions {
  /** Another seed is another "model": other label biases, other effects of wording. Default 1. */
  readonly seed?: number;
  /** The layout in which it is asked. It reads all of them. Default completion. */
  readonly layout?: Layout;
  /** Replaces the frozen constants, for the null control. The model's id then says so. */
  readonly constants?: Constants;
  /** It waits so long before each answer, by `sleep`. Default 0. */
  readonly latencyMs?: number;
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** It answers in words, too: `answering-twin.ts`. */
export type SimulatedModel = LanguageModel & { readonly answer: NonNullable<LanguageModel["answer"]> };

export function createSimulatedModel(options: SimulatedModelOptions = {}): SimulatedModel {
  const { seed = 1, layout = "completion", constants = DEFAULTS, latencyMs = 0, sleep } = options;
  const wordVectors = createWordVectors(constants, seed);
  const contexts = new BoundedMap<string, Context>(64);
  const variant = constants === DEFAULTS ? "" : "+modified";
  return {
    id: `${VERSION}${variant}#${seed}/${layout}`,
    model: `${VERSION}${variant}#${seed}`,
    capabilities: { rung: "simulated", layout, deterministic: true, concurrency: 1 },
    async scoreLabels(prompt, labels, { signal } = {}): Promise<LabelScores> {
      signal?.throwIfAborted();
      if (labels.length === 0) throw new RangeError("labels must not be empty");
      const { query, ...shared } = parsePrompt(prompt);
      const keys = labels.map(({ form }) => keyOf(form));
      const context = contexts.getOrCompute(JSON.stringify([shared, keys]), () => {
        const reading = readContext({ ...shared, keys }, wordVectors, constants);
        return { reading, traits: new Map() };
      });
      const traits = keys.map((key) => traitsOf(context, key, { constants, seed }));
      const logits = labelLogits(context.reading, wordsOf(query), traits, constants);
      if (sleep && latencyMs > 0) await sleep(latencyMs, signal);
      return {
        logProbs: logSoftmax(logits),
        labelMass: labelMassOf(context.reading),
        censored: new Uint8Array(labels.length),
        rung: "simulated",
        usage: { attempts: 1, promptTokens: tokensOf(shared, query), cachedTokens: 0, completionTokens: 0 },
      };
    },
    async answer(prompt, { signal, maxTokens, stop = [] }) {
      signal?.throwIfAborted();
      // Loaded where it is used: few tasks have answers in words.
      const { twinAnswer } = await import("./answering-twin.ts");
      const written = stop.reduce((rest, end) => rest.split(end)[0] ?? "", twinAnswer(prompt, seed));
      const words = written.split(/(?<=\s)/);
      const kept = words
        .slice(0, Math.floor(maxTokens / TOKENS_PER_WORD))
        .join("")
        .trimEnd();
      if (sleep && latencyMs > 0) await sleep(latencyMs, signal);
      const { query, ...shared } = parsePrompt(prompt);
      return {
        text: kept,
        cut: kept.length < written.trimEnd().length,
        structuredBy: "prompt",
        usage: {
          attempts: 1,
          promptTokens: tokensOf(shared, query),
          cachedTokens: 0,
          completionTokens: Math.ceil(kept.split(/\s+/).length * TOKENS_PER_WORD),
        },
      };
    },
    async dispose() {},
  };
}

interface Context {
  readonly reading: PromptReading;
  readonly traits: Map<string, LabelTraits>;
}

function traitsOf(context: Context, key: string, model: { constants: Constants; seed: number }): LabelTraits {
  const kept = context.traits.get(key);
  if (kept) return kept;
  const traits = labelTraits(context.reading, key, model);
  context.traits.set(key, traits);
  return traits;
}

function logSoftmax(logits: Float64Array): Float64Array {
  const highest = logits.reduce((max, x) => Math.max(max, x), Number.NEGATIVE_INFINITY);
  const total = highest + log(logits.reduce((sum, x) => sum + exp(x - highest), 0));
  return logits.map((x) => x - total);
}

const TOKENS_PER_WORD = 1.35;

/** About as many tokens as a real tokenizer would count: a third more than there are words. */
function tokensOf(shared: { fragment: string; demonstrations: readonly { text: string }[] }, query: string): number {
  const texts = [shared.fragment, ...shared.demonstrations.map((d) => d.text), query];
  return Math.ceil(texts.reduce((sum, text) => sum + text.split(/\s+/).length, 0) * TOKENS_PER_WORD);
}

// A language model whose paid answers outlive the run: a killed bench goes on where it was and pays no query twice.

import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import * as v from "valibot";
import { digestOf } from "../../../shared/math/digest.ts";
import type { LabelScores, LanguageModel } from "../../../shared/prompt/language-model.ts";

/** Key, label log-probabilities, prompt tokens, milliseconds; the last is not in lines of the first runs. */
const entrySchema = v.union([
  v.strictTuple([v.string(), v.array(v.number()), v.number(), v.number()]),
  v.strictTuple([v.string(), v.array(v.number()), v.number()]),
]);

interface Kept {
  readonly logProbs: readonly number[];
  readonly tokens: number;
  readonly ms: number;
}

export interface CachedModel extends LanguageModel {
  /** Prompt tokens of all answers given, remembered ones included: what a method would cost by itself. */
  readonly tokens: () => number;
  /**
   * What the answers remembered in this run took when they were paid for, in milliseconds: a method's time does not depend on who came
   * first.
   */
  readonly rememberedMs: () => number;
  /** Answers that had to be paid for in this run. */
  readonly paid: () => number;
}

/** `file`: one JSON line per answer. A last line cut off by a kill is paid for again. */
export function withDiskCache(model: LanguageModel, file: string, now: () => number = () => performance.now()): CachedModel {
  const kept = new Map<string, Kept>();
  if (existsSync(file)) {
    for (const line of readFileSync(file, "utf8").split("\n")) {
      const entry = v.safeParse(entrySchema, parsed(line));
      if (!entry.success) continue;
      const [key, logProbs, promptTokens, ms = 0] = entry.output;
      kept.set(key, { logProbs, tokens: promptTokens, ms });
    }
    appendFileSync(file, "\n");
  } else mkdirSync(dirname(file), { recursive: true });
  let tokens = 0;
  let paid = 0;
  let rememberedMs = 0;
  let lastEndedMs = Number.NEGATIVE_INFINITY;
  return {
    id: model.id,
    capabilities: model.capabilities,
    dispose: () => model.dispose(),
    tokens: () => tokens,
    paid: () => paid,
    rememberedMs: () => rememberedMs,
    async scoreLabels(prompt, labels, options): Promise<LabelScores> {
      const key = digestOf(JSON.stringify([model.id, prompt, labels.map(({ form }) => form)])).slice(0, 32);
      const known = kept.get(key);
      if (known) {
        tokens += known.tokens;
        rememberedMs += known.ms;
        return answerOf(known.logProbs, known.tokens, model.capabilities.rung);
      }
      const beganMs = now();
      const scores = await model.scoreLabels(prompt, labels, options);
      // Several under way at the same time share it: what one takes begins where the one before ended.
      const endedMs = now();
      const ms = Math.round(endedMs - Math.max(beganMs, lastEndedMs));
      lastEndedMs = endedMs;
      const { promptTokens } = scores.usage;
      paid++;
      tokens += promptTokens;
      kept.set(key, { logProbs: [...scores.logProbs], tokens: promptTokens, ms });
      appendFileSync(file, `${JSON.stringify([key, [...scores.logProbs], promptTokens, ms])}\n`);
      return scores;
    },
  };
}

function answerOf(logProbs: readonly number[], tokens: number, rung: LabelScores["rung"]): LabelScores {
  return {
    logProbs: Float64Array.from(logProbs),
    labelMass: Number.NaN,
    censored: new Uint8Array(logProbs.length),
    rung,
    usage: { attempts: 1, promptTokens: tokens, cachedTokens: 0, completionTokens: 0 },
  };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

// Asks a local scorer for many queries, one after another, and keeps the time they took.

import * as v from "valibot";
import type { AnsweredRow } from "../../shared/prompt/loss.ts";
import type { Demonstration } from "../../shared/prompt/render.ts";
import type { LocalScorer } from "../language-model/scorer.ts";
import type { TextSet } from "./text-set.ts";

const answer = v.object({
  logprobs: v.array(v.number()),
  usage: v.object({ prompt_tokens: v.number(), prompt_tokens_details: v.object({ cached_tokens: v.number() }) }),
});

export interface MeasuredAnswers {
  readonly rows: readonly AnsweredRow[];
  /** log of the sum of P(label) before renormalising, per row. */
  readonly logMass: readonly number[];
  readonly tokensEvaluated: number;
  readonly elapsedMs: number;
}

export async function answers(
  scorer: LocalScorer,
  set: TextSet,
  o: { demonstrations: readonly Demonstration[]; queries: readonly Demonstration[] },
): Promise<MeasuredAnswers> {
  const route = scorer.routes.get("/v1/score");
  if (!route) throw new Error("the scorer has no /v1/score");
  const rows: AnsweredRow[] = [];
  const logMass: number[] = [];
  const start = performance.now();
  let tokensEvaluated = 0;
  for (const query of o.queries) {
    const body = { prompt: set.prompt(o.demonstrations, query), labels: set.forms };
    const { logprobs, usage } = v.parse(answer, await route(body, new AbortController().signal));
    const top = Math.max(...logprobs);
    const mass = top + Math.log(logprobs.reduce((sum, logProb) => sum + Math.exp(logProb - top), 0));
    rows.push({ logProbs: logprobs.map((logProb) => logProb - mass), label: query.label });
    logMass.push(mass);
    tokensEvaluated += usage.prompt_tokens - usage.prompt_tokens_details.cached_tokens;
  }
  return { rows, logMass, tokensEvaluated, elapsedMs: performance.now() - start };
}

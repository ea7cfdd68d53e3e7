// POST /v1/score, our extension: exact log P(label | prompt) for labels of any number of tokens.

import { scoreLabelTrie } from "../../client/language-model/in-tab/label-trie.ts";
import type { Engine, Evaluation } from "./engine.ts";
import type { PromptTokens } from "./prompt-tokens.ts";
import { usageOf } from "./usage.ts";

/** `logprobs`: one sum per label, not renormalised. `tokens`: the token ids of each label. */
export async function score(engine: Engine, prompt: PromptTokens, labels: readonly string[]) {
  const tokens = labels.map((label) => prompt.continuation(label));
  const last = prompt.tokens.length - 1;
  let evaluation: Evaluation | undefined;
  const logProbs = await scoreLabelTrie(tokens, async (beginning, wanted) => {
    if (evaluation) {
      const next = await evaluation.extend(beginning, { tokens: wanted });
      return (token) => next.logProb(token);
    }
    evaluation = await engine.evaluate(prompt.tokens, new Map([[last, { tokens: wanted }]]));
    const next = evaluation.after.get(last);
    return (token) => next?.logProb(token) ?? Number.NaN;
  });
  return {
    object: "label.scores",
    labels,
    tokens,
    logprobs: Array.from(logProbs),
    usage: usageOf({ prompt: prompt.tokens.length, completion: 0, cached: evaluation?.cachedTokens ?? 0 }),
  };
}

// The tuned prompt as a partner's page gets it: rendered by the one renderer, with places for the texts to be labelled.

import { renderPrompt } from "../../../shared/prompt/render.ts";
import type { TunedResult } from "../../participant/session/worker-api.ts";
import type { Score, TunedPrompt } from "./api.ts";

const PLACES = { text: "[YOUR TEXT]", text2: "[YOUR SECOND TEXT]" };

export function tunedPromptOf({ content, layout, labelOffsets, languageModelId, baselineKept, baseline, tuned }: TunedResult): TunedPrompt {
  return {
    prompt: renderPrompt(content, PLACES, layout),
    labels: content.labels.map((label, i) => ({ label, word: content.labelWords[i] ?? "", offset: labelOffsets[i] ?? 0 })),
    languageModelId,
    baselineKept,
    validation: both(baseline.validation, tuned.validation),
    test: both(baseline.test, tuned.test),
  };
}

function both(baseline: Score | null, tuned: Score | null): TunedPrompt["test"] {
  return baseline && tuned && baseline.total > 0 ? { baseline, tuned } : null;
}

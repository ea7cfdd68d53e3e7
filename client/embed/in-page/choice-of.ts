// The language model a partner names, as the participant's own page would have chosen it.

import type { LanguageModelChoice } from "../../participant/model/model-choice.ts";
import type { LanguageModel } from "./api.ts";

export function choiceOf(model: LanguageModel): LanguageModelChoice {
  if (model.type === "simulated") return { type: "simulated", latencyMs: model.latencyMs };
  const { dialect, url, key = "", layout = null, withoutLogProbs = null, prices } = model;
  return {
    type: "http",
    ...(dialect === undefined ? {} : { dialect }),
    url,
    model: model.model,
    key,
    layout,
    withoutLogProbs,
    ...(prices ? { prices } : {}),
  };
}

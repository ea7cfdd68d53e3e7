// The harmless prompts a probe sends. None of them holds anything of the participant's.

import type { Label, Layout, Prompt } from "../../../shared/prompt/language-model.ts";
import { labelForms, type PromptContent, renderPrompt } from "../../../shared/prompt/render.ts";

const CONTENT: PromptContent = {
  header: "Decide whether each sentence is positive or negative. Answer with one word.",
  example: "Sentence: [SENTENCE1]\nSentiment:",
  labels: ["positive", "negative"],
  labelWords: ["positive", "negative"],
  phrases: [],
  demonstrations: [
    { text: "What a lovely day.", label: 0 },
    { text: "The soup was cold and sour.", label: 1 },
  ],
};

export function probePrompt(layout: Layout): Prompt {
  return renderPrompt(CONTENT, { text: "The music was wonderful." }, layout);
}

export function probeLabels(layout: Layout): Label[] {
  return labelForms(CONTENT, layout);
}

/** Makes a model begin to write one word, so that the word's first token shows. */
export function repeatPrompt(word: string, layout: Layout): Prompt {
  if (layout === "completion") return { type: "text", text: `Word: ${word}\nWord: ${word}\nWord: ${word}\nWord:` };
  return {
    type: "chat",
    messages: [
      { role: "system", content: "Repeat the word you are given and nothing else." },
      { role: "user", content: word },
    ],
  };
}

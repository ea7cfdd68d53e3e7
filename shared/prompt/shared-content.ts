// Takes the private demonstrations out of a tuned prompt. Everybody may see the rest.

import type { PromptContent } from "./render.ts";
import type { Task } from "./task.ts";

/** A demonstration stays if the task itself publishes it, with the same text and label. */
export function sharedContent(content: PromptContent, task: Task): PromptContent {
  const keyOf = (text: string, text2: string | undefined, label: string | undefined): string => JSON.stringify([text, text2 ?? "", label]);
  const published = new Set(task.publicDemonstrations.map(({ text, text2, label }) => keyOf(text, text2, label)));
  return {
    ...content,
    demonstrations: content.demonstrations.filter(({ text, text2, label }) => published.has(keyOf(text, text2, content.labels[label]))),
  };
}

// Takes the private demonstrations out of a tuned prompt. Everybody may see the rest.

import { type Demonstration, demonstrationOf, type PromptContent } from "./render.ts";
import type { Task } from "./task.ts";

/** A demonstration stays if the task itself publishes it: with the same texts and label or answer, or as a public text, whatever its label. */
export function sharedContent(content: PromptContent, task: Task): PromptContent {
  const published = new Set(task.publicDemonstrations.map((example) => keyOf(demonstrationOf(task, example, 0), example.label)));
  const texts = new Set((task.publicTexts ?? []).map((text) => keyOf({ ...text, label: 0 }, undefined)));
  const isPublic = (shown: Demonstration): boolean =>
    published.has(keyOf(shown, content.labels[shown.label])) || texts.has(keyOf(shown, undefined));
  return { ...content, demonstrations: content.demonstrations.filter(isPublic) };
}

function keyOf({ text, text2, inputs = {}, answer }: Demonstration, label: string | undefined): string {
  const named = Object.entries(inputs).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([text, text2 ?? "", label, named, answer ?? ""]);
}

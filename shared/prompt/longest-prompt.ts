// How long a task's prompts can become. Placeholders may repeat, so that a task of some hundred kilobytes could make prompts of gigabytes.

import type { Task } from "./task.ts";

/** More than any language model here reads. Without the participant's own texts. */
export const MAX_PROMPT_LENGTH = 1_000_000;

/** An upper bound of the length of a prompt without private demonstrations and without the text that is asked about, in UTF-16 units. */
export function longestPrompt(task: Task): number {
  const longest = (texts: readonly string[]): number => texts.reduce((most, { length }) => Math.max(most, length), 0);
  const phrases = task.phrases.reduce((sum, slot) => sum + longest(slot) + 1, 0);
  const word = longest(task.labelWords.flat());
  const expanded = (text: string): number =>
    text.length + (text.split("[VAR]").length - 1) * phrases + (text.split("[LABEL:").length - 1) * word;
  const demonstration = longest(task.publicDemonstrations.map(({ text, text2 = "" }) => text + text2));
  const shown = expanded(task.example) + demonstration + word;
  return expanded(task.header) + expanded(task.example) + task.publicShots * task.labels.length * shown;
}

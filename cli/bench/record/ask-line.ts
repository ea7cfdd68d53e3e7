// Asks a language model for every prompt of a line on every row, through the product's own renderer and client.

import type { LanguageModel } from "../../../shared/prompt/language-model.ts";
import { labelForms, type PromptContent, renderPrompt } from "../../../shared/prompt/render.ts";
import { halvesFrom, promptKey, type RecordedAnswerStore } from "./answer-store.ts";
import { askedRows, demonstrationsOf, type Line, type RecordedPrompt } from "./plan-line.ts";

export interface RecordingProgress {
  readonly done: number;
  readonly of: number;
  readonly answersPerSecond: number;
}

export interface AskLine {
  readonly model: LanguageModel;
  readonly store: RecordedAnswerStore;
  /** How many rows to ask, from the first. */
  readonly rows: number;
  readonly onProgress: (progress: RecordingProgress) => void;
}

/** @throws LanguageModelError when an answer cannot be had; what was answered before is kept. */
export async function askLine(
  line: Line,
  prompts: readonly RecordedPrompt[],
  { model, store, rows: count, onProgress }: AskLine,
): Promise<void> {
  const open = prompts.filter((prompt) => !store.has(recordedKeyOf(line, prompt)));
  const rows = askedRows(line).slice(0, count);
  const began = performance.now();
  for (const [i, prompt] of open.entries()) {
    const answers = await Promise.all(rows.map((_, row) => ask(line, prompt, { row, model })));
    store.add(recordedKeyOf(line, prompt), halvesFrom(answers));
    const answersPerSecond = (1000 * (i + 1) * rows.length) / (performance.now() - began);
    onProgress({ done: prompts.length - open.length + i + 1, of: prompts.length, answersPerSecond });
  }
}

/** Label log-probabilities of one prompt on one row. */
export async function ask(
  line: Line,
  prompt: RecordedPrompt,
  { row, model }: { readonly row: number; readonly model: LanguageModel },
): Promise<Float64Array> {
  const { layout } = model.capabilities;
  const content = contentOfPrompt(line, prompt);
  const query = askedRows(line)[row];
  if (!query) throw new RangeError(`no row ${row}`);
  return (await model.scoreLabels(renderPrompt(content, query, layout), labelForms(content, layout))).logProbs;
}

/** What a prompt is stored under: everything it shows. */
export function recordedKeyOf(line: Line, prompt: RecordedPrompt): string {
  return promptKey(contentOfPrompt(line, prompt));
}

export function contentOfPrompt(line: Line, { instruction, set }: RecordedPrompt): PromptContent {
  const { task } = line.data;
  const header = line.instructions[instruction]?.header;
  const demonstrations = line.sets[set];
  if (header === undefined || !demonstrations) throw new RangeError(`no instruction ${instruction} or no set ${set}`);
  return {
    header,
    example: task.example,
    labels: task.labels,
    labelWords: task.labelWords.map(([word]) => word ?? ""),
    phrases: [],
    demonstrations: demonstrationsOf(line, demonstrations),
  };
}

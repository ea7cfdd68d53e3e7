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
  /**
   * Share of the prompts to leave for later, so that several processes begin at different ones; what another has answered is passed over.
   * Default 0.
   */
  readonly begin?: number;
  readonly onProgress: (progress: RecordingProgress) => void;
}

/** @throws LanguageModelError when an answer cannot be had; what was answered before is kept. */
export async function askLine(
  line: Line,
  prompts: readonly RecordedPrompt[],
  { model, store, rows: count, begin = 0, onProgress }: AskLine,
): Promise<void> {
  const rows = askedRows(line).slice(0, count);
  const first = Math.floor(begin * prompts.length);
  const began = performance.now();
  let asked = 0;
  for (const prompt of [...prompts.slice(first), ...prompts.slice(0, first)]) {
    store.refresh();
    if (store.has(recordedKeyOf(line, prompt))) continue;
    const answers = await Promise.all(rows.map((_, row) => ask(line, prompt, { row, model })));
    store.add(recordedKeyOf(line, prompt), halvesFrom(answers));
    asked++;
    onProgress({
      done: prompts.filter((other) => store.has(recordedKeyOf(line, other))).length,
      of: prompts.length,
      answersPerSecond: (1000 * asked * rows.length) / (performance.now() - began),
    });
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

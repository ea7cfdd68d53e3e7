// Runs what an export would do on the participant's own test examples: the same messages, the same reading, the same model. It tells
// whether the file does what was measured, before anybody relies on it.

import { answerReading } from "../../../../shared/prompt/answers/answer-reading.ts";
import { labelIn } from "../../../../shared/prompt/answers/label-in-answer.ts";
import type { Label, LanguageModel, Prompt, ScoreOptions } from "../../../../shared/prompt/language-model.ts";
import { LanguageModelError } from "../../../../shared/prompt/language-model-error.ts";
import { predictedLabel } from "../../../../shared/prompt/loss.ts";
import { labelForms, type PromptContent, preparedText } from "../../../../shared/prompt/render.ts";
import { sharedContent } from "../../../../shared/prompt/shared-content.ts";
import type { Example, Task } from "../../../../shared/prompt/task.ts";
import type { ExportRequest } from "../../export/export.ts";
import type { ExportChoice } from "../../export/format.ts";
import { type PromptTemplate, templateOf, withPlaceholders } from "../../export/prompt-template.ts";
import { failed, type Outcome } from "../../outcome.ts";
import { failureOf } from "../../run/failure.ts";
import { testedRows } from "../../run/tested-rows.ts";
import type { TunedResult } from "../../snapshot.ts";
import type { SessionParts } from "../session-parts.ts";
import type { ExportRun } from "../worker-api.ts";

type Tried = Pick<ExportRequest, "format" | "choice">;

export async function runExport({ state, chosen }: SessionParts, tried: Tried): Promise<Outcome<ExportRun>> {
  const { opened, examples, view } = state;
  const result = view.snapshot?.result;
  // Of another model or other examples nothing was measured.
  if (!opened || !examples || !result || view.beginsNew) return failed("no-result", "There is no tuned prompt yet.");
  try {
    const ran = await tryExport(
      await chosen.connected("try"),
      { task: opened.task, result, rows: testedRows(examples.split.test, view.limits) },
      tried,
    );
    state.show({ cost: chosen.cost() });
    return { type: "done", value: ran };
  } catch (error) {
    return failureOf(error);
  }
}

interface Tuned {
  readonly task: Task;
  readonly result: TunedResult;
  readonly rows: readonly Example[];
}

/** @throws LanguageModelError where the model answers nothing any more. */
export async function tryExport(model: LanguageModel, { task, result, rows }: Tuned, { format, choice }: Tried): Promise<ExportRun> {
  const how = howOf(format, result, model);
  const content = choice === "fragment" ? sharedContent(result.shared ?? result.content, task) : result.content;
  const offsets = choice === "fragment" ? result.labelOffsets.map(() => 0) : result.labelOffsets;
  const ran = await askAll(model, { content, offsets, how, rows, layout: result.layout });
  return { ...ran, how, measured: measuredBy(how, choice, { task, result, rows }) };
}

/** The snippets ask for probabilities where the prompt was measured with them; everything else reads an answer in words. */
function howOf(format: Tried["format"], { rung }: TunedResult, model: LanguageModel): ExportRun["how"] {
  const probabilities = rung !== "text" && rung !== "sampled";
  return (probabilities && (format === "typescript" || format === "python")) || !model.answerInWords ? "probabilities" : "words";
}

interface Asked {
  readonly content: PromptContent;
  readonly offsets: readonly number[];
  readonly how: ExportRun["how"];
  readonly rows: readonly Example[];
  readonly layout: TunedResult["layout"];
}

async function askAll(model: LanguageModel, asked: Asked): Promise<Pick<ExportRun, "rows" | "right" | "unanswered" | "requests">> {
  const template = templateOf(asked.content, asked.layout);
  const labels = labelForms(asked.content, asked.layout);
  const count = { right: 0, unanswered: 0, requests: 0 };
  let next = 0;
  const options: ScoreOptions = { onSent: () => count.requests++ };
  const work = async (): Promise<void> => {
    for (let row = asked.rows[next++]; row; row = asked.rows[next++]) {
      try {
        const prompt = promptOf(template, asked.layout, row);
        const label = await labelBy(model, { prompt, labels, options, how: asked.how, offsets: asked.offsets });
        if (asked.content.labels[label] === row.label) count.right++;
      } catch (error) {
        if (!(error instanceof LanguageModelError && OF_ONE_ROW.has(error.code))) throw error;
        count.unanswered++;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, model.capabilities.concurrency) }, work));
  return { rows: asked.rows.length, ...count };
}

/** Of one row rather than of the endpoint: another may well be answered. */
const OF_ONE_ROW: ReadonlySet<LanguageModelError["code"]> = new Set([
  "too-large",
  "text-refused",
  "bad-request",
  "malformed-answer",
  "no-answer",
  "label-overlap",
  "label-boundary",
]);

interface OneRow {
  readonly prompt: Prompt;
  readonly labels: readonly Label[];
  readonly options: ScoreOptions;
  readonly how: ExportRun["how"];
  readonly offsets: readonly number[];
}

/** Index of the label; -1 where an answer in words names none. */
async function labelBy(model: LanguageModel, { prompt, labels, options, how, offsets }: OneRow): Promise<number> {
  if (how === "words" && model.answerInWords) {
    const { text } = await model.answerInWords(prompt, labels, options);
    return labelIn(text, answerReading(labels.map(({ form }) => form)));
  }
  const { logProbs } = await model.scoreLabels(prompt, labels, options);
  return predictedLabel(logProbs, offsets);
}

/** As the files put it together: their texts, the row's in the places. */
function promptOf({ messages }: PromptTemplate, layout: TunedResult["layout"], { text, text2 }: Example): Prompt {
  const texts = { text: preparedText(text), text2: preparedText(text2 ?? "") };
  const filled = messages.map(({ role, pieces }) => ({ role, content: withPlaceholders(pieces, (name) => texts[name]) }));
  return layout === "completion" ? { type: "text", text: filled[0]?.content ?? "" } : { type: "chat", messages: filled };
}

/** null where it was not measured, or on other rows than are there now. */
function measuredBy(how: ExportRun["how"], choice: ExportChoice, { task, result, rows }: Tuned): number | null {
  const { tuned, judgement, content } = result;
  if (choice === "demonstrations") {
    const score = how === "words" ? tuned.testWithoutOffsets : tuned.test;
    return score?.total === rows.length ? score.correct : null;
  }
  const isWhole = sharedContent(content, task).demonstrations.length === content.demonstrations.length;
  const found = judgement?.measuredOn === "test" ? (isWhole ? judgement.pasted : judgement.shared) : null;
  return found?.rows === rows.length ? found.tunedRight : null;
}

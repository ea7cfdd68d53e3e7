// The task and the rows of a data folder whose answers are no single labels: task.json with kind, inputs and checker, rows with inputs and
// what is expected.

import { existsSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { checkerSpec } from "../../shared/checkers/checker-spec.ts";
import { exampleOfRow } from "../../shared/prompt/answers/answer-rows.ts";
import { answerTaskProblem } from "../../shared/prompt/answers/answer-task.ts";
import { ANSWER_KINDS, expectedValue } from "../../shared/prompt/answers/answer-value.ts";
import { hiddenCharacterIn } from "../../shared/prompt/hidden-characters.ts";
import {
  ANSWER_CLASS,
  type AnswerTask,
  type Example,
  exampleSchema,
  isAnswerTask,
  type Task,
  taskSchema,
} from "../../shared/prompt/task.ts";
import { CommandFailure } from "../terminal/command.ts";
import { parsed, parseFileJson, readJson, readText } from "./folder-file.ts";

const answerTaskFile = v.object({
  name: v.string(),
  description: v.optional(v.string(), ""),
  language: v.optional(v.string(), "en"),
  kind: v.picklist(ANSWER_KINDS),
  inputs: v.array(v.string()),
  checker: checkerSpec,
  answers: v.optional(v.unknown()),
  header: v.optional(v.string(), ""),
  example: v.string(),
  publicShots: v.optional(v.number()),
  privateShots: v.optional(v.number(), 2),
});

const rowFile = v.object({ id: v.optional(v.string()), inputs: v.record(v.string(), v.string()), expected: expectedValue });

/** Whether a task.json is of such a task. */
export function isOfAnswers(taskFile: unknown): boolean {
  return v.is(v.object({ kind: v.picklist(ANSWER_KINDS) }), taskFile);
}

/** @throws CommandFailure naming file and line of what cannot be read. */
export function readAnswerTask(
  folder: string,
  taskFile: unknown,
  options: { readonly privateShots?: number; readonly publicShots?: number },
): AnswerTask {
  const path = join(folder, "task.json");
  const { publicShots, privateShots, answers, ...file } = parsed(answerTaskFile, taskFile, path);
  const phrases = existsSync(join(folder, "phrases.json"))
    ? parsed(v.object({ slots: v.array(v.array(v.string())) }), readJson(folder, "phrases.json"), join(folder, "phrases.json")).slots
    : [];
  const publicDemonstrations = existsSync(join(folder, "public.jsonl")) ? readAnswerRows(folder, "public.jsonl", file) : [];
  const task = parsed(
    taskSchema,
    {
      ...file,
      ...(answers === undefined ? {} : { answers }),
      labels: [ANSWER_CLASS],
      labelWords: [[ANSWER_CLASS]],
      phrases,
      publicDemonstrations,
      publicShots: options.publicShots ?? publicShots ?? (publicDemonstrations.length > 0 ? 1 : 0),
      privateShots: options.privateShots ?? privateShots,
    },
    (field) => join(folder, { phrases: "phrases.json", publicDemonstrations: "public.jsonl" }[field] ?? "task.json"),
  );
  if (!isAnswerTask(task)) throw new CommandFailure(`${path}: kind is one of ${ANSWER_KINDS.join(", ")}`);
  return task;
}

/** Every row, or none. @throws CommandFailure naming file and line of what cannot be used. */
export function readAnswerRows(folder: string, name: string, task: Pick<Task, "kind" | "inputs">): Example[] {
  const path = join(folder, name);
  return readText(path)
    .split("\n")
    .flatMap((line, i) => {
      if (line.trim() === "") return [];
      const where = `${path}, line ${i + 1}`;
      const row = parsed(rowFile, parseFileJson(line, where), where);
      for (const [input, text] of Object.entries(row.inputs)) {
        const hidden = hiddenCharacterIn(text.replace(/\s/gu, " "));
        if (hidden) throw new CommandFailure(`${where}: ${input}: contains ${hidden}, which nobody sees and a language model reads`);
      }
      const read = exampleOfRow(task, row, i + 1);
      if ("problem" in read) throw new CommandFailure(`${path}: ${read.problem}`);
      return [parsed(exampleSchema, read.example, where)];
    });
}

/** @throws CommandFailure with one sentence where checker and rows do not belong together. */
export async function checkAnswerFolder(folder: string, task: Task, rows: readonly Example[]): Promise<void> {
  const problem = isAnswerTask(task) ? await answerTaskProblem(task, rows) : undefined;
  if (problem) throw new CommandFailure(`${folder}: ${problem}`);
}

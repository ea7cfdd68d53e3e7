// Whether a task's checker and its rows belong together, before anything is spent: a schema that nobody can meet, a pattern that matches
// no right answer, a row of the wrong kind. Each in one sentence.

import { asJson } from "../../checkers/checker.ts";
import { type OpenChecker, openChecker } from "../../checkers/open-checker.ts";
import { readAnswer } from "../../checkers/reading/read-answer.ts";
import type { AnswerTask, Example } from "../task.ts";
import { perfectAnswer } from "./answer-rows.ts";

/** What an answer of this kind is read as. */
export function answerForm({ kind, checker }: Pick<AnswerTask, "kind" | "checker">): "json" | "text" {
  return kind === "json" || checker.type === "json" ? "json" : "text";
}

/** The task's checker, from what a model wrote to its score. @throws RangeError with one sentence where it cannot be used. */
export async function openAnswerChecker(task: AnswerTask): Promise<OpenChecker> {
  return openChecker(task.checker);
}

/**
 * Why these rows cannot be scored; undefined if they can. The expected answers are put to the checker as if a model had written them: if
 * none scores, no answer ever will.
 */
export async function answerTaskProblem(task: AnswerTask, rows: readonly Example[]): Promise<string | undefined> {
  let check: OpenChecker;
  try {
    check = await openAnswerChecker(task);
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
  const form = answerForm(task);
  const results = rows.map((row) => check(readAnswer(perfectAnswer(task, row) ?? "", form).answer, asJson(row.expected)));
  if (rows.length === 0 || results.some(({ score }) => score > 0)) return undefined;
  const first = results[0]?.why;
  const why = first === undefined ? "" : ` (${WHY[first] ?? first})`;
  return `no expected answer would get any score by the checker ${task.checker.type}${why}, so no answer could`;
}

const WHY: Readonly<Record<string, string>> = {
  "not-the-schema": "none meets the schema",
  "no-match": "the pattern matches none",
  "too-long": "all are too long",
  "too-short": "all are too short",
  unwanted: "all hold a phrase that none may hold",
};

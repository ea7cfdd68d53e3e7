// The bundled tasks whose answers are no single labels: enough rows for three participants, none twice, and a checker under which every
// expected answer gets the full score.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { asJson } from "../shared/checkers/checker.ts";
import { readAnswer } from "../shared/checkers/reading/read-answer.ts";
import { perfectAnswer } from "../shared/prompt/answers/answer-rows.ts";
import { answerForm, answerTaskProblem, openAnswerChecker } from "../shared/prompt/answers/answer-task.ts";
import { isAnswerTask } from "../shared/prompt/task.ts";
import { readDataFolder, shareOut } from "./data/data-folder.ts";
import { BUNDLED_TASKS } from "./demo/options.ts";
import { projectRoot } from "./machine/project-root.ts";

const OF_ANSWERS = BUNDLED_TASKS.filter((name) => name !== "support");

it("are of five kinds of work", () => {
  const kinds = OF_ANSWERS.map((name) => JSON.parse(readFileSync(join(projectRoot, "data", name, "task.json"), "utf8")).kind);
  expect(kinds).toEqual(["json", "text", "labels", "number", "text"]);
});

describe.each(OF_ANSWERS)("%s", (name) => {
  const data = readDataFolder(join(projectRoot, "data", name), { tuneLabelWords: true });
  const { task, train, pool, validation, test } = data;
  if (!isAnswerTask(task)) throw new RangeError(`${name} is a task of labels`);
  const rows = [...train, ...pool, ...validation, ...test, ...task.publicDemonstrations];

  it("has 120 rows at least, none twice, and some for each of three participants", () => {
    expect(rows.length).toBeGreaterThanOrEqual(120);
    expect(new Set(rows.map(({ inputs }) => JSON.stringify(inputs))).size).toBe(rows.length);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    for (const share of shareOut(data, 3, "iid")) expect([share.train.length, share.pool.length]).toEqual([12, 12]);
  });

  it("its right answers get the full score, and an answer that is none gets less", async () => {
    expect(await answerTaskProblem(task, rows)).toBeUndefined();
    const check = await openAnswerChecker(task);
    for (const row of rows) {
      const right = readAnswer(perfectAnswer(task, row) ?? "", answerForm(task)).answer;
      expect([row.id, check(right, asJson(row.expected)).score]).toEqual([row.id, 1]);
      expect(check("I do not know", asJson(row.expected)).score).toBeLessThan(0.5);
    }
  });
});

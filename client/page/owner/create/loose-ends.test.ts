import * as v from "valibot";
import { expect, test } from "vitest";
import { taskSchema } from "../../../../shared/prompt/task.ts";
import { looseEnds } from "./loose-ends.ts";

const task = v.parse(taskSchema, {
  name: "mood",
  header: "[VAR] Say [LABEL:good] or [LABEL:bad].",
  example: "Text: [SENTENCE1]\nMood:",
  labels: ["good", "bad"],
  labelWords: [["good"], ["bad"]],
  phrases: [["Read to the end."]],
});

test("a task whose placeholders fit has no loose ends", () => {
  expect(looseEnds(task)).toEqual({ phrasesUnseen: false, unseenIn: [], unknownLabels: [] });
  expect(looseEnds({ ...task, header: "", example: `[VAR] ${task.example}` }).phrasesUnseen).toBe(false);
  expect(looseEnds({ ...task, header: "", phrases: [] }).phrasesUnseen).toBe(false);
});

test("phrases without [VAR] and labels that are not there are told", () => {
  const header = "Say [LABEL:good], [LABEL:Bad] or [LABEL:Bad].";
  expect(looseEnds({ ...task, header })).toEqual({ phrasesUnseen: true, unseenIn: [], unknownLabels: ["Bad"] });
});

test("other beginnings are looked at, too", () => {
  const instructions = ["[VAR] Good?", "[LABEL:fine]?", "Which [VAR]?"];
  expect(looseEnds({ ...task, instructions })).toEqual({ phrasesUnseen: false, unseenIn: [2], unknownLabels: ["fine"] });
  expect(looseEnds({ ...task, instructions, phrases: [] }).unseenIn).toEqual([]);
  expect(looseEnds({ ...task, header: "", instructions }).unseenIn).toEqual([]);
});

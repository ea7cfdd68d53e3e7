// Tasks of every kind in one format, and what is refused about them, each in one clear sentence.

import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { contentOf, demonstrationOf, renderPrompt } from "../render.ts";
import { initialLowerChoice, searchSpaceOf } from "../search-space.ts";
import { sharedContent } from "../shared-content.ts";
import { type AnswerTaskInput, type Example, isAnswerTask, taskSchema } from "../task.ts";
import { exampleOfRow, privateTextsOf } from "./answer-rows.ts";
import { answerTaskProblem } from "./answer-task.ts";

const WRITTEN: AnswerTaskInput = {
  name: "questions",
  kind: "text",
  inputs: ["paragraph", "question"],
  checker: { type: "token-f1" },
  header: "Answer from the paragraph. [VAR]",
  example: "Paragraph: [PARAGRAPH]\nQuestion: [QUESTION]\nAnswer:",
  phrases: [["Use its own words."]],
};

function taskOf(change: object = {}) {
  const task = v.parse(taskSchema, { ...WRITTEN, ...change });
  if (!isAnswerTask(task)) throw new RangeError("not of answers");
  return task;
}

function rowsOf(
  task: ReturnType<typeof taskOf>,
  rows: readonly (readonly [inputs: Record<string, string>, expected: string | number | object])[],
): Example[] {
  return rows.map(([inputs, expected], i) => {
    const read = exampleOfRow(task, { inputs, expected: JSON.parse(JSON.stringify(expected)) }, i + 1);
    if ("problem" in read) throw new RangeError(read.problem);
    return read.example;
  });
}

/** What is wrong with a task, as its owner reads it. */
function problems(change: object): string {
  return (
    v
      .safeParse(taskSchema, { ...WRITTEN, ...change })
      .issues?.map(({ message }) => message)
      .join("; ") ?? ""
  );
}

describe("a task of answers", () => {
  const [row] = rowsOf(taskOf(), [[{ paragraph: "The van is\nred.", question: "Which colour?" }, ["red", "a red"]]]);

  it("parses to the same task when it is parsed again, as stored tasks are", () => {
    const task = taskOf({ publicDemonstrations: [row], publicShots: 1 });
    expect(v.parse(taskSchema, JSON.parse(JSON.stringify(task)))).toEqual(task);
  });

  it("renders named inputs, each on one line, and shows the first of several answers", () => {
    const task = taskOf();
    const space = searchSpaceOf(task);
    if (!row) throw new RangeError("no row");
    const content = contentOf(space, initialLowerChoice(space), [demonstrationOf(task, row, 0)]);
    const asked = { text: "x", inputs: { paragraph: "It has [QUESTION] four wheels.", question: "How <|im_end|> many?" } };
    expect(renderPrompt(content, asked, "completion")).toEqual({
      type: "text",
      text:
        "Answer from the paragraph.\n\nParagraph: The van is red.\nQuestion: Which colour?\nAnswer: red\n\n" +
        "Paragraph: It has [QUESTION] four wheels.\nQuestion: How < |im_end|> many?\nAnswer:",
    });
    const chat = renderPrompt({ ...content, header: "" }, asked, "chat-turns");
    expect(chat.type === "chat" && chat.messages[0]?.content).toBe("Answer in the form that is asked for and with nothing else.");
  });

  it("has no slots for label words or the order of classes", () => {
    expect(searchSpaceOf(taskOf({ tuneOrder: true })).slots.map(({ kind }) => kind)).toEqual(["phrase"]);
  });

  it("keeps published demonstrations in the shared part, and no private ones", () => {
    const task = taskOf({ publicDemonstrations: [row], publicShots: 1 });
    const other = {
      text: "The van is red.",
      label: 0,
      inputs: { paragraph: "The van is\nred.", question: "Which colour?" },
      answer: "blue",
    };
    const shown = row ? demonstrationOf(task, row, 0) : other;
    const content = { ...contentOf(searchSpaceOf(task), [0, -1], [shown, other]) };
    expect(sharedContent(content, task).demonstrations).toEqual([shown]);
  });

  it("counts every input and every expected leaf among what is private", () => {
    const [secret] = rowsOf(taskOf({ kind: "json", checker: { type: "json" } }), [
      [
        { paragraph: "p", question: "q" },
        { name: "Ada", lines: [{ no: 7 }] },
      ],
    ]);
    expect(secret && privateTextsOf(secret)).toEqual(["p", "q", "Ada", "7"]);
  });
});

describe("classification in the same form", () => {
  it("text and text2 become the classification form, and other inputs keep their names", () => {
    expect(exampleOfRow({}, { inputs: { text: " a  b", text2: "c" }, expected: "good" }, 1)).toEqual({
      example: { text: "a b", text2: "c", label: "good" },
    });
    expect(exampleOfRow({ inputs: ["subject", "body"] }, { inputs: { subject: "s", body: "b", more: "m" }, expected: "good" }, 1)).toEqual({
      example: { text: "s", label: "good", inputs: { subject: "s", body: "b" } },
    });
  });

  it("kind label is the task that has none", () => {
    const classes = { name: "n", labels: ["a", "b"], labelWords: [["a"], ["b"]], example: "[SENTENCE1]" };
    expect(v.parse(taskSchema, { ...classes, kind: "label" })).toEqual(v.parse(taskSchema, classes));
  });
});

describe("what is refused", () => {
  it.each<[string, object, string]>([
    ["no checker", { checker: undefined }, "a task has a checker unless its answers are single labels"],
    ["no inputs", { inputs: undefined, example: "[SENTENCE1]" }, "a task whose answers are no single labels names its inputs"],
    ["an input that is not shown", { example: "[QUESTION]:" }, "example must contain [NAME], in capitals, for each input"],
    ["an input twice", { inputs: ["a", "A"], example: "[A]" }, "two inputs have the same name"],
    ["an input called var", { inputs: ["var"], example: "[VAR]" }, "an input may not be called var"],
    ["an unknown kind", { kind: "essay" }, "kind is label, labels, text, number, json, ranking"],
    ["an endless answer", { answers: { maxTokens: 5_000 } }, "maxTokens is at most 4096"],
    ["a header with an input", { header: "[QUESTION]" }, "header must not contain an example's text"],
  ])("%s", (_, change, message) => {
    expect(problems(change)).toContain(message);
  });

  it.each<[string, "number" | "labels" | "ranking" | "json" | "text", string | number | object, string]>([
    [
      "a text where a number is due",
      "number",
      "three",
      "row 17: expected is a text and not a number or { min, max }, as the task's kind, number, needs",
    ],
    ["a number where a text is due", "text", 3, "row 17: expected is a number and not a text or several, as the task's kind, text, needs"],
    [
      "a text where labels are due",
      "labels",
      "a",
      "row 17: expected is a text and not a list of labels, as the task's kind, labels, needs",
    ],
    ["one item where an order is due", "ranking", ["a"], "row 17: expected is a list and not a list of at least two items"],
    ["a number where JSON is due", "json", 3, "row 17: expected is a number and not an object or a list"],
  ])("%s in row 17", (_, kind, expected, message) => {
    const row = { inputs: { q: "x" }, expected: JSON.parse(JSON.stringify(expected)) };
    const read = exampleOfRow({ kind, inputs: ["q"] }, row, 17);
    expect("problem" in read && read.problem).toContain(message);
  });

  it("an input that a row lacks", () => {
    expect(exampleOfRow({ kind: "text", inputs: ["a", "b"] }, { inputs: { a: "x", b: " " }, expected: "y" }, 17)).toEqual({
      problem: "row 17: the input b is missing or empty",
    });
  });

  it.each<[string, object, string | object, string]>([
    [
      "a schema that no expected answer meets",
      { kind: "json", checker: { type: "json", schema: { required: ["city"] } } },
      { name: "x" },
      "no expected answer would get any score by the checker json (none meets the schema), so no answer could",
    ],
    [
      "a schema that contradicts itself",
      { kind: "json", checker: { type: "json", schema: { minimum: 2, maximum: 1 } } },
      { a: 1 },
      "the schema has minimum above maximum, so no answer could meet it",
    ],
    [
      "a pattern that matches no right answer",
      { checker: { type: "regular-expression", pattern: "^\\d+$" } },
      "red",
      "(the pattern matches none)",
    ],
    [
      "a pattern that cannot be bounded",
      { checker: { type: "regular-expression", pattern: "(?=a)" } },
      "a",
      "cannot be searched in bounded time",
    ],
    ["a limit under every right answer", { checker: { type: "length", max: 1 } }, "two words", "(all are too long)"],
  ])("%s", async (_, change, expected, message) => {
    const task = taskOf(change);
    const problem = await answerTaskProblem(task, rowsOf(task, [[{ paragraph: "p", question: "q" }, expected]]));
    expect(problem).toContain(message);
  });

  it("nothing of a task whose right answers score", async () => {
    const task = taskOf();
    expect(await answerTaskProblem(task, rowsOf(task, [[{ paragraph: "p", question: "q" }, "red"]]))).toBeUndefined();
  });
});

// Each mistake in a data folder is named, and rows are shared out as the partition says.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CommandFailure } from "../terminal/command.ts";
import { checkAnswerFolder } from "./answer-folder.ts";
import { readDataFolder, shareOut } from "./data-folder.ts";

let folder: string;

const task = {
  name: "mood",
  labels: ["good", "bad"],
  verbalizer: { good: "Great", bad: "Awful" },
  header: "Great or Awful? [VAR]",
  example: "Text: [SENTENCE1]\nMood:",
};
const rows = (part: string): string =>
  ["good", "bad", "good", "bad"].map((label, i) => JSON.stringify({ id: `${part}${i}`, text: `${part} text ${i}`, label })).join("\n");

function write(files: Readonly<Record<string, unknown>>): void {
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "asyndbt-data-"));
  write({ "task.json": task });
  for (const part of ["train", "pool", "validation", "test"]) write({ [`${part}.jsonl`]: rows(part) });
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = () => readDataFolder(folder, { tuneLabelWords: true });
function failure(): string {
  try {
    read();
  } catch (error) {
    if (error instanceof CommandFailure) return error.message.replaceAll(`${folder}/`, "").replaceAll(folder, "");
    throw error;
  }
  return "";
}

describe("a folder whose answers are no single labels", () => {
  const extraction = {
    name: "parcels",
    kind: "json",
    inputs: ["message"],
    checker: { type: "json", schema: { type: "object", required: ["day"] } },
    header: "Give day and place as JSON. [VAR]",
    example: "Message: [MESSAGE]\nJSON:",
  };
  const row = (expected: unknown, id = "a") => JSON.stringify({ id, inputs: { message: "Monday, please" }, expected });
  const fill = (text: string) => write(Object.fromEntries(["train", "pool", "validation", "test"].map((part) => [`${part}.jsonl`, text])));

  it("is read with inputs and what is expected", () => {
    write({ "task.json": extraction });
    fill(`${row({ day: "Monday" })}\n\n${row({ day: "Friday" }, "b")}`);
    const { task, train } = read();
    expect(task).toMatchObject({ kind: "json", inputs: ["message"], labels: ["answer"], privateShots: 2 });
    expect(train[1]).toEqual({
      id: "b",
      text: "Monday, please",
      label: "answer",
      inputs: { message: "Monday, please" },
      expected: { day: "Friday" },
    });
  });

  it("names the row of the wrong kind, and what an unfit checker lacks", async () => {
    write({ "task.json": extraction });
    fill(`${row({ day: "Monday" })}\n${row("Monday")}`);
    expect(failure()).toBe("train.jsonl: row 2: expected is a text and not an object or a list, as the task's kind, json, needs");
    fill(row({ place: "home" }));
    const { task, train } = read();
    await expect(checkAnswerFolder("parcels", task, train)).rejects.toThrow(
      "parcels: no expected answer would get any score by the checker json (none meets the schema), so no answer could",
    );
    write({ "task.json": { ...extraction, checker: { type: "bleu" } } });
    expect(failure()).toMatch(/^task\.json: checker\.type: /);
  });
});

describe("headers to try", () => {
  const offered = (over: Readonly<Record<string, unknown>>, tuneInstruction = true) => {
    write({ "task.json": { ...task, header: "What is the mood? [LABEL:good] or [LABEL:bad]? [VAR]", ...over } });
    return readDataFolder(folder, { tuneLabelWords: true, tuneInstruction }).task;
  };

  it("a folder that names none has the owner's header alone, and the task it had before", () => {
    expect(Object.keys(offered({}))).not.toEqual(expect.arrayContaining(["instructions"]));
    expect(offered({ definitions: { good: "it is praised" }, instructions: "built-in" }, false)).toEqual(offered({}));
  });

  it("definitions are kept and shown by the headers that are made; a list is taken as it is", () => {
    const made = offered({ definitions: { good: "it is praised" } });
    expect(made.definitions).toEqual({ good: "it is praised" });
    expect(made.instructions).toContain(
      "[LABEL:good]: it is praised\n\nClassify the text. Answer with one of: [LABEL:good], [LABEL:bad]. [VAR]",
    );
    expect(made.instructions).not.toContain(made.header);
    expect(offered({ instructions: "built-in" }).instructions?.join()).not.toContain("it is praised");
    expect(offered({ definitions: { good: "it is praised" }, instructions: ["Which? [VAR]"] }).instructions).toEqual(["Which? [VAR]"]);
  });

  it("mistakes are named", () => {
    write({ "task.json": { ...task, definitions: { great: "it is praised" } } });
    expect(failure()).toBe('task.json: definitions: unknown label "great"; task.json has good, bad');
    write({ "task.json": { ...task, instructions: ["Is [SENTENCE1] good?"] } });
    expect(failure()).toMatch(/^task\.json: instructions: instructions must not contain an example's text/);
  });
});

describe("a mistake is named by its file", () => {
  it("a label that does not exist, in the words", () => {
    write({ "label-words.json": { god: ["Fine"] } });
    expect(failure()).toBe('label-words.json: unknown label "god"; task.json has good, bad');
    write({ "label-words.json": {}, "task.json": { ...task, verbalizer: { good: "Great", bda: "Awful" } } });
    expect(failure()).toBe('task.json: verbalizer: unknown label "bda"; task.json has good, bad');
  });

  it("phrases, public examples and label words are not blamed on task.json alone", () => {
    write({ "phrases.json": { slots: [["Read.", "Read."]] } });
    expect(failure()).toMatch(/^phrases\.json: phrases: a phrase repeats/);
    write({ "phrases.json": { slots: [] }, "label-words.json": { good: ["Fine", "Fine"] } });
    expect(failure()).toMatch(/^label-words\.json, or verbalizer in task\.json: labelWords: a label word repeats/);
  });

  it("more candidates than a task may have", () => {
    const slots = Array.from({ length: 40 }, (_, i) => Array.from({ length: 4_000 }, (_, j) => `phrase ${i} ${j}`));
    write({ "phrases.json": { slots } });
    expect(failure()).toMatch(/a task may have 131072 candidates in all/);
  });

  it("bytes that are not UTF-8, by their line, and a file that is none at all", () => {
    const row = (text: string) => Buffer.from(`{"text":"${text}","label":"good"}\n`, "latin1");
    writeFileSync(join(folder, "train.jsonl"), Buffer.concat([row("fine"), row("caf\u00e9")]));
    expect(failure()).toBe("train.jsonl, line 2: not UTF-8; save the file as UTF-8");
    writeFileSync(join(folder, "train.jsonl"), Buffer.from(`\uFEFF${rows("train")}`, "utf16le"));
    expect(failure()).toBe("train.jsonl: not UTF-8; save the file as UTF-8");
    writeFileSync(join(folder, "train.jsonl"), `\uFEFF${rows("train")}`);
    expect(failure()).toBe("");
  });

  it("a character that nobody sees, by its code", () => {
    const row = (text: string) => JSON.stringify({ text, label: "good" });
    write({ "train.jsonl": `${row("fine")}\n${row("pay \u202Eme")}` });
    expect(failure()).toBe("train.jsonl, line 2: text: contains U+202E, which nobody sees and a language model reads");
    write({ "train.jsonl": row("fine \u{E0041}") });
    expect(failure()).toMatch(/text: contains U\+E0041/);
  });

  it("a partition with another number of shares, or a row in two of them", () => {
    const share = (participant: number, train: readonly string[]) => ({ participant, train, pool: [] });
    const two = [share(0, ["train0"]), share(1, ["train1"])];
    write({ "partition.json": { participants: { 3: { iid: two, dirichlet: two } } } });
    expect(failure()).toBe("partition.json: participants 3, iid: 2 shares");
    write({ "partition.json": { participants: { 2: { iid: two, dirichlet: [share(0, ["train0"]), share(1, ["train0"])] } } } });
    expect(failure()).toBe('partition.json: participants 2, dirichlet: train gives "train0" twice');
  });
});

it("letters that a script joins, and emoji of several, are read as they are, in examples, label words and phrases", () => {
  const texts = ["این کتاب را می\u200Cپسندم", "Where is my \u{1F468}\u200D\u{1F469}\u200D\u{1F467}?"];
  const verbalizer = { good: "می\u200Cپسندم", bad: "نمی\u200Cپسندم" };
  write({
    "task.json": { ...task, verbalizer },
    "phrases.json": { slots: [["با دقت بخوان: کتاب\u200Cها"]] },
    "train.jsonl": texts.map((text) => JSON.stringify({ text, label: "good" })).join("\n"),
  });
  expect(read().train.map(({ text }) => text)).toEqual(texts);
  expect(read().task.labelWords.flat()).toEqual(Object.values(verbalizer));
});

it("a label in another case or Unicode form is the task's", () => {
  const labels = ["Gebühr", "Versand"];
  const files = ["train", "pool", "validation", "test"].map((part) => [
    `${part}.jsonl`,
    '{"text":"a","label":"gebu\u0308hr "}\n{"text":"b","label":"VERSAND"}',
  ]);
  write({ ...Object.fromEntries(files), "task.json": { ...task, labels, verbalizer: { Gebühr: "Gebühr", Versand: "Versand" } } });
  expect(read().train.map(({ label }) => label)).toEqual(labels);
});

it("shares out as partition.json says, else in turn, each row once", () => {
  const shares = [
    { participant: 0, train: ["train3"], pool: ["pool0", "pool1"] },
    { participant: 1, train: ["train0", "train1"], pool: [] },
  ];
  write({ "partition.json": { participants: { 2: { iid: shares, dirichlet: shares } } } });
  const ids = (examples: readonly { readonly id?: string | undefined }[]) => examples.map(({ id }) => id);
  expect(shareOut(read(), 2, "iid").map(({ train, pool }) => [ids(train), ids(pool)])).toEqual([
    [["train3"], ["pool0", "pool1"]],
    [["train0", "train1"], []],
  ]);
  expect(shareOut(read(), 3, "iid").map(({ train }) => ids(train))).toEqual([["train0", "train3"], ["train1"], ["train2"]]);
});

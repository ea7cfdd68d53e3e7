// What readDataFolder says of a folder with a mistake in it, and how rows are shared out.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CommandFailure } from "../terminal/command.ts";
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

  it("a partition with another number of shares, or a row in two of them", () => {
    const share = (participant: number, train: readonly string[]) => ({ participant, train, pool: [] });
    const two = [share(0, ["train0"]), share(1, ["train1"])];
    write({ "partition.json": { participants: { 3: { iid: two, dirichlet: two } } } });
    expect(failure()).toBe("partition.json: participants 3, iid: 2 shares");
    write({ "partition.json": { participants: { 2: { iid: two, dirichlet: [share(0, ["train0"]), share(1, ["train0"])] } } } });
    expect(failure()).toBe('partition.json: participants 2, dirichlet: train gives "train0" twice');
  });
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

// The bundled sample data keeps what its README says: counts, labels, no leaks between files, and a task that the schema accepts.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { otherHeaders } from "../shared/prompt/instructions.ts";
import { contentOf, renderPrompt } from "../shared/prompt/render.ts";
import { initialLowerChoice, searchSpaceOf } from "../shared/prompt/search-space.ts";
import { exampleSchema, taskSchema } from "../shared/prompt/task.ts";
import { readDataFolder } from "./data/data-folder.ts";
import { projectRoot } from "./machine/project-root.ts";

const labelledSchema = v.required(exampleSchema, ["id"]);
const shareSchema = v.strictObject({
  participant: v.number(),
  label_share: v.optional(v.record(v.string(), v.number())),
  train: v.array(v.string()),
  pool: v.array(v.string()),
});
const partitionSchema = v.strictObject({
  dataset: v.literal("support"),
  seed: v.number(),
  alpha: v.literal(0.5),
  labels: v.array(v.string()),
  participants: v.record(v.string(), v.strictObject({ iid: v.array(shareSchema), dirichlet: v.array(shareSchema) })),
});
const taskFileSchema = v.object({
  name: v.literal("support"),
  kind: v.literal("single"),
  language: v.literal("en"),
  description: v.string(),
  labels: v.array(v.string()),
  verbalizer: v.record(v.string(), v.string()),
  template: v.string(),
  header: v.string(),
  example: v.string(),
  definitions: v.record(v.string(), v.string()),
  instructions: v.literal("built-in"),
  publicShots: v.number(),
  privateShots: v.number(),
});

const read = (file: string): string => readFileSync(new URL(`../data/support/${file}`, import.meta.url), "utf8");
const examplesOf = (file: string) =>
  read(`${file}.jsonl`)
    .trimEnd()
    .split("\n")
    .map((line) => v.parse(labelledSchema, JSON.parse(line)));

const taskFile = v.parse(taskFileSchema, JSON.parse(read("task.json")));
const labelWords = v.parse(v.record(v.string(), v.array(v.string())), JSON.parse(read("label-words.json")));
const { slots: phrases } = v.parse(v.strictObject({ slots: v.array(v.array(v.string())) }), JSON.parse(read("phrases.json")));
const partition = v.parse(partitionSchema, JSON.parse(read("partition.json")));
const perClass = { train: 12, validation: 10, pool: 30, test: 30, public: 10 };
const files = Object.entries(perClass).map(([name, count]) => ({ name, count, examples: examplesOf(name) }));
const all = files.flatMap((file) => file.examples);
const labelOf = new Map(all.map((example) => [example.id, example.label]));

const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

function trigrams(text: string): Set<string> {
  const w = words(text);
  return new Set(w.slice(2).map((word, i) => `${w[i]} ${w[i + 1]} ${word}`));
}

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((gram) => b.has(gram)).length;
  return shared / Math.max(1, a.size + b.size - shared);
}

function countBy(labels: readonly (string | undefined)[]): Record<string, number> {
  return Object.fromEntries(taskFile.labels.map((label) => [label, labels.filter((l) => l === label).length]));
}

const task = v.parse(taskSchema, {
  name: taskFile.name,
  description: taskFile.description,
  language: taskFile.language,
  labels: taskFile.labels,
  header: taskFile.header,
  example: taskFile.example,
  labelWords: taskFile.labels.map((label) => labelWords[label] ?? []),
  phrases,
  publicDemonstrations: examplesOf("public"),
  publicShots: taskFile.publicShots,
  privateShots: taskFile.privateShots,
});

describe("examples", () => {
  test.each(files)("$name holds $count of each class, in mixed order", ({ name, count, examples }) => {
    const labels = examples.map((example) => example.label);
    expect(countBy(labels)).toEqual({ billing: count, delivery: count, account: count, technical: count });
    expect(examples.map((example) => example.id)).toEqual(examples.map((_, i) => `support-${name}-${i + 1}`));
    // Sorted by class there would be 3 changes of label; a shuffle makes about three quarters of all neighbours differ.
    expect(labels.filter((label, i) => i > 0 && label !== labels[i - 1]).length).toBeGreaterThan(examples.length / 2);
  });

  test("ids are unique and no text occurs twice, whatever its case and punctuation", () => {
    expect(labelOf.size).toBe(368);
    expect(new Set(all.map((example) => words(example.text).join(" "))).size).toBe(368);
  });

  test("texts are one line of 5 to 45 words", () => {
    for (const { text } of all) {
      const count = text.split(/\s+/).length;
      expect(count, text).toBeGreaterThanOrEqual(5);
      expect(count, text).toBeLessThanOrEqual(45);
    }
  });

  test("no test text overlaps one of the other files by more than 0.6 of its word trigrams", () => {
    const others = files.filter((file) => file.name !== "test").flatMap((file) => file.examples.map((e) => trigrams(e.text)));
    const worst = examplesOf("test").map((example) => Math.max(...others.map((other) => overlap(trigrams(example.text), other))));
    expect(Math.max(...worst)).toBeLessThanOrEqual(0.6);
  });
});

describe("partition", () => {
  const kinds = Object.entries(partition.participants).flatMap(([count, { iid, dirichlet }]) => [
    { count: Number(count), kind: "iid", shares: iid },
    { count: Number(count), kind: "dirichlet", shares: dirichlet },
  ]);

  test("is for 3 and for 10 participants", () => {
    expect(Object.keys(partition.participants)).toEqual(["3", "10"]);
    expect(partition.labels).toEqual(task.labels);
  });

  test.each(kinds)("$count $kind: every id once, sizes equal give or take one", ({ count, shares }) => {
    expect(shares.map((share) => share.participant)).toEqual(Array.from({ length: count }, (_, i) => i));
    for (const part of ["train", "pool"] as const) {
      const ids = examplesOf(part).map((example) => example.id);
      expect(shares.flatMap((share) => share[part]).sort()).toEqual(ids.sort());
      const sizes = shares.map((share) => share[part].length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }
  });

  test.each(kinds)("$count $kind: labels are even or skewed, as the kind says", ({ kind, shares }) => {
    const distances = shares.map(({ pool }) => {
      const counts = Object.values(countBy(pool.map((id) => labelOf.get(id))));
      return counts.reduce((sum, n) => sum + Math.abs(n / pool.length - 1 / 4), 0) / 2;
    });
    const mean = distances.reduce((sum, d) => sum + d, 0) / distances.length;
    if (kind === "iid") expect(mean).toBeLessThan(0.05);
    else expect(mean).toBeGreaterThan(0.2);
  });
});

describe("task", () => {
  test("label words are four per class, lead with the task's own, and are distinct everywhere", () => {
    expect(Object.keys(labelWords)).toEqual(task.labels);
    expect(task.labelWords.map((list) => list.length)).toEqual([4, 4, 4, 4]);
    expect(task.labelWords.map((list) => list[0])).toEqual(task.labels.map((label) => taskFile.verbalizer[label]));
    expect(new Set(task.labelWords.flat().map((word) => word.toLowerCase())).size).toBe(16);
  });

  test("phrases are four slots of twelve, at most 200 characters, without placeholders, which a phrase cannot fill", () => {
    expect(phrases.map((slot) => slot.length)).toEqual([12, 12, 12, 12]);
    for (const phrase of phrases.flat()) {
      expect(phrase.length, phrase).toBeLessThanOrEqual(200);
      expect(phrase).not.toMatch(/\[(?:VAR|SENTENCE|LABEL)/);
    }
    expect(new Set(phrases.flat()).size).toBe(48);
  });

  test("gives 4 phrase slots of 13, 4 label words of 4 and three times 4 public demonstrations of 10", () => {
    const space = searchSpaceOf(task);
    expect(space.slots.map((slot) => slot.size)).toEqual([13, 13, 13, 13, 4, 4, 4, 4, ...Array.from({ length: 12 }, () => 10)]);
    expect(space.dimension).toBe(188);
  });

  test("a line for every label says what belongs to it, and headers are made that show these lines", () => {
    expect(Object.keys(taskFile.definitions)).toEqual(task.labels);
    const headers = otherHeaders(task, taskFile.definitions);
    expect(headers).toHaveLength(9);
    expect(headers.filter((header) => Object.values(taskFile.definitions).every((line) => header.includes(line)))).toHaveLength(4);
  });

  test("the one-line template asks for one text and names every label word", () => {
    expect(taskFile.template).toContain("[SENTENCE1]");
    expect(taskFile.template).toContain("[VAR]");
    for (const word of Object.values(taskFile.verbalizer)) expect(taskFile.template).toContain(`"${word}"`);
  });

  test("renders the owner's own prompt, and keeps a placeholder inside a message as text", () => {
    const space = searchSpaceOf(task);
    const content = contentOf(space, initialLowerChoice(space), []);
    const tricky = all.find((example) => example.text.includes("[VAR]"));
    expect(tricky).toBeDefined();
    expect(renderPrompt(content, { text: tricky?.text ?? "" }, "completion")).toEqual({
      type: "text",
      text: `Read the customer's message and answer with one word: which team should handle it: billing, delivery, account or technical?\n\nMessage: ${tricky?.text}\nTeam:`,
    });
  });
});

test("a task of labels keeps the digest it had before there were other kinds, so that stored tasks go on", () => {
  const { task } = readDataFolder(join(projectRoot, "data/support"), { tuneInstruction: false, tuneLabelWords: true });
  expect(searchSpaceOf(task).digest).toBe("0b5a2ef6b7488d987de4de6bd872809429485dbd903cc7c6cb1a7bbbba123625");
  expect(v.parse(taskSchema, JSON.parse(JSON.stringify(task)))).toEqual(task);
});

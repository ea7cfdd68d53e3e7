// No row disappears uncounted: rows that can be used, duplicates and rows left out by name are the rows of the file, counted by other
// means.

import fc from "fast-check";
import iconv from "iconv-lite";
import { FAILSAFE_SCHEMA, load } from "js-yaml";
import papa from "papaparse";
import { describe, expect, test } from "vitest";
import { type ReadForTest, readForTest, TEAMS } from "./read-for-test.ts";

interface Row {
  readonly text: string;
  readonly label: string;
}

/** Good rows and every kind of bad one: nothing to read, labels of nobody, several of them, hidden characters, half a character. */
const row: fc.Arbitrary<Row> = fc.record({
  text: fc.oneof(
    { weight: 6, arbitrary: fc.string({ unit: fc.constantFrom(..."abc é,;\t|'\"#{}[]:-\\"), minLength: 1, maxLength: 16 }) },
    fc.constantFrom("", "  ", "\u200B", "a\u202Eb", "می‌خواهم", "👨‍👩‍👧", "a\nb", "\u00AD", "__label__x", "null", "= 1 + 1", "sep=;"),
  ),
  label: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...TEAMS) },
    fc.constantFrom("", "Billing", "refunds", "['billing']", '["billing", "account"]', "-1", "tech", "billing#account", "reject"),
  ),
});
const rows = fc.array(row, { minLength: 1, maxLength: 14 });

const expectSum = (read: ReadForTest): void => {
  const leftOut = read.leftOut.reduce((sum, { rows: found }) => sum + found, 0);
  expect(read.usable + read.duplicates + leftOut).toBe(read.total);
  const named = read.problems.filter(({ row: number, code }) => number > 0 && code !== "bad-yaml").length;
  if (read.problemCount <= 50) expect(named + (read.mapping ? 0 : read.rows.length)).toBeGreaterThanOrEqual(Math.min(leftOut, named));
  expect(read.examples).toHaveLength(read.usable);
};

interface Format {
  readonly ending: string;
  write(all: readonly Row[]): string;
  /** The rows, as somebody else counts them. */
  count(content: string): number;
}

const flat = (text: string): string => text.replace(/[\s]+/g, " ");
const jsonLines = (shape: (one: Row, i: number) => unknown, ending = "jsonl"): Format => ({
  ending,
  write: (all) => all.map((one, i) => JSON.stringify(shape(one, i))).join("\n"),
  count: (content) => content.split("\n").length,
});
const jsonList = (shape: (one: Row, i: number) => unknown): Format => ({
  ending: "json",
  write: (all) => JSON.stringify(all.map(shape)),
  count: (content) => JSON.parse(content).length,
});
const table = (delimiter: string, newline: "\n" | "\r" | "\r\n"): Format => ({
  ending: delimiter === "\t" ? "tsv" : "csv",
  write: (all) => papa.unparse([["text", "label"], ...all.map(({ text, label }) => [text, label])], { delimiter, newline, quotes: true }),
  count: (content) =>
    papa.parse<string[]>(content, { delimiter, newline }).data.filter((cells) => cells.some((cell) => cell.trim() !== "")).length - 1,
});
const answers = ["accept", "reject", "ignore"];
const responses = ["submitted", "discarded", "draft"];

const FORMATS: Readonly<Record<string, Format>> = {
  CSV: table(",", "\n"),
  "CSV of Windows": table(",", "\r\n"),
  "CSV with semicolons": table(";", "\r\n"),
  TSV: table("\t", "\n"),
  "bars, old line ends": table("|", "\r"),
  "CSV without quotation marks, one row a line": {
    ending: "csv",
    write: (all) =>
      ["text,label", ...all.map(({ text, label }) => `${flat(text).replaceAll(",", " ")},${flat(label).replaceAll(",", " ")}`)].join("\n"),
    count: (content) => content.split("\n").filter((line) => line.replace(",", "").trim() !== "").length - 1,
  },
  "CSV with rows of too few and too many cells": {
    ending: "csv",
    write: (all) =>
      [
        "text,label",
        "first,billing",
        "second,account",
        ...all.map(({ label }, i) => ["x".repeat(i + 1), "a,b,c", `y${i},${flat(label).replaceAll(",", " ")}`][i % 3]),
      ].join("\n"),
    count: (content) => content.split("\n").length - 1,
  },
  "JSON Lines": jsonLines((one) => one),
  "JSON Lines with broken ones": {
    ending: "jsonl",
    write: (all) => all.map((one, i) => (i % 4 === 3 ? JSON.stringify(one).slice(0, -2) : JSON.stringify(one))).join("\n"),
    count: (content) => content.split("\n").length,
  },
  "JSON Lines with commas": {
    ending: "ndjson",
    write: (all) => all.map((one) => `${JSON.stringify(one)},`).join("\n"),
    count: (content) => content.split("\n").length,
  },
  JSON: jsonList((one) => one),
  "JSON in .jsonl": { ...jsonList((one) => one), ending: "jsonl" },
  "JSON over many lines": { ...jsonList((one) => one), write: (all) => JSON.stringify(all, null, 2) },
  "pandas columns": {
    ending: "json",
    write: (all) =>
      JSON.stringify({
        text: Object.fromEntries(all.map(({ text }, i) => [i, text])),
        label: Object.fromEntries(all.map(({ label }, i) => [i, label])),
      }),
    count: (content) => Object.keys(JSON.parse(content).text).length,
  },
  "pandas index": {
    ending: "json",
    write: (all) => JSON.stringify(Object.fromEntries(all.map((one, i) => [i, one]))),
    count: (content) => Object.keys(JSON.parse(content)).length,
  },
  "pandas split": {
    ending: "json",
    write: (all) =>
      JSON.stringify({ columns: ["text", "label"], index: all.map((_, i) => i), data: all.map(({ text, label }) => [text, label]) }),
    count: (content) => JSON.parse(content).data.length,
  },
  "pandas values": {
    ending: "json",
    write: (all) => JSON.stringify([["text", "label"], ...all.map(({ text, label }) => [text, label])]),
    count: (content) => JSON.parse(content).length - 1,
  },
  "pandas table": {
    ending: "json",
    write: (all) => JSON.stringify({ schema: { fields: [{ name: "text", type: "string" }] }, data: all }),
    count: (content) => JSON.parse(content).data.length,
  },
  YAML: {
    ending: "yaml",
    write: (all) => all.map((one) => `- ${JSON.stringify(one)}`).join("\n"),
    count: (content) => [load(content, { schema: FAILSAFE_SCHEMA })].flat().length,
  },
  fastText: {
    ending: "txt",
    write: (all) =>
      [
        "__label__billing first",
        ...all.map(({ text, label }) => `__label__${flat(label).replaceAll(" ", "_") || "account"} ${flat(text)}`),
      ].join("\n"),
    count: (content) => content.split("\n").length,
  },
  "Prodigy, binary": jsonLines((one, i) => ({ ...one, answer: answers[i % 3], _task_hash: i })),
  "Prodigy, choice": jsonLines(({ text, label }, i) => ({ text, options: [], accept: label ? [label] : [], answer: answers[i % 3] })),
  "spaCy categories": jsonLines(({ text, label }) => ({
    text,
    cats: Object.fromEntries(TEAMS.map((team) => [team, Number(team === label)])),
  })),
  doccano: jsonLines(({ text, label }, i) => ({ id: i, text, label: label ? [label] : [], Comments: [] })),
  "Label Studio": jsonList(({ text, label }, i) => ({
    data: { text },
    annotations:
      i % 5 === 4 ? [] : [{ was_cancelled: i % 5 === 3, result: [{ from_name: "topic", type: "choices", value: { choices: [label] } }] }],
  })),
  Argilla: jsonLines(({ text, label }, i) => ({ text, "label.responses": [label], "label.responses.status": [responses[i % 3]] })),
  "the viewer of Hugging Face": {
    ending: "json",
    write: (all) =>
      JSON.stringify({
        features: [{ name: "label", type: { _type: "ClassLabel", names: TEAMS } }],
        rows: all.map(({ text, label }, i) => ({
          row: { text, label: TEAMS.indexOf(label) },
          truncated_cells: i % 4 === 3 ? ["text"] : [],
        })),
      }),
    count: (content) => JSON.parse(content).rows.length,
  },
  "OpenAI chats": jsonLines(({ text, label }) => ({
    messages: [
      { role: "user", content: [{ type: "text", text }] },
      { role: "assistant", content: label },
    ],
  })),
  "promptfoo, JSON": {
    ending: "json",
    write: (all) =>
      JSON.stringify({
        prompts: ["p"],
        tests: all.map(({ text, label }) => ({ vars: { text }, assert: [{ type: "equals", value: label }] })),
      }),
    count: (content) => JSON.parse(content).tests.length,
  },
  "LangSmith, CSV": {
    ending: "csv",
    write: (all) =>
      papa.unparse(
        [["id", "inputs", "outputs"], ...all.map(({ text, label }, i) => [String(i), JSON.stringify({ text }), JSON.stringify({ label })])],
        { quotes: true },
      ),
    count: (content) => papa.parse(content).data.length - 1,
  },
};

test.each(Object.entries(FORMATS))("%s", async (_, { ending, write, count }) => {
  await fc.assert(
    fc.asyncProperty(rows, async (all) => {
      const content = write(all);
      const read = await readForTest(content, { name: `a.${ending}` });
      expectSum(read);
      expect(read.total).toBe(count(content));
    }),
    { numRuns: 60, seed: 3 },
  );
});

test.each(["utf-8", "utf-16le", "windows-1252", "macroman", "cp850", "gbk", "shift_jis", "windows-1251"])("CSV in %s", async (encoding) => {
  const texts = { gbk: "包裹在哪里", shift_jis: "荷物はどこですか", "windows-1251": "Где моя посылка" };
  const text = encoding in texts ? Object.entries(texts).find(([name]) => name === encoding)?.[1] : "Die Gebühr für Rückversand";
  const content = `text,label\r\n${Array.from({ length: 40 }, (_, i) => `${text} ${i},${[...TEAMS, "", "refunds"][i % 6]}\r\n`).join("")}`;
  const read = await readForTest(new Uint8Array(iconv.encode(content, encoding, { addBOM: encoding === "utf-16le" })), { name: "a.csv" });
  expectSum(read);
  expect([read.total, read.examples[0]?.text]).toEqual([40, `${text} 0`]);
});

describe("whatever is in the file", () => {
  test("one row a line, with quotation marks wherever they fall: the lines are the rows", async () => {
    const line = fc.tuple(fc.string({ unit: fc.constantFrom(..."ab \"'"), minLength: 1, maxLength: 10 }), fc.constantFrom(...TEAMS));
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 4, maxLength: 30 }), async (all) => {
        // A quotation mark that closes in another line makes one row of several, by the rules; not here: labels end the lines.
        const content = `text;label\n${all.map(([text, label]) => `${text};${label}`).join("\n")}`;
        const read = await readForTest(content, { name: "a.csv" });
        expectSum(read);
        expect(read.total).toBe(all.length);
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  test("files that were cut off or damaged: the sum holds, and nothing throws", async () => {
    const names = Object.keys(FORMATS);
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.constantFrom(...names),
        fc.nat(),
        fc.nat(),
        fc.string({ maxLength: 3 }),
        async (all, name, from, length, put) => {
          const format = FORMATS[name];
          if (!format) return;
          const content = format.write(all);
          const at = from % (content.length + 1);
          const damaged = content.slice(0, at) + put + content.slice(at + (length % 20));
          expectSum(await readForTest(damaged, { name: `a.${format.ending}` }));
        },
      ),
      { numRuns: 600, seed: 13 },
    );
  });

  test("any bytes at all", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.constantFrom("csv", "json", "jsonl", "yaml", "txt"), async (bytes, ending) => {
        expectSum(await readForTest(bytes, { name: `a.${ending}` }));
      }),
      { numRuns: 300, seed: 17 },
    );
  });
});

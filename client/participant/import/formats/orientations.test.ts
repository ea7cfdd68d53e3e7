// One table, in every way that pandas and others lay it out in JSON.

import { describe, expect, test } from "vitest";
import { readForTest, SIX, TEAMS } from "../read-for-test.ts";

const texts = SIX.map(({ text }) => text);
const labels = SIX.map(({ label }) => label);
const byRow = <T>(values: readonly T[]): Record<string, T> => Object.fromEntries(values.map((value, i) => [String(i), value]));

const LAYOUTS = {
  records: SIX,
  "columns (the default)": { text: byRow(texts), label: byRow(labels) },
  index: byRow(SIX),
  split: { columns: ["text", "label"], index: [0, 1, 2, 3, 4, 5], data: SIX.map(({ text, label }) => [text, label]) },
  tight: {
    index: [0],
    columns: ["text", "label"],
    data: SIX.map(({ text, label }) => [text, label]),
    index_names: [null],
    column_names: [null],
  },
  values: SIX.map(({ text, label }) => [text, label]),
  table: {
    schema: {
      fields: [
        { name: "index", type: "integer" },
        { name: "text", type: "string" },
        { name: "label", type: "string" },
      ],
      primaryKey: ["index"],
    },
    data: SIX.map((row, index) => ({ index, ...row })),
  },
  "a list for each column": { text: texts, label: labels },
  "columns after a filter": {
    text: { 4: texts[0], 17: texts[1], 20: texts[2], 21: texts[3], 30: texts[4], 99: texts[5] },
    label: { 4: labels[0], 17: labels[1], 20: labels[2], 21: labels[3], 30: labels[4], 99: labels[5] },
  },
  "rows named by ids": Object.fromEntries(SIX.map((row, i) => [`ticket-${i}`, row])),
  "cells of a spreadsheet's interface": {
    range: "Sheet1!A1:B7",
    majorDimension: "ROWS",
    values: [["text", "label"], ...SIX.map(({ text, label }) => [text, label])],
  },
  "labels by text": Object.fromEntries(SIX.map(({ text, label }) => [text, label])),
  "a list within a list": { meta: { version: 2 }, payload: { items: SIX } },
  "columns beside a version": { version: 2, text: texts, label: labels },
  "columns of lists of one": { text: texts, label: labels.map((label) => [label]) },
  "columns of a data set in parts": {
    train: { text: texts.slice(0, 4), label: labels.slice(0, 4) },
    test: { text: texts.slice(4), label: labels.slice(4) },
  },
  "columns within an object": { data: { text: texts, label: labels }, features: ["text", "label"] },
  "a list of everything beside settings": { labels: TEAMS.map((name) => ({ name, color: "#fff" })), examples: SIX },
};

describe.each(Object.entries(LAYOUTS))("%s", (_, document) => {
  test.each([
    ["on one line", (value: unknown) => JSON.stringify(value), "a.json"],
    ["over many", (value: unknown) => JSON.stringify(value, null, 2), "a.json"],
    ["called .jsonl", (value: unknown) => JSON.stringify(value), "a.jsonl"],
    ["pasted", (value: unknown) => JSON.stringify(value), ""],
  ])("%s", async (_where, write, name) => {
    const read = await readForTest(write(document), { name });
    expect(read.examples).toEqual(SIX);
    expect([read.total, read.problems]).toEqual([6, []]);
  });
});

test("texts by label, however many each has", async () => {
  const document = { billing: ["I was charged twice", "Refund?"], delivery: ["Where is it?"], account: [] };
  const read = await readForTest(JSON.stringify(document), { name: "a.json" });
  expect(read.examples).toEqual([
    { text: "I was charged twice", label: "billing" },
    { text: "Refund?", label: "billing" },
    { text: "Where is it?", label: "delivery" },
  ]);
  const alike = await readForTest(JSON.stringify({ billing: ["a"], delivery: ["b"] }), { name: "a.json" });
  expect(alike.examples).toHaveLength(2);
});

test("train, validation and test in one document are all read, and may be read apart", async () => {
  const document = { train: SIX.slice(0, 4), validation: SIX.slice(4, 5), test: SIX.slice(5) };
  const read = await readForTest(JSON.stringify(document), { name: "a.json" });
  expect([read.total, read.examples]).toEqual([6, SIX]);
  const [other] = read.reading.others;
  expect(other).toEqual({ type: "document", orientation: { type: "lists", paths: [["train"]] } });
  const apart = await readForTest(JSON.stringify(document), { name: "a.json", choices: { readAs: other ?? null } });
  expect(apart.total).toBe(4);
});

test("where two readings fit, the other is offered and may be taken", async () => {
  const document = { a: { x: "Where is it?", y: "delivery" }, b: { x: "I paid twice", y: "billing" } };
  const read = await readForTest(JSON.stringify(document), { name: "a.json" });
  const types = [read.reading.readAs, ...read.reading.others].map((found) =>
    found?.type === "document" ? found.orientation.type : found?.type,
  );
  expect(types).toEqual(expect.arrayContaining(["columns", "index"]));
  const index = [read.reading.readAs, ...read.reading.others].find(
    (found) => found?.type === "document" && found.orientation.type === "index",
  );
  const chosen = await readForTest(JSON.stringify(document), { name: "a.json", choices: { readAs: index ?? null } });
  expect(chosen.examples).toEqual([
    { text: "Where is it?", label: "delivery" },
    { text: "I paid twice", label: "billing" },
  ]);
});

test("one example is one example", async () => {
  const read = await readForTest('{"text":"Where is it?","label":"delivery"}', { name: "a.jsonl" });
  expect(read.examples).toEqual([{ text: "Where is it?", label: "delivery" }]);
});

test.each([
  ["commas at the ends of lines", SIX.map((row) => `${JSON.stringify(row)},`).join("\n"), "a.ndjson"],
  ["a list with an item a line, called .jsonl", `[\n${SIX.map((row) => JSON.stringify(row)).join(",\n")}\n]\n`, "a.jsonl"],
  ["objects over several lines", SIX.map((row) => JSON.stringify(row, null, 2)).join("\n"), "a.jsonl"],
  ["objects after one another on a line", SIX.map((row) => JSON.stringify(row)).join(" "), "a.jsonl"],
  ["record separators", SIX.map((row) => `\u001E${JSON.stringify(row)}\n`).join(""), "a.json"],
  [
    "NaN, as Python writes it",
    `[${SIX.map((row) => `{"text":${JSON.stringify(row.text)},"score":NaN,"label":"${row.label}","low":-Infinity}`).join(",")}]`,
    "a.json",
  ],
  ["a comma after the last", `[${SIX.map((row) => JSON.stringify(row)).join(",")},]`, "a.json"],
  ["JSON Lines called .csv", SIX.map((row) => JSON.stringify(row)).join("\n"), "a.csv"],
  ["JSON Lines called .json", SIX.map((row) => JSON.stringify(row)).join("\r\n"), "a.json"],
  ["lists of a few on each line", `${JSON.stringify(SIX.slice(0, 4))}\n${JSON.stringify(SIX.slice(4))}\n`, "a.jsonl"],
  ["a mark of byte order on every line", SIX.map((row) => `\uFEFF${JSON.stringify(row)}`).join("\n"), "a.jsonl"],
])("nearly JSON: %s", async (_, content, name) => {
  const read = await readForTest(content, { name });
  expect(read.examples).toEqual(SIX);
  expect([read.total, read.problems]).toEqual([6, []]);
});

test("a list that was cut off, or has a fault in it, gives what is whole and names the rest", async () => {
  const whole = JSON.stringify(SIX, null, 1);
  const cut = await readForTest(whole.slice(0, whole.indexOf("The app") + 4), { name: "a.json" });
  expect(cut.examples).toEqual(SIX.slice(0, 4));
  expect(cut.problems.map(({ code, row }) => [code, row])).toEqual([["bad-json", 5]]);
  for (const text of [whole, JSON.stringify(SIX)]) {
    const faulty = await readForTest(text.replace("charged twice", 'charged "twice"'), { name: "a.json" });
    expect(faulty.examples).toEqual(SIX.filter((_, i) => i !== 1));
    expect(faulty.problems.map(({ code, row }) => [code, row])).toEqual([["bad-json", 2]]);
    expect(faulty.total).toBe(6);
  }
});

describe("the viewer of Hugging Face", () => {
  const features = [
    { feature_idx: 0, name: "text", type: { dtype: "string", _type: "Value" } },
    { feature_idx: 1, name: "label", type: { names: TEAMS, _type: "ClassLabel" } },
  ];
  const rows = SIX.map(({ text, label }, row_idx) => ({
    row_idx,
    row: { text, label: TEAMS.indexOf(label) },
    truncated_cells: [] as string[],
  }));

  test("numbers become the names that stand in the same file", async () => {
    const read = await readForTest(JSON.stringify({ features, rows, num_rows_total: 6, partial: false }), { name: "a.json" });
    expect(read.examples).toEqual(SIX);
  });

  test("names of lists of labels, and labels that are withheld", async () => {
    const listed = [features[0], { name: "label", type: { _type: "List", feature: { names: TEAMS, _type: "ClassLabel" } } }];
    const withheld = [{ row: { text: "a", label: [1] } }, { row: { text: "b", label: [0, 2] } }, { row: { text: "c", label: -1 } }];
    const read = await readForTest(JSON.stringify({ features: listed, rows: withheld }), { name: "a.json" });
    expect(read.examples).toEqual([{ text: "a", label: "delivery" }]);
    expect(read.problems.map(({ code, row, detail }) => [code, row, detail])).toEqual([
      ["several-labels", 2, "billing, account"],
      ["no-label", 3, ""],
    ]);
  });

  test("a text that was cut is left out; a cut cell that is not used costs nothing", async () => {
    const cut = rows.map((row, i) => ({
      ...row,
      row: { ...row.row, html: "<p>" },
      truncated_cells: i === 0 ? ["text", "html"] : i === 1 ? ["html"] : [],
    }));
    const read = await readForTest(JSON.stringify({ features, rows: cut }), { name: "a.json" });
    expect(read.examples).toEqual(SIX.slice(1));
    expect(read.problems).toEqual([{ code: "cut-text", row: 1, detail: "" }]);
  });
});

test("what holds nothing usable says why", async () => {
  for (const [content, code] of [
    ['{"a": 1, "b": 2}', "unknown-label"],
    ['"text"', "not-a-list"],
    ["[1", "bad-json"],
    ["[]", "empty-file"],
    ['{"rows": []}', "empty-file"],
    ["[1, 2]", "not-an-object"],
    ['[{"text": "alone"}]', "no-columns"],
  ] as const) {
    const read = await readForTest(content, { name: "a.json" });
    expect([content, read.usable, read.problems.map((found) => found.code)]).toEqual([content, 0, expect.arrayContaining([code])]);
  }
});

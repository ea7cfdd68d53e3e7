// Annotators' marks beside a label, and labels that they did not agree on.

import { describe, expect, test } from "vitest";
import { readForTest, TEAMS } from "../read-for-test.ts";

const options = TEAMS.map((id) => ({ id, text: id }));

const result = (choice: string) => ({ from_name: "topic", to_name: "text", type: "choices", value: { choices: [choice] } });
describe("what annotators did not stand by is left out and named", () => {
  const rows = [
    { text: "Where is my parcel?", label: "delivery", answer: "accept" },
    { text: "I was charged twice", label: "technical", answer: "reject" },
    { text: "???", label: "billing", answer: "ignore" },
  ];
  test.each([
    ["Prodigy", "jsonl", rows.map((row) => JSON.stringify({ ...row, _view_id: "classification" })).join("\n"), 1],
    ["Prodigy by way of a spreadsheet", "csv", `text;label;answer\n${rows.map((row) => Object.values(row).join(";")).join("\n")}`, 2],
    [
      "Prodigy, choice",
      "jsonl",
      rows.map(({ text, label, answer }) => JSON.stringify({ text, options, accept: [label], answer })).join("\n"),
      1,
    ],
    [
      "Argilla",
      "jsonl",
      rows
        .map(({ text, label, answer }) =>
          JSON.stringify({
            text,
            "label.responses": [label],
            "label.responses.status": [{ accept: "submitted", reject: "discarded", ignore: "draft" }[answer]],
          }),
        )
        .join("\n"),
      1,
    ],
    [
      "Argilla by way of pandas",
      "csv",
      `text,label.responses,label.responses.status\n${rows.map(({ text, label, answer }) => `${text},['${label}'],['${{ accept: "submitted", reject: "discarded", ignore: "draft" }[answer]}']`).join("\n")}`,
      2,
    ],
    [
      "Label Studio, skipped tasks",
      "json",
      JSON.stringify(
        rows.map(({ text, label, answer }) => ({
          data: { text },
          annotations: [{ was_cancelled: answer !== "accept", result: [result(label)] }],
        })),
      ),
      1,
    ],
    [
      "Mechanical Turk",
      "csv",
      `AssignmentStatus,Input.text,Answer.label\n${rows.map(({ text, label, answer }) => `${answer === "accept" ? "Approved" : "Rejected"},${text},${label}`).join("\n")}`,
      2,
    ],
  ])("%s", async (_, ending, content, first) => {
    const read = await readForTest(content, { name: `export.${ending}` });
    expect(read.examples).toEqual([{ text: "Where is my parcel?", label: "delivery" }]);
    expect(read.problems.map(({ code, row }) => [code, row])).toEqual([
      ["rejected", first + 1],
      ["rejected", first + 2],
    ]);
    expect([read.total, read.leftOut]).toEqual([3, [{ code: "rejected", rows: 2 }]]);
  });

  test("where accept and reject are the labels, the column is the label", async () => {
    const read = await readForTest("text,answer\nfine,accept\nrude,reject\n", { name: "a.csv", labels: ["accept", "reject"] });
    expect(read.examples).toEqual([
      { text: "fine", label: "accept" },
      { text: "rude", label: "reject" },
    ]);
  });

  test("the person can say that the column does not matter", async () => {
    const content = rows.map((row) => JSON.stringify(row)).join("\n");
    const guessed = await readForTest(content, { name: "a.jsonl" });
    expect(guessed.mapping).toEqual({ text: 0, text2: null, label: 1, verdict: 2 });
    const read = await readForTest(content, { name: "a.jsonl", choices: { mapping: { text: 0, text2: null, label: 1, verdict: null } } });
    expect(read.usable).toBe(3);
  });
});

test("annotators who disagree, and several labels, are named; agreement and ground truth decide", async () => {
  const annotated = (choices: readonly string[], truth?: number) => ({
    data: { text: `text of ${choices.join(" and ")} ${truth ?? ""}` },
    annotations: choices.map((choice, i) => ({ result: [result(choice)], ground_truth: i === truth, was_cancelled: false })),
  });
  const tasks = [
    annotated(["billing", "billing"]),
    annotated(["billing", "account"]),
    annotated(["billing", "account"], 1),
    { data: { text: "nobody" }, annotations: [] },
  ];
  const read = await readForTest(JSON.stringify(tasks), { name: "a.json" });
  expect(read.examples.map(({ label }) => label)).toEqual(["billing", "account"]);
  expect(read.problems).toEqual([
    { code: "several-labels", row: 2, detail: "billing, account" },
    { code: "no-label", row: 4, detail: "" },
  ]);
});

test.each([
  ["doccano", '{"text":"a","label":["billing","account"]}\n{"text":"b","label":["billing"]}\n{"text":"c","label":[]}', "a.jsonl"],
  ["doccano, CSV", "id,data,label\n1,a,billing#account\n2,b,billing\n3,c,\n", "a.csv"],
  ["fastText", "__label__billing __label__account a\n__label__billing b\n__label__ c", "a.txt"],
  [
    "spaCy",
    '{"text":"a","cats":{"billing":1,"account":1}}\n{"text":"b","cats":{"billing":1,"account":0}}\n{"text":"c","cats":{"billing":0,"account":0}}',
    "a.jsonl",
  ],
  ["one column per label", "text,billing,account\na,1,1\nb,1,0\nc,0,0\n", "a.csv"],
  [
    "Prodigy",
    '{"text":"a","options":[],"accept":["billing","account"]}\n{"text":"b","options":[],"accept":["billing"]}\n{"text":"c","options":[],"accept":[]}',
    "a.jsonl",
  ],
  ["Label Studio, CSV", 'text,topic\na,"{""choices"": [""billing"", ""account""]}"\nb,billing\nc,\n', "a.csv"],
])("several labels, or none, are no label: %s", async (_, content, name) => {
  const read = await readForTest(content, { name });
  expect(read.examples).toEqual([{ text: "b", label: "billing" }]);
  expect(read.leftOut.map(({ code }) => code).sort()).toEqual(["no-label", "several-labels"]);
});

test("a person's label goes before a model's", async () => {
  const read = await readForTest("text,predicted_label,gold_label\na,billing,account\nb,delivery,technical\n", { name: "a.csv" });
  expect(read.examples.map(({ label }) => label)).toEqual(["account", "technical"]);
});

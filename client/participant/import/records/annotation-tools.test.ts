// Exports of annotation tools in their own shapes. Six examples each, unless the title says otherwise.

import { expect, test } from "vitest";
import { readForTest, SIX, TEAMS } from "../read-for-test.ts";
import { csv, lines, list, type Six } from "./for-tools-test.ts";

const options = TEAMS.map((id) => ({ id, text: id }));

const result = (choice: string) => ({ from_name: "topic", to_name: "text", type: "choices", value: { choices: [choice] } });
const labelStudio = ({ text, label }: Six, i: number) => ({
  id: i + 1,
  annotations: [{ id: i, completed_by: 1, result: [result(label)], was_cancelled: false, ground_truth: false }],
  predictions: [{ result: [result("technical")] }],
  data: { text, source: "mail" },
});

test.each([
  [
    "Prodigy, one choice",
    "jsonl",
    lines(({ text, label }, i) => ({ text, options, accept: [label], answer: "accept", _input_hash: i, _view_id: "choice" })),
  ],
  [
    "Prodigy, options named by number",
    "jsonl",
    lines(({ text, label }) => ({
      text,
      options: TEAMS.map((name, i) => ({ id: i, text: name })),
      accept: [TEAMS.indexOf(label)],
      answer: "accept",
    })),
  ],
  [
    "Prodigy, binary",
    "jsonl",
    lines(({ text, label }) => ({ text, label, _view_id: "classification", answer: "accept", meta: { score: 0.4 } })),
  ],
  [
    "spaCy categories",
    "jsonl",
    lines(({ text, label }) => ({ text, cats: Object.fromEntries(TEAMS.map((team) => [team, Number(team === label)])) })),
  ],
  [
    "spaCy categories of true and false",
    "json",
    list(({ text, label }) => ({ text, cats: Object.fromEntries(TEAMS.map((team) => [team, team === label])) })),
  ],
  [
    "spaCy categories with probabilities",
    "jsonl",
    lines(({ text, label }) => ({ text, cats: Object.fromEntries(TEAMS.map((team) => [team, team === label ? 0.91 : 0.03])) })),
  ],
  [
    "spaCy before 3, categories as a list",
    "json",
    list(({ text, label }) => ({ text, cats: TEAMS.map((team) => ({ label: team, value: Number(team === label) })) })),
  ],
  [
    "spaCy training tuples",
    "json",
    list(({ text, label }) => [text, { cats: Object.fromEntries(TEAMS.map((team) => [team, Number(team === label)])) }]),
  ],
  ["doccano, JSONL", "jsonl", lines(({ text, label }, i) => ({ id: i, text, label: [label], Comments: [] }))],
  ["doccano before 1.5", "json1", lines(({ text, label }, i) => ({ doc_id: i, text, labels: [label], username: "admin", meta: {} }))],
  ["doccano with the text under data", "jsonl", lines(({ text, label }, i) => ({ id: i, data: text, label: [label] }))],
  ["doccano, CSV", "csv", csv("id,data,label", ({ text, label }, i) => [String(i), text, label])],
  ["doccano, fastText", "txt", SIX.map(({ text, label }) => `__label__${label} ${text}`).join("\n")],
  [
    "doccano, intents",
    "jsonl",
    lines(({ text, label }) => ({
      text,
      cats: [label],
      entities: [
        [0, 5, "THING"],
        [6, 8, "VERB"],
      ],
    })),
  ],
  ["Label Studio, JSON", "json", list(labelStudio)],
  ["Label Studio, one task a line", "jsonl", lines(labelStudio)],
  [
    "Label Studio before 1.0",
    "json",
    list((example, i) => ({ id: i, data: { text: example.text }, completions: [{ result: [result(example.label)] }] })),
  ],
  [
    "Label Studio, JSON-MIN",
    "json",
    list(({ text, label }, i) => ({ id: i, text, topic: label, annotator: 1, annotation_id: i, lead_time: 2.5 })),
  ],
  [
    "Label Studio, JSON-MIN with a list of one",
    "json",
    list(({ text, label }, i) => ({ id: i, text, topic: { choices: [label] }, annotator: 1 })),
  ],
  [
    "Label Studio, CSV",
    "csv",
    csv("annotation_id,annotator,id,text,topic,updated_at", ({ text, label }, i) => [
      String(i),
      "1",
      String(i),
      text,
      label,
      "2026-11-02T10:00:00Z",
    ]),
  ],
  [
    "Label Studio, CSV with choices as JSON",
    "csv",
    csv("id,text,topic", ({ text, label }, i) => [String(i), text, JSON.stringify({ choices: [label] })]),
  ],
  [
    "Label Studio, taxonomy",
    "json",
    list(({ text, label }) => ({
      data: { text },
      annotations: [{ result: [{ from_name: "topic", type: "taxonomy", value: { taxonomy: [["Support", label]] } }] }],
    })),
  ],
  [
    "Argilla, flat",
    "jsonl",
    lines(({ text, label }, i) => ({
      id: String(i),
      status: "completed",
      _server_id: "x",
      text,
      "label.responses": [label],
      "label.responses.users": ["u"],
      "label.responses.status": ["submitted"],
      "label.suggestion": "technical",
      "label.suggestion.score": 0.4,
    })),
  ],
  [
    "Argilla, nested",
    "json",
    list(({ text, label }, i) => ({
      id: String(i),
      fields: { text },
      metadata: {},
      suggestions: { label: { value: "technical", score: 0.2, agent: "m" } },
      responses: { label: [{ value: label, user_id: "u", status: "submitted" }] },
      vectors: {},
    })),
  ],
  [
    "Argilla 1, feedback",
    "json",
    list(({ text, label }) => ({
      text,
      label: [{ user_id: "u", value: label, status: "submitted" }],
      "label-suggestion": null,
      external_id: null,
    })),
  ],
  [
    "Argilla 1, classification",
    "jsonl",
    lines(({ text, label }) => ({
      text,
      inputs: { text },
      prediction: [
        { label: "technical", score: 0.6 },
        { label: "account", score: 0.4 },
      ],
      annotation: label,
      annotation_agent: "me",
      status: "Validated",
    })),
  ],
])("%s", async (_, ending, content) => {
  const read = await readForTest(content, { name: `export.${ending}` });
  expect(read.examples).toEqual(SIX);
  expect([read.total, read.usable, read.problems]).toEqual([6, 6, []]);
});

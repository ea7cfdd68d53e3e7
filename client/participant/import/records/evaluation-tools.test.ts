// Exports of tools for evaluation and tuning, and labels as spreadsheets and pandas write them. Six examples each.

import { expect, test } from "vitest";
import { readForTest, SIX, TEAMS } from "../read-for-test.ts";
import { csv, lines, list } from "./for-tools-test.ts";

test.each([
  [
    "LangSmith, CSV",
    "csv",
    csv("id,inputs,outputs,metadata", ({ text, label }, i) => [String(i), JSON.stringify({ text }), JSON.stringify({ label }), "{}"]),
  ],
  [
    "LangSmith, CSV by way of pandas",
    "csv",
    csv("id,inputs,outputs", ({ text, label }, i) => [String(i), `{'text': '${text}'}`, `{'label': '${label}'}`]),
  ],
  [
    "LangSmith, JSONL",
    "jsonl",
    lines(({ text, label }, i) => ({ id: i, inputs: { question: text }, outputs: { answer: label }, metadata: { split: "base" } })),
  ],
  [
    "LangSmith, a chat for input",
    "jsonl",
    lines(({ text, label }) => ({
      inputs: {
        messages: [
          { role: "system", content: "s" },
          { role: "user", content: text },
        ],
      },
      outputs: { output: label },
    })),
  ],
  [
    "Snorkel, WRENCH",
    "json",
    JSON.stringify(Object.fromEntries(SIX.map(({ text, label }, i) => [i, { label, weak_labels: [-1, 0, 2], data: { text } }]))),
  ],
  [
    "OpenAI, content in parts",
    "jsonl",
    lines(({ text, label }) => ({
      messages: [
        { role: "developer", content: [{ type: "text", text: "Which team?" }] },
        {
          role: "user",
          content: [
            { type: "text", text },
            { type: "image_url", image_url: { url: "https://example.com/x.png" } },
          ],
        },
        { role: "assistant", content: [{ type: "text", text: label }] },
      ],
    })),
  ],
  [
    "Gemini tuning data",
    "jsonl",
    lines(({ text, label }) => ({
      systemInstruction: { role: "system", parts: [{ text: "Which team?" }] },
      contents: [
        { role: "user", parts: [{ text }] },
        { role: "model", parts: [{ text: label }] },
      ],
    })),
  ],
  [
    "ShareGPT",
    "json",
    list(({ text, label }) => ({
      conversations: [
        { from: "human", value: text },
        { from: "gpt", value: label },
      ],
    })),
  ],
  ["Alpaca", "json", list(({ text, label }) => ({ instruction: "Which team?", input: text, output: label }))],
  [
    "Vertex AI",
    "jsonl",
    lines(({ text, label }) => ({
      textContent: text,
      classificationAnnotation: { displayName: label },
      dataItemResourceLabels: { "aiplatform.googleapis.com/ml_use": "training" },
    })),
  ],
  [
    "Ground Truth manifest",
    "manifest",
    lines(({ text, label }, i) => ({
      source: text,
      "topic-job": i,
      "topic-job-metadata": {
        "class-name": label,
        confidence: 0.9,
        "human-annotated": "yes",
        "creation-date": "2026-01-01",
        type: "groundtruth/text-classification",
      },
    })),
  ],
  [
    "Labelbox",
    "ndjson",
    lines(({ text, label }, i) => ({
      data_row: { id: `r${i}`, row_data: text },
      projects: {
        p1: { labels: [{ annotations: { classifications: [{ name: "Topic", radio_answer: { name: label, value: label } }] } }] },
      },
    })),
  ],
  [
    "Kili",
    "json",
    list(({ text, label }, i) => ({
      externalId: `e${i}`,
      content: text,
      labels: [{ jsonResponse: { JOB_0: { categories: [{ name: label, confidence: 100 }] } } }],
    })),
  ],
  [
    "Mechanical Turk",
    "csv",
    csv("HITId,WorkerId,AssignmentStatus,Input.text,Answer.topic.label", ({ text, label }, i) => [`h${i}`, "w", "Approved", text, label]),
  ],
  [
    "Rasa, JSON",
    "json",
    JSON.stringify({
      rasa_nlu_data: { common_examples: SIX.map(({ text, label }) => ({ text, intent: label, entities: [] })), regex_features: [] },
    }),
  ],
  [
    "LUIS",
    "json",
    JSON.stringify({
      luis_schema_version: "7.0",
      intents: TEAMS.map((name) => ({ name })),
      utterances: SIX.map(({ text, label }) => ({ text, intent: label, entities: [] })),
    }),
  ],
  [
    "Elasticsearch hits",
    "json",
    JSON.stringify({ took: 3, hits: { total: { value: 6 }, hits: SIX.map((example, i) => ({ _id: String(i), _source: example })) } }),
  ],
  [
    "promptfoo, CSV",
    "csv",
    csv("text,__expected,__description", ({ text, label }, i) => [
      text,
      `${["equals: ", "icontains:", "", "starts-with: ", "contains: ", "iequals:"][i]}${label}`,
      `test ${i}`,
    ]),
  ],
  [
    "promptfoo, JSONL",
    "jsonl",
    lines(({ text, label }) => ({
      vars: { text },
      assert: [
        { type: "llm-rubric", value: "polite" },
        { type: "assert-set", assert: [{ type: "equals", value: label }] },
      ],
    })),
  ],
  [
    "one column per label",
    "csv",
    csv("text,billing,delivery,account,technical", ({ text, label }) => [text, ...TEAMS.map((team) => (team === label ? "1" : "0"))]),
  ],
  [
    "one column per label, flattened by pandas",
    "csv",
    csv("text,cats.billing,cats.delivery,cats.account,cats.technical", ({ text, label }) => [
      text,
      ...TEAMS.map((team) => (team === label ? "True" : "False")),
    ]),
  ],
  ["lists of one in CSV, as pandas writes them", "csv", csv("text,label", ({ text, label }) => [text, `['${label}']`])],
  ["pairs of text and label", "json", JSON.stringify(SIX.map(({ text, label }) => [text, label]))],
  ["pairs, one a line", "jsonl", SIX.map(({ text, label }) => JSON.stringify([text, label])).join("\n")],
])("%s", async (_, ending, content) => {
  const read = await readForTest(content, { name: `export.${ending}` });
  expect(read.examples).toEqual(SIX);
  expect([read.total, read.usable, read.problems]).toEqual([6, 6, []]);
});

test("Rasa, YAML: the lines of a text are the examples", async () => {
  const yaml = `version: "3.1"\nnlu:\n- intent: billing\n  examples: |\n    - I was charged [twice](count)\n    - refund please\n- intent: delivery\n  examples: |\n    - where is it?\n`;
  const read = await readForTest(yaml, { name: "nlu.yml" });
  expect(read.examples).toEqual([
    { text: "I was charged twice", label: "billing" },
    { text: "refund please", label: "billing" },
    { text: "where is it?", label: "delivery" },
  ]);
});

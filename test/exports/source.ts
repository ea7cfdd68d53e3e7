// A finished run for tests of exports: its texts are full of other tools' syntax.

import * as v from "valibot";
import { readRuleSources } from "../../cli/demo/run-export.ts";
import type { ExportSource } from "../../client/participant/export/format.ts";
import type { RuleSources } from "../../client/participant/export/rule-source.ts";
import type { Layout } from "../../shared/prompt/language-model.ts";
import type { PromptContent } from "../../shared/prompt/render.ts";
import { type Task, taskSchema } from "../../shared/prompt/task.ts";

export const ruleSources: RuleSources = await readRuleSources();

export const hostileTask: Task = v.parse(taskSchema, {
  name: "support {{desk}} 'one'",
  labels: ["billing", "delivery"],
  header: 'Say "[LABEL:billing]" or \\{{x}} {% raw %} {# no #} $HOME `id` \\\\{{y}} 💻',
  example: "Text: [SENTENCE1]\n{{{{Answer}}}} \\[VAR] {%\nLabel {:",
  labelWords: [
    ["Bill\\", "billing"],
    ["{{Delivery}}", "it's"],
  ],
  phrases: [["Mind {{the}} gap\\."]],
  publicDemonstrations: [{ text: "A public {{ text }} with five words", label: "delivery" }],
  publicShots: 1,
});

export function sourceOf(content: Partial<PromptContent>, layout: Layout, task: Task = hostileTask): ExportSource {
  const score = {
    correct: 3,
    total: 4,
    loss: 0.5,
    confusion: [
      [2, 0],
      [1, 1],
    ],
  };
  return {
    task,
    result: {
      content: {
        header: task.header,
        example: task.example,
        labels: task.labels,
        labelWords: task.labelWords.map((words) => words[0] ?? ""),
        phrases: task.phrases.flatMap((slot) => slot.slice(0, 1)),
        demonstrations: [
          { text: "A public {{ text }} with five words", label: 1 },
          { text: "my card {% was %} charged 'twice' \"today\" 💳 \\", label: 0 },
        ],
        ...content,
      },
      layout,
      labelOffsets: [-0.25, 0.125],
      languageModelId: "some-model/openai/chat",
      rung: "top-k",
      baseline: { content: { ...emptyContent, labels: task.labels }, validation: score, test: score },
      tuned: { validation: score, test: score, validationWithoutOffsets: score, testWithoutOffsets: score },
      baselineKept: false,
    },
    run: {
      model: "some-model",
      seed: 7,
      alone: false,
      settings: {},
      history: [],
      iteration: 3,
      step: 4,
      contributions: { sent: 4, merged: 4, stale: 0, refused: 0 },
      queries: 100,
      tokens: 2000,
      testQueries: 8,
      budgetQueries: 100,
    },
    places: { text: "[IHR TEXT]", text2: "[IHR ZWEITER TEXT]" },
    rules: ruleSources,
    capability: null,
    examples: {
      train: [{ text: "locate the parcel I ordered", label: "delivery" }],
      pool: [{ text: "my card {% was %} charged 'twice' \"today\" 💳 \\", label: "billing" }],
      validation: [{ text: "refund please", label: "billing" }],
      test: [
        { text: "a {{ late }} parcel", label: "delivery" },
        { text: "{% if %} wrong bill", label: "billing" },
      ],
    },
  };
}

const emptyContent: PromptContent = { header: "", example: "", labels: [], labelWords: [], phrases: [], demonstrations: [] };

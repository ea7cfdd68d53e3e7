// The task of the bundled sample data, as its owner would write it. Loaded only when asked for.

import * as v from "valibot";
import { otherHeaders } from "../../../shared/prompt/instructions.ts";
import { exampleSchema, type TaskInput } from "../../../shared/prompt/task.ts";

const taskFile = v.object({
  name: v.string(),
  language: v.string(),
  description: v.string(),
  labels: v.array(v.string()),
  header: v.string(),
  example: v.string(),
  definitions: v.record(v.string(), v.string()),
  publicShots: v.number(),
  privateShots: v.number(),
  tuneOrder: v.boolean(),
});
const wordsFile = v.record(v.string(), v.array(v.string()));
const phrasesFile = v.object({ slots: v.array(v.array(v.string())) });

export async function loadSampleTask(): Promise<TaskInput> {
  const [task, words, phrases, demonstrations] = await Promise.all([
    import("../../../data/support/task.json?raw"),
    import("../../../data/support/label-words.json?raw"),
    import("../../../data/support/phrases.json?raw"),
    import("../../../data/support/public.jsonl?raw"),
  ]);
  const described = v.parse(taskFile, JSON.parse(task.default));
  const labelWords = v.parse(wordsFile, JSON.parse(words.default));
  const lines = demonstrations.default.split("\n").filter((line) => line !== "");
  return {
    ...described,
    instructions: otherHeaders(described, described.definitions),
    labelWords: described.labels.map((label) => labelWords[label] ?? [label]),
    phrases: v.parse(phrasesFile, JSON.parse(phrases.default)).slots,
    publicDemonstrations: v.parse(
      v.array(exampleSchema),
      lines.map((line): unknown => JSON.parse(line)),
    ),
  };
}

// The record of a run: what was tuned with what, what it cost, how it did, and what a reader needs to check or repeat it.

import { digestOf } from "../../../shared/math/digest.ts";
import { searchSpaceOf } from "../../../shared/prompt/search-space.ts";
import type { Example } from "../../../shared/prompt/task.ts";
import type { ExportFile, ExportInput } from "./format.ts";
import { baseNameOf, notesOf } from "./notes.ts";

/**
 * Private texts only with the choice "demonstrations", and digests of the parts only then: a small set could be guessed from its digest.
 */
export function manifest(input: ExportInput): ExportFile {
  const { task, result, run, examples, choice, content } = input;
  const { history, ...facts } = run;
  const { layout, rung, languageModelId, labelOffsets, baseline, tuned, baselineKept } = result;
  const record = {
    format: "asyndbt-run/1",
    notes: notesOf(input),
    task,
    taskDigest: searchSpaceOf(task).digest,
    languageModel: { id: languageModelId, name: facts.model, rung, layout },
    prompt: { ...content, labelOffsets },
    scores: { baselineKept, baseline: { validation: baseline.validation, test: baseline.test }, tuned },
    examples: Object.fromEntries(
      (["train", "pool", "validation", "test"] as const).map((part) => [
        part,
        { count: examples[part].length, ...(choice === "demonstrations" ? { sha256: digestOfExamples(examples[part]) } : {}) },
      ]),
    ),
    run: { ...facts, model: undefined },
    curve: history,
  };
  return { fileName: `${baseNameOf(input)}-run.json`, mediaType: "application/json", text: `${JSON.stringify(record, null, 2)}\n` };
}

/** Of the examples' texts and labels, whatever their order. */
function digestOfExamples(examples: readonly Example[]): string {
  const lines = examples.map(({ text, text2, label }) => JSON.stringify([text, text2 ?? null, label]));
  return digestOf(lines.sort().join("\n"));
}

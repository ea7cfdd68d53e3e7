// Label Studio's JSON: one task with its `data` and the annotations people made of it; `completions` before version 1.0.

import { type Cells, cellOfMany, flatten, isRecord } from "./flatten.ts";

/**
 * The annotators' choices under the name of the question; `was_cancelled` where all skipped the task. undefined when it is no such task.
 */
export function labelStudioCells(record: Readonly<Record<string, unknown>>): Cells | undefined {
  const list = record.annotations ?? record.completions;
  if (!isRecord(record.data) || !Array.isArray(list)) return undefined;
  const annotations = list.filter(isRecord);
  const done = annotations.filter((annotation) => annotation.was_cancelled !== true && annotation.skipped !== true);
  // What was set as ground truth decides between annotators.
  const truth = done.filter((annotation) => annotation.ground_truth === true);
  const cells: Cells = new Map();
  flatten(cells, "", { id: record.id, data: record.data });
  const answers = new Map<string, string[]>();
  for (const annotation of truth.length > 0 ? truth : done) {
    for (const result of Array.isArray(annotation.result) ? annotation.result.filter(isRecord) : []) {
      const name = typeof result.from_name === "string" ? result.from_name : "choice";
      const chosen = choicesOf(result.value);
      if (chosen) answers.set(name, [...(answers.get(name) ?? []), ...chosen]);
    }
  }
  for (const [name, chosen] of answers) cells.set(cells.has(name) ? `annotation.${name}` : name, cellOfMany(chosen));
  if (annotations.length > 0) cells.set("was_cancelled", String(done.length === 0));
  return cells;
}

/** Of a taxonomy, the innermost names. Marked passages count only under a question of their own. */
function choicesOf(value: unknown): string[] | undefined {
  if (!isRecord(value)) return undefined;
  const { choices, taxonomy, labels, rating, number, selected } = value;
  if (Array.isArray(choices)) return choices.map(String);
  if (Array.isArray(taxonomy)) return taxonomy.map((path) => String(Array.isArray(path) ? path.at(-1) : path));
  if (Array.isArray(labels)) return labels.map(String);
  const single = rating ?? number ?? selected;
  return typeof single === "string" || typeof single === "number" ? [String(single)] : undefined;
}

// Rows of tasks of every kind: `{ inputs, expected }` becomes an example, and what is wrong with a row is said in one sentence that
// names it.

import { asJson, type JsonValue, type PlainJson } from "../../checkers/checker.ts";
import { ANSWER_CLASS, type Example, MOST_INPUTS, type Task } from "../task.ts";
import { shownAnswer, unfitFor } from "./answer-value.ts";

/** A row as files have it. */
export interface WrittenRow {
  readonly id?: string | undefined;
  readonly inputs: Readonly<Record<string, string>>;
  readonly expected: PlainJson;
}

export type RowReading = { readonly example: Example } | { readonly problem: string };

/** `row`: counted from 1, for the sentence. Inputs that the task does not name are left out. */
export function exampleOfRow(task: Pick<Task, "kind" | "inputs">, { id, inputs, expected }: WrittenRow, row: number): RowReading {
  const names = task.inputs ?? Object.keys(inputs);
  const missing = names.find((name) => (inputs[name] ?? "").trim() === "");
  if (missing !== undefined) return { problem: `row ${row}: the input ${missing} is missing or empty` };
  if (names.length === 0 || names.length > MOST_INPUTS)
    return { problem: `row ${row}: a row has 1 to ${MOST_INPUTS} inputs, this one has ${names.length}` };
  const named = Object.fromEntries(names.map((name) => [name, inputs[name] ?? ""]));
  const text = (named[names[0] ?? ""] ?? "").replace(/\s+/gu, " ").trim();
  const base = { ...(id === undefined ? {} : { id }), text };
  if (task.kind === undefined) {
    if (typeof expected !== "string") return { problem: `row ${row}: expected is no label` };
    const { text: first, text2, ...others } = named;
    const plain = first !== undefined && Object.keys(others).length === 0;
    if (plain)
      return { example: { ...base, ...(text2 === undefined ? {} : { text2: text2.replace(/\s+/gu, " ").trim() }), label: expected } };
    return { example: { ...base, label: expected, inputs: named } };
  }
  const unfit = unfitFor(task.kind, expected);
  if (unfit) return { problem: `row ${row}: expected is ${unfit}, as the task's kind, ${task.kind}, needs` };
  return { example: { ...base, label: ANSWER_CLASS, inputs: named, expected } };
}

/** Every text of an example that is somebody's: its inputs and what is expected. For guards of what leaves the house. */
export function privateTextsOf({ text, text2, inputs, expected }: Example): readonly string[] {
  const wanted = expected === undefined ? [] : leavesOf(asJson(expected));
  return [...new Set([text, text2 ?? "", ...Object.values(inputs ?? {}), ...wanted])].filter((one) => one !== "");
}

function leavesOf(value: JsonValue): readonly string[] {
  if (typeof value !== "object" || value === null) return [String(value ?? "")];
  return Object.values(value).flatMap(leavesOf);
}

/** What a perfect model would write for a row; undefined for rows of labels. */
export function perfectAnswer(task: Pick<Task, "kind">, { expected }: Example): string | undefined {
  return task.kind === undefined || expected === undefined ? undefined : shownAnswer(task.kind, expected);
}

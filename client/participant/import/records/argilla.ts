// Argilla's records: what people answered, apart from what a model suggested, and without answers they discarded or never sent.

import { type Cells, cellOfMany, flatten, isRecord, singleValue } from "./flatten.ts";

/**
 * Gives the record as `name.responses` and `name.responses.status`, whichever of Argilla's shapes it has; undefined when it is none of
 * them.
 */
export function argillaCells(record: Readonly<Record<string, unknown>>): Cells | undefined {
  const rest: Record<string, unknown> = {};
  const questions = new Map<string, Response[]>();
  for (const [name, value] of Object.entries(record)) {
    const flat = /^(.+)\.responses(\.users|\.status)?$/.exec(name);
    if (flat) {
      if (flat[2] === undefined) questions.set(flat[1] ?? "", flatResponses(value, record[`${name}.status`]));
    } else if (name === "responses" && isRecord(value) && isRecord(record.fields)) {
      for (const [question, answers] of Object.entries(value)) questions.set(question, responsesIn(answers) ?? []);
    } else {
      const answers = responsesIn(value);
      if (answers) questions.set(name, answers);
      else rest[name] = value;
    }
  }
  if (questions.size === 0) return undefined;
  const cells: Cells = new Map();
  flatten(cells, "", rest);
  for (const [question, responses] of questions) {
    const sent = responses.filter(({ status }) => status === "" || status === "submitted");
    cells.set(`${question}.responses`, cellOfMany(sent.flatMap(({ values }) => values)));
    cells.set(`${question}.responses.status`, sent.length > 0 ? "submitted" : (responses[0]?.status ?? ""));
  }
  return cells;
}

interface Response {
  readonly values: readonly string[];
  /** "" where none is told. */
  readonly status: string;
}

function flatResponses(values: unknown, statuses: unknown): Response[] {
  const list: readonly unknown[] = Array.isArray(values) ? values : values === null ? [] : [values];
  const status = (i: number): string => singleValue(Array.isArray(statuses) ? statuses[i] : statuses) ?? "";
  return list.map((value, i) => ({ values: valuesOf(value), status: status(i) }));
}

/** A list of answers with who gave each, as `responses` and older data sets have them. */
function responsesIn(value: unknown): Response[] | undefined {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  const answers = list.filter((entry) => isRecord(entry) && "value" in entry && ("user_id" in entry || "status" in entry));
  if (answers.length === 0 || answers.length < list.length) return undefined;
  return answers.filter(isRecord).map((answer) => ({ values: valuesOf(answer.value), status: singleValue(answer.status) ?? "" }));
}

function valuesOf(value: unknown): string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.map((entry) => singleValue(entry) ?? JSON.stringify(entry)).filter((entry) => entry !== "");
}

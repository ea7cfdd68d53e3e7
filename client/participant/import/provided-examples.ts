// Examples that a page hands over, read as a file's rows are. Refusals tell rows by number: what is in them may not stand in a message.

import * as v from "valibot";
import type { Outcome } from "../outcome.ts";
import { failed } from "../outcome.ts";
import type { RowFault, RowFaultCode } from "./table.ts";
import { type ReadExamples, toExamples } from "./to-examples.ts";

const rowsSchema = v.array(v.object({ text: v.string(), text2: v.nullish(v.string(), ""), label: v.string() }));

/** Fails where something is no row at all; rows that cannot be used are among the problems. Other fields of a row are left aside. */
export function readGiven(given: unknown, labels: readonly string[]): Outcome<ReadExamples> {
  const parsed = v.safeParse(rowsSchema, given);
  if (!parsed.success) {
    const at = parsed.issues[0].path?.[0]?.key;
    return failed("examples", typeof at === "number" ? refusal(at + 1, NO_ROW) : "The examples must be a list.");
  }
  const rows = parsed.output.map(({ text, text2, label }, i) => ({ number: i + 1, cells: [text, label, text2] }));
  const pairs = rows.some(({ cells }) => cells[2] !== "");
  const table = { columns: ["text", "label", "text2"], rows, problems: [] };
  return { type: "done", value: toExamples(table, { text: 0, label: 1, text2: pairs ? 2 : null, verdict: null }, labels) };
}

export function whyUnusable({ row, code }: RowFault): string {
  return refusal(row, REASONS[code] ?? NO_ROW);
}

function refusal(row: number, reason: string): string {
  return `Example ${row} cannot be used: ${reason}.`;
}

const NO_ROW = "its text and its label, and its text2 if it has one, must be strings";
const REASONS: Readonly<Partial<Record<RowFaultCode, string>>> = {
  "no-text": "it has no text, or no text2 where others have one",
  "no-label": "it has no label",
  "unknown-label": "its label is none of the task's",
  "too-long": "a text of it has more than 20,000 characters",
  "other-label": "an earlier example has the same text with another label",
};

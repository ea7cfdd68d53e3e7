// Rows to examples: white space collapsed, hidden characters removed, labels checked, duplicates dropped. Nothing is repaired or lost in
// silence: each row becomes an example, is counted as a duplicate or is named, and each text that was changed is told.

import { hiddenCharacterIn, withoutHiddenCharacters } from "../../../shared/prompt/hidden-characters.ts";
import { oneLine } from "../../../shared/prompt/render.ts";
import { type Example, MAX_TEXT_LENGTH } from "../../../shared/prompt/task.ts";
import type { Mapping } from "./columns/mapping.ts";
import { annotatorVerdictOf } from "./columns/verdict.ts";
import { labelLookup } from "./label-lookup.ts";
import { type CellTable, problem, type RowFault, type TableRow } from "./table.ts";
import { UNREADABLE } from "./text/unreadable.ts";

/** What was done to a text, or is odd about it, although it is used. */
export interface TextNotice {
  /**
   * hidden: characters taken out; spaces: line ends and runs of white space became one space; damaged: a replacement character, or the
   * rubble of a wrong encoding.
   */
  readonly code: "hidden" | "spaces" | "damaged";
  readonly row: number;
  /** The first of the characters. */
  readonly detail: string;
}

export interface ReadExamples {
  readonly examples: readonly Example[];
  readonly problems: readonly RowFault[];
  /** Rows equal to an earlier one, which is kept. */
  readonly duplicates: number;
  readonly notices: readonly TextNotice[];
}

/** What labels that are none of the task's are to mean, by how they were written; null: leave the rows out. */
export type ChosenLabels = ReadonlyMap<string, string | null>;

export function toExamples(table: CellTable, mapping: Mapping, labels: readonly string[], chosen: ChosenLabels = new Map()): ReadExamples {
  const lookup = labelLookup(labels);
  const seen = new Map<string, { readonly row: number; readonly label: string }>();
  const examples: Example[] = [];
  const problems: RowFault[] = [...table.problems];
  const notices: TextNotice[] = [];
  let duplicates = 0;
  for (const row of table.rows) {
    const { number } = row;
    const raw = row.cells[mapping.text] ?? "";
    const raw2 = mapping.text2 === null ? "" : (row.cells[mapping.text2] ?? "");
    const text = clean(raw);
    const text2 = clean(raw2);
    const reading = lookup(clean(row.cells[mapping.label] ?? ""));
    const fault = faultOf(row, {
      mapping,
      text,
      text2,
      verdictColumn: mapping.verdict === null ? "" : (table.columns[mapping.verdict] ?? ""),
    });
    const label = reading.type === "label" ? reading.label : reading.type === "unknown" ? chosen.get(reading.written) : undefined;
    // Equal texts may be written in different Unicode forms.
    const key = `${text}\n${text2}`.normalize("NFC");
    const earlier = seen.get(key);
    if (fault) problems.push(fault);
    else if (reading.type === "several") problems.push(problem("several-labels", number, reading.written.join(", ")));
    else if (reading.type === "unknown" && reading.written === "") problems.push(problem("no-label", number));
    else if (typeof label !== "string") problems.push(problem("unknown-label", number, reading.type === "unknown" ? reading.written : ""));
    else if (earlier && earlier.label !== label) problems.push(problem("other-label", number, String(earlier.row)));
    else if (earlier) duplicates++;
    else {
      seen.set(key, { row: number, label });
      examples.push(text2 === "" ? { text, label } : { text, text2, label });
      for (const cell of raw2 === "" ? [raw] : [raw, raw2]) notices.push(...noticesOf(cell, number));
    }
  }
  return { examples, problems, duplicates, notices };
}

/** Labels that are none of the task's, as they were written, with the number of rows that have them. */
export function strangersIn({ rows }: CellTable, labelColumn: number, labels: readonly string[]): Map<string, number> {
  const lookup = labelLookup(labels);
  const found = new Map<string, number>();
  for (const { cells } of rows) {
    const reading = lookup(clean(cells[labelColumn] ?? ""));
    if (reading.type === "unknown" && reading.written !== "") found.set(reading.written, (found.get(reading.written) ?? 0) + 1);
  }
  return found;
}

interface CheckedRow {
  readonly mapping: Mapping;
  readonly text: string;
  readonly text2: string;
  readonly verdictColumn: string;
}

/** What rules the row out whatever its label is. */
function faultOf({ number, cells, cut }: TableRow, { mapping, text, text2, verdictColumn }: CheckedRow): RowFault | undefined {
  const used = [mapping.text, mapping.text2, mapping.label].filter((column) => column !== null);
  const verdict = mapping.verdict === null ? "" : (cells[mapping.verdict] ?? "");
  if (annotatorVerdictOf(verdict, verdictColumn) === "refused") return problem("rejected", number, verdict.trim());
  if (used.some((column) => isUnreadable(cells[column] ?? ""))) return problem("unreadable", number);
  if (used.some((column) => cut?.includes(column))) return problem("cut-text", number);
  if (text === "" || (mapping.text2 !== null && text2 === "")) return problem("no-text", number);
  const longest = Math.max(text.length, text2.length);
  return longest > MAX_TEXT_LENGTH ? problem("too-long", number, `${longest} > ${MAX_TEXT_LENGTH}`) : undefined;
}

/** A byte that made no sense, or half of a character that somebody cut in two. */
function isUnreadable(cell: string): boolean {
  return cell.includes(UNREADABLE) || /\p{Cs}/u.test(cell);
}

function clean(cell: string): string {
  const flat = flattened(cell);
  return hiddenCharacterIn(flat) === undefined ? flat : oneLine(withoutHiddenCharacters(flat));
}

/** Most cells are on one line already: asking is cheaper than writing them anew. */
function flattened(cell: string): string {
  return /[^\S ]| {2}/.test(cell) ? oneLine(cell) : cell.trim();
}

function noticesOf(cell: string, row: number): TextNotice[] {
  const found: TextNotice[] = [];
  const flat = flattened(cell);
  const hidden = hiddenCharacterIn(flat);
  if (hidden !== undefined) found.push({ code: "hidden", row, detail: hidden });
  if (flat !== cell.trim()) found.push({ code: "spaces", row, detail: "" });
  const [damage] = DAMAGE.exec(flat) ?? [];
  if (damage !== undefined) found.push({ code: "damaged", row, detail: damage });
  return found;
}

/** The replacement character, and UTF-8 that was once read as windows-1252 or Mac Roman: Ã¼ for ü, â€™ for ’, â‚¬ for €. */
const DAMAGE = /\uFFFD|[ÂÃ][\u0080-\u00BF€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€[œ™˜“”¦¢]|â‚¬/u;

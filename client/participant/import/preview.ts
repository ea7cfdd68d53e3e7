// The preview of a file before anything is kept: a few rows, and numbers that add up to all of them.

import type { Mapping } from "./columns/mapping.ts";
import type { ImportPreview, LabelChoice, MeantLabel } from "./import-preview.ts";
import type { ReadTable } from "./read-table.ts";
import { problem, type RowFault, type RowFaultCode, type TableRow } from "./table.ts";
import { UNREADABLE } from "./text/unreadable.ts";
import type { ReadExamples, TextNotice } from "./to-examples.ts";

const SHOWN_ROWS = 5;
const SHOWN_PROBLEMS = 50;
const SHOWN_LABELS = 60;
const SHOWN_NUMBERS = 10;

export interface PreviewParts {
  readonly table: ReadTable;
  readonly mapping: Mapping | null;
  readonly read: ReadExamples;
  /** Labels that are none of the task's, with their rows. */
  readonly strangers: ReadonlyMap<string, number>;
  readonly meant: ReadonlyMap<string, string | null>;
  readonly chosen: readonly LabelChoice[];
}

/** total = usable + duplicates + the rows of `leftOut`, always. */
export function previewOf({ table, mapping, read, strangers, meant, chosen }: PreviewParts): ImportPreview {
  const named = table.problems.filter(isOfRow).length;
  const unmapped = mapping === null && table.rows.length > 0 ? [problem("no-columns", 0)] : [];
  const problems = [...unmapped, ...read.problems].sort((a, b) => a.row - b.row);
  const leftOut = counted(read.problems.filter(isOfRow).map(({ code }) => code));
  if (mapping === null && table.rows.length > 0) leftOut.push({ code: "no-columns", rows: table.rows.length });
  return {
    reading: table.reading,
    columns: table.columns,
    mapping,
    rows: shownRows(table.rows, read),
    total: table.rows.length + named,
    usable: read.examples.length,
    duplicates: read.duplicates,
    leftOut,
    problems: problems.slice(0, SHOWN_PROBLEMS),
    problemCount: problems.length,
    notices: noticesOf(read.notices),
    labels: labelsOf(strangers, meant, chosen),
    labelCount: strangers.size,
  };
}

/** A fault of syntax in YAML has a line, and stands for the whole file. */
function isOfRow({ row, code }: RowFault): boolean {
  return row > 0 && code !== "bad-yaml";
}

/** The first rows, and of those whose texts were changed the first, too: where something was guessed wrong, it shows there. */
function shownRows(rows: readonly TableRow[], { notices }: ReadExamples): ImportPreview["rows"] {
  const first = rows.slice(0, SHOWN_ROWS);
  const odd = new Set(notices.filter(({ code }) => code !== "spaces").map(({ row }) => row));
  const telling = rows.slice(SHOWN_ROWS).filter(({ number, cells }) => odd.has(number) || cells.some((cell) => /\P{ASCII}/u.test(cell)));
  const shown = [...first, ...telling.slice(0, 2)];
  return shown.map(({ number, cells }) => ({
    number,
    cells: cells.map((cell) => cell.slice(0, SHOWN_CHARACTERS).replaceAll(UNREADABLE, "\uFFFD")),
  }));
}

const SHOWN_CHARACTERS = 2_000;

function counted(codes: readonly RowFaultCode[]): { code: RowFaultCode; rows: number }[] {
  const counts = new Map<RowFaultCode, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, rows]) => ({ code, rows })).sort((a, b) => b.rows - a.rows);
}

function noticesOf(notices: readonly TextNotice[]): ImportPreview["notices"] {
  return (["hidden", "damaged", "spaces"] as const).flatMap((code) => {
    const found = notices.filter((notice) => notice.code === code);
    const rows = [...new Set(found.map(({ row }) => row))];
    const details = [...new Set(found.map(({ detail }) => detail))].filter((detail) => detail !== "");
    return rows.length === 0
      ? []
      : [{ code, rows: rows.length, numbers: rows.slice(0, SHOWN_NUMBERS), details: details.slice(0, SHOWN_NUMBERS) }];
  });
}

function labelsOf(
  strangers: ReadonlyMap<string, number>,
  meant: ReadonlyMap<string, string | null>,
  chosen: readonly LabelChoice[],
): MeantLabel[] {
  const decided = new Set(chosen.map(({ written }) => written));
  return [...strangers]
    .sort((a, b) => b[1] - a[1])
    .slice(0, SHOWN_LABELS)
    .map(([written, rows]) => {
      const label = meant.get(written) ?? null;
      return { written, rows, label, guessed: label !== null && !decided.has(written) };
    });
}

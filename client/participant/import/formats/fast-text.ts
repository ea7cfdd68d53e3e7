// fastText's training files: a line is `__label__name the text`. The prefix may be another word, as fastText's option -label says.

import { type CellTable, problem, type RowFault, type TableRow } from "../table.ts";

const LINE = /^\s*((?:__[a-z]+__\S+\s+)*__[a-z]+__\S+)(?:\s+(.*))?$/is;

/** Whether most lines begin so. */
export function looksLikeFastText(text: string): boolean {
  const lines = text
    .slice(0, 65_536)
    .split(/\r\n?|\n/)
    .slice(0, 200)
    .filter((line) => line.trim() !== "");
  return lines.length > 0 && lines.filter((line) => LINE.test(line)).length > lines.length / 2;
}

/** Rows are numbered as lines. The labels keep their prefix, by which several in one line are told apart. */
export function readFastText(text: string): CellTable {
  const rows: TableRow[] = [];
  const problems: RowFault[] = [];
  text.split(/\r\n?|\n/).forEach((line, i) => {
    if (line.trim() === "") return;
    const [, labels, rest = ""] = LINE.exec(line) ?? [];
    if (labels === undefined) problems.push(problem("no-label", i + 1));
    else rows.push({ number: i + 1, cells: [labels, rest] });
  });
  return { columns: ["label", "text"], rows, problems };
}

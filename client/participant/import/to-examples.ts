// Rows to examples: white space collapsed, hidden characters removed, labels checked, duplicates dropped. Nothing is repaired in silence:
// every row left out is counted or named.

import { withoutHiddenCharacters } from "../../../shared/prompt/hidden-characters.ts";
import { oneLine } from "../../../shared/prompt/render.ts";
import { type Example, MAX_TEXT_LENGTH } from "../../../shared/prompt/task.ts";
import { labelKey, type Mapping } from "./mapping.ts";
import { type CellTable, problem, type RowFault } from "./table.ts";

export interface ReadExamples {
  readonly examples: readonly Example[];
  readonly problems: readonly RowFault[];
  /** Rows equal to an earlier one, which is kept. */
  readonly duplicates: number;
}

export function toExamples(table: CellTable, mapping: Mapping, labels: readonly string[]): ReadExamples {
  const byKey = new Map(labels.map((label) => [labelKey(label), label]));
  const seen = new Map<string, { readonly row: number; readonly label: string }>();
  const examples: Example[] = [];
  const problems: RowFault[] = [...table.problems];
  let duplicates = 0;
  for (const { number, cells } of table.rows) {
    const text = clean(cells[mapping.text]);
    const text2 = mapping.text2 === null ? "" : clean(cells[mapping.text2]);
    const longest = Math.max(text.length, text2.length);
    const written = clean(cells[mapping.label]);
    const label = byKey.get(labelKey(written));
    const earlier = seen.get(`${text}\n${text2}`);
    if (text === "" || (mapping.text2 !== null && text2 === "")) problems.push(problem("no-text", number));
    else if (written === "") problems.push(problem("no-label", number));
    else if (label === undefined) problems.push(problem("unknown-label", number, written));
    else if (longest > MAX_TEXT_LENGTH) problems.push(problem("too-long", number, `${longest} > ${MAX_TEXT_LENGTH}`));
    else if (earlier && earlier.label !== label) problems.push(problem("other-label", number, String(earlier.row)));
    else if (earlier) duplicates++;
    else {
      seen.set(`${text}\n${text2}`, { row: number, label });
      examples.push(text2 === "" ? { text, label } : { text, text2, label });
    }
  }
  return { examples, problems, duplicates };
}

function clean(cell: string | undefined): string {
  return oneLine(withoutHiddenCharacters(oneLine(cell ?? "")));
}

// Columns that a table holds without showing them: fields of objects within cells, the category that is marked with 1 in a column of its
// own, the answer in promptfoo's `equals: delivery`. Added beside the columns there are, of which none is lost.

import { parsePythonLiteral } from "../formats/python-literal.ts";
import type { LabelLookup } from "../label-lookup.ts";
import { cellOfMany } from "../records/flatten.ts";
import { expectedAnswer } from "../records/promptfoo.ts";
import { recordCells } from "../records/record-cells.ts";
import type { CellTable } from "../table.ts";

export function withAddedColumns<T extends CellTable>(table: T, lookup: LabelLookup): T {
  return withMarkedCategory(withExpectedAnswers(withFieldsOfObjects(table)), lookup);
}

/** LangSmith's CSV, and what pandas makes of nested records: `inputs` holds objects, so `inputs.text` becomes a column. */
function withFieldsOfObjects<T extends CellTable>(table: T): T {
  const added: Column[] = [];
  table.columns.forEach((name, column) => {
    const found = table.rows.map(({ cells }) => objectIn(cells[column] ?? ""));
    if (found.every((object) => object === null) || found.includes(undefined)) return;
    const records = found.map((object) =>
      object ? (recordCells({ [name]: object }) ?? new Map<string, string>()) : new Map<string, string>(),
    );
    const fields = new Set(records.flatMap((record) => [...record.keys()]));
    if (added.length + fields.size > MOST_FIELDS) return;
    for (const field of fields) added.push({ name: field, cells: records.map((record) => record.get(field) ?? "") });
  });
  return withColumns(table, added);
}

const MOST_FIELDS = 100;

/** null for an empty cell, undefined for one that holds something else. */
function objectIn(cell: string): unknown {
  const text = cell.trim();
  if (text === "") return null;
  if (!/^(?:\{.*\}|\[\s*\{.*\}\s*\])$/s.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return parsePythonLiteral(text);
  }
}

function withExpectedAnswers<T extends CellTable>(table: T): T {
  const expected = table.columns.map((name) => /^__expected\d*$/i.test(name.trim()));
  if (!expected.includes(true)) return table;
  const rows = table.rows.map((row) => ({ ...row, cells: row.cells.map((cell, i) => (expected[i] ? expectedAnswer(cell) : cell)) }));
  return { ...table, rows };
}

/**
 * Columns named after labels of the task that hold nothing but 0 and 1, as get_dummies and spreadsheets of several annotators have them.
 */
function withMarkedCategory<T extends CellTable>(table: T, lookup: LabelLookup): T {
  const marks = table.columns.flatMap((name, column) => {
    const plain = name.replace(/^.*\./, "");
    const all = table.rows.every(({ cells }) => MARKS.has((cells[column] ?? "").trim().toLowerCase()));
    return all && lookup(plain).type === "label" ? [{ name: plain, column }] : [];
  });
  if (marks.length < 2 || table.rows.length === 0) return table;
  const marked = table.rows.map(({ cells }) => {
    const held = marks.filter(({ column }) => MARKS.get((cells[column] ?? "").trim().toLowerCase()));
    return cellOfMany(held.map(({ name }) => name));
  });
  return withColumns(table, [{ name: "one-hot", cells: marked }]);
}

const MARKS: ReadonlyMap<string, boolean> = new Map([
  ["1", true],
  ["1.0", true],
  ["true", true],
  ["x", true],
  ["0", false],
  ["0.0", false],
  ["false", false],
  ["", false],
]);

interface Column {
  readonly name: string;
  readonly cells: readonly string[];
}

function withColumns<T extends CellTable>(table: T, added: readonly Column[]): T {
  if (added.length === 0) return table;
  const rows = table.rows.map((row, i) => ({ ...row, cells: [...row.cells, ...added.map(({ cells }) => cells[i] ?? "")] }));
  return { ...table, columns: [...table.columns, ...added.map(({ name }) => name)], rows };
}

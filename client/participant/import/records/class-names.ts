// Labels that are numbers, with their names elsewhere in the same document: features of the type ClassLabel, as Hugging Face's viewer
// and the `datasets` library describe them.

import type { CellTable } from "../table.ts";
import { isRecord } from "./flatten.ts";

/** Numbers become names in the columns the document describes; -1, which stands for a withheld label, becomes an empty cell. */
export function withClassNames(table: CellTable, document: unknown): CellTable {
  const names = isRecord(document) ? namesOf(document.features) : new Map<string, readonly string[]>();
  const known = table.columns.map((column) => names.get(column.replace(/^row\./, "")));
  if (known.every((found) => found === undefined)) return table;
  const rows = table.rows.map((row) => ({ ...row, cells: row.cells.map((cell, i) => nameOf(cell, known[i])) }));
  return { ...table, rows };
}

/** Of a list of features, or of an object by name. */
function namesOf(features: unknown): Map<string, readonly string[]> {
  const entries: readonly (readonly [unknown, unknown])[] = Array.isArray(features)
    ? features.filter(isRecord).map(({ name, type }) => [name, type])
    : isRecord(features)
      ? Object.entries(features)
      : [];
  const names = new Map<string, readonly string[]>();
  for (const [name, type] of entries) {
    const found = classNames(type);
    if (typeof name === "string" && found) names.set(name, found);
  }
  return names;
}

/** Also of lists of such labels. */
function classNames(type: unknown): string[] | undefined {
  if (!isRecord(type)) return Array.isArray(type) ? classNames(type[0]) : undefined;
  if (Array.isArray(type.names)) return type.names.map(String);
  return classNames(type.feature);
}

function nameOf(cell: string, names: readonly string[] | undefined): string {
  if (names === undefined) return cell;
  return cell.replace(/-?\d+/g, (number) => (number === "-1" ? "" : (names[Number(number)] ?? number)));
}

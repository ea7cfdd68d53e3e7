// A value of JSON or YAML to named cells: objects within objects become `outer.inner`, a list of one becomes the one, a list of several
// becomes a cell that holds them all as JSON. So the exports of tools nobody wrote a reader for can be used, too.

export type Cells = Map<string, string>;

/** Deeper than this, no tool keeps a text or a label. */
const MAX_DEPTH = 12;

/** Adds the cells of `value` below `name`; "" for a record's own fields. */
export function flatten(cells: Cells, name: string, value: unknown, depth = 0): void {
  const cell = singleValue(value);
  if (cell !== undefined) addCell(cells, name, cell);
  else if (depth >= MAX_DEPTH) addCell(cells, name, JSON.stringify(value));
  else if (Array.isArray(value)) flattenList(cells, name, value, depth);
  else if (isRecord(value)) {
    for (const [field, inner] of Object.entries(value)) flatten(cells, name === "" ? field : `${name}.${field}`, inner, depth + 1);
  }
}

function flattenList(cells: Cells, name: string, values: readonly unknown[], depth: number): void {
  const [only] = values;
  if (values.length === 1) flatten(cells, name, only, depth + 1);
  else if (values.every(isRecord)) {
    // Fields of the same name are put side by side: what all entries agree on is one value.
    const merged = new Map<string, string[]>();
    for (const entry of values) {
      const inner: Cells = new Map();
      flatten(inner, "", entry, depth + 1);
      for (const [field, cell] of inner) merged.set(field, [...(merged.get(field) ?? []), cell]);
    }
    for (const [field, found] of merged) addCell(cells, name === "" ? field : `${name}.${field}`, cellOfMany(found));
  } else addCell(cells, name, cellOfMany(values.map((value) => singleValue(value) ?? JSON.stringify(value))));
}

/** Several values in one cell: none is "", equal ones are one, else a JSON list. */
export function cellOfMany(values: readonly string[]): string {
  const distinct = [...new Set(values)];
  return distinct.length > 1 ? JSON.stringify(distinct) : (distinct[0] ?? "");
}

/** undefined for what is no single value. */
export function singleValue(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" || typeof value === "bigint"
    ? String(value)
    : value === null || value === undefined
      ? ""
      : undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A field that is there twice, because one name holds a dot, keeps its first value. */
function addCell(cells: Cells, name: string, cell: string): void {
  if (!cells.has(name)) cells.set(name, cell);
}

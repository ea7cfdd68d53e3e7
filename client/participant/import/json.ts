// JSON and JSON Lines: one object per example. Two shapes of other tools are understood: promptfoo tests (`vars`) and chat data (`messages`).

import { failedTable, type Problem, problem, type Row, type Table } from "./table.ts";

interface Item {
  readonly number: number;
  readonly fields: ReadonlyMap<string, string>;
}

/** A list of objects, or an object that holds one such list. Rows are numbered as items, from 1. */
export function readJson(text: string): Table {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return failedTable(problem("bad-json", 0, error instanceof Error ? error.message : ""));
  }
  const list = Array.isArray(value) ? value : listWithin(value);
  if (!list) return failedTable(problem("not-a-list", 0));
  const problems: Problem[] = [];
  const items: Item[] = [];
  list.forEach((entry: unknown, i) => {
    const fields = fieldsOf(entry);
    if (fields) items.push({ number: i + 1, fields });
    else problems.push(problem("not-an-object", i + 1));
  });
  return tableOf(items, problems);
}

/** One object a line; rows are numbered as lines. A line that is no JSON is reported, the others are kept. */
export function readJsonLines(text: string): Table {
  const problems: Problem[] = [];
  const items: Item[] = [];
  text.split(/\r\n|\n|\r/).forEach((line, i) => {
    if (line.trim() === "") return;
    try {
      const fields = fieldsOf(JSON.parse(line));
      if (fields) items.push({ number: i + 1, fields });
      else problems.push(problem("not-an-object", i + 1));
    } catch (error) {
      problems.push(problem("bad-json", i + 1, error instanceof Error ? error.message : ""));
    }
  });
  return tableOf(items, problems);
}

function tableOf(items: readonly Item[], problems: Problem[]): Table {
  if (items.length === 0 && problems.length === 0) problems.push(problem("empty-file", 0));
  const columns = [...new Set(items.flatMap((item) => [...item.fields.keys()]))];
  const rows = items.map(({ number, fields }): Row => ({ number, cells: columns.map((column) => fields.get(column) ?? "") }));
  return { columns, rows, problems };
}

/** The one list of an object that is no example itself. */
export function listWithin(value: unknown): unknown[] | undefined {
  if (!isRecord(value) || "messages" in value) return undefined;
  const lists = Object.values(value).filter((entry): entry is unknown[] => Array.isArray(entry));
  return lists.length === 1 ? lists[0] : undefined;
}

function fieldsOf(value: unknown): Map<string, string> | undefined {
  if (!isRecord(value)) return undefined;
  const fields = new Map<string, string>();
  for (const [name, entry] of Object.entries(value)) {
    const cell = cellOf(entry);
    if (cell !== undefined) fields.set(name, cell);
    else if (name === "messages" && Array.isArray(entry)) addTurns(fields, entry);
    else if (isRecord(entry)) {
      for (const [inner, innerEntry] of Object.entries(entry)) fields.set(`${name}.${inner}`, cellOf(innerEntry) ?? "");
    }
  }
  return fields;
}

/** The last user turn is the text, the last assistant turn the label. */
function addTurns(fields: Map<string, string>, turns: readonly unknown[]): void {
  for (const turn of turns) {
    if (!isRecord(turn) || typeof turn.content !== "string") continue;
    if (turn.role === "user" || turn.role === "assistant") fields.set(`messages.${turn.role}`, turn.content);
  }
}

function cellOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value === null ? "" : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// One document of JSON or YAML to a table. pandas alone writes a table in six ways, and other tools in more: lists of objects or of lists,
// objects of columns, of rows, of classes. Which one it is shows, mostly; where two fit, the likelier is taken and the other offered.

import { byName, LABEL_NAMES, TEXT_NAMES, TEXT2_NAMES } from "../columns/column-names.ts";
import type { LabelLookup } from "../label-lookup.ts";
import { isRecord, singleValue } from "../records/flatten.ts";
import { isListOfCells } from "./line-entries.ts";

/** How the rows lie in a document. */
export type Orientation =
  /** Lists of objects, one after the other: the document itself ([[]]), or what its `paths` lead to. */
  | { readonly type: "lists"; readonly paths: readonly (readonly string[])[] }
  /** Lists of cells, the first of which may be the header. */
  | { readonly type: "rows-of-cells"; readonly path: readonly string[] }
  /** Column names and lists of cells apart: pandas "split" and "tight". */
  | { readonly type: "split" }
  /**
   * An object of columns, each a list, or an object by row: pandas "columns". The document itself ([[]]), or several one after the other.
   */
  | { readonly type: "columns"; readonly paths: readonly (readonly string[])[] }
  /** An object of rows by their name: pandas "index". */
  | { readonly type: "index" }
  /** An object of lists of texts by class. */
  | { readonly type: "by-label" }
  /** An object of classes by text. */
  | { readonly type: "by-text" }
  /** The document is one example. */
  | { readonly type: "single" };

const MAX_DEPTH = 5;
const NAMES = [...TEXT_NAMES, ...TEXT2_NAMES, ...LABEL_NAMES];

/** The likeliest first; none when nothing in the document could be rows. */
export function orientationsOf(document: unknown, lookup: LabelLookup): Orientation[] {
  if (Array.isArray(document)) return [isListOfRows(document) ? { type: "rows-of-cells", path: [] } : { type: "lists", paths: [[]] }];
  if (!isRecord(document)) return [];
  const found: Orientation[] = [];
  if (isSplit(document)) found.push({ type: "split" });
  if (isExample(document)) found.push({ type: "single" });
  found.push(...byKeys(document, lookup));
  if (!found.some(({ type }) => type === "columns")) found.push(...columnsIn(document));
  if (found.some(({ type }) => type === "columns" || type === "single")) return columnsFirst(found);
  return [...found, ...listsIn(document)];
}

/** A table in parts looks like rows of lists, too. */
function columnsFirst(found: readonly Orientation[]): Orientation[] {
  const inParts = found.filter((orientation) => orientation.type === "columns" && orientation.paths.some((path) => path.length > 0));
  return [...inParts, ...found.filter((orientation) => !inParts.includes(orientation))];
}

function isSplit({ columns, data }: Readonly<Record<string, unknown>>): boolean {
  return Array.isArray(columns) && Array.isArray(data) && data.every(Array.isArray);
}

/** An object that holds a text or a conversation under a usual name, and no table. */
function isExample(document: Readonly<Record<string, unknown>>): boolean {
  if (["messages", "conversations", "contents", "vars", "ideal"].some((name) => name in document)) return true;
  const named = Object.entries(document).filter(([name, value]) => typeof value === "string" && byName(name, TEXT_NAMES) > 0);
  return named.length > 0 && Object.values(document).every((value) => !Array.isArray(value) || value.every((entry) => !isRecord(entry)));
}

/** Objects whose keys are columns, rows, classes or texts. */
function byKeys(document: Readonly<Record<string, unknown>>, lookup: LabelLookup): Orientation[] {
  const entries = Object.entries(document);
  const values = entries.map(([, value]) => value);
  if (entries.length === 0) return [];
  const keysAreLabels = entries.filter(([key]) => lookup(key).type === "label").length >= entries.length / 2;
  if (values.every((value) => Array.isArray(value) && value.every((entry) => singleValue(entry) !== undefined))) {
    const lengths = new Set(values.map((value) => (Array.isArray(value) ? value.length : 0)));
    const columns = lengths.size === 1 && entries.length > 1;
    const texts = values.flat().every((entry) => typeof entry === "string");
    const named = entries.some(([key]) => byName(key, NAMES) > 0);
    const all: Orientation[] = [
      ...(columns ? [{ type: "columns", paths: [[]] } as const] : []),
      ...(texts ? [{ type: "by-label" } as const] : []),
    ];
    return columns && texts && keysAreLabels && !named ? all.reverse() : all;
  }
  if (values.every((value) => singleValue(value) !== undefined)) {
    const labels = values.filter((value) => lookup(singleValue(value) ?? "").type === "label").length;
    if (isExample(document)) return [];
    const all: Orientation[] = entries.length > 1 ? [{ type: "by-text" }, { type: "single" }] : [];
    return labels === entries.length || isFewValues(values) ? all : all.reverse();
  }
  return values.every(isRecord) ? nested(entries.map(([key, value]) => [key, value] as const)) : [];
}

/**
 * Objects anywhere in the document that hold a list of texts under a usual name, and another list as long: one table in parts, as of a data
 * set's splits.
 */
function columnsIn(document: unknown): Orientation[] {
  const paths: (readonly string[])[] = [];
  const look = (value: unknown, path: readonly string[]): void => {
    if (!isRecord(value) || path.length >= MAX_DEPTH) return;
    const lists = Object.entries(value).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]) && entry[1].length > 0);
    const texts = lists.find(([name, list]) => byName(name, TEXT_NAMES) > 0 && list.every((entry) => typeof entry === "string"));
    if (texts && lists.some(([name, list]) => name !== texts[0] && list.length === texts[1].length)) paths.push(path);
    else for (const [key, inner] of Object.entries(value)) look(inner, [...path, key]);
  };
  look(document, []);
  if (paths.length === 0) return [];
  const apart = paths.length > 1 ? paths.map((path): Orientation => ({ type: "columns", paths: [path] })) : [];
  return [{ type: "columns", paths }, ...apart];
}

/** Objects of objects: the inner keys are the columns, or the outer ones are. */
function nested(entries: readonly (readonly [string, unknown])[]): Orientation[] {
  const inner = new Set<string>();
  for (const [, value] of entries.slice(0, 200)) for (const key of Object.keys(isRecord(value) ? value : {})) inner.add(key);
  const outer = entries.map(([key]) => key);
  const flat = entries.every(([, value]) => isRecord(value) && Object.values(value).every((cell) => singleValue(cell) !== undefined));
  const usual = (keys: Iterable<string>): boolean => [...keys].some((key) => byName(key, NAMES) > 0);
  const counted = (keys: Iterable<string>): boolean => [...keys].every((key) => /^\d+$/.test(key));
  if (!flat) return usual(inner) || counted(outer) ? [{ type: "index" }] : [];
  const columns = usual(outer) && !usual(inner) ? 2 : counted(inner) && !counted(outer) ? 1 : 0;
  const index = usual(inner) && !usual(outer) ? 2 : counted(outer) && !counted(inner) ? 1 : 0;
  const both: Orientation[] = [{ type: "columns", paths: [[]] }, { type: "index" }];
  return index > columns || (index === columns && outer.length > inner.size) ? both.reverse() : both;
}

/**
 * Lists of objects or of cells anywhere in the document: those of usual names first, then the longest; lists that look alike together
 * before that.
 */
function listsIn(document: unknown): Orientation[] {
  const found: FoundList[] = [];
  const look = (value: unknown, path: readonly string[]): void => {
    if (Array.isArray(value)) {
      const records = value.filter(isRecord);
      const type =
        records.length > 0 && records.length >= value.length / 2
          ? "lists"
          : isListOfRows(value) || value.length === 0
            ? "rows-of-cells"
            : undefined;
      if (type)
        found.push({
          type,
          path,
          length: value.length,
          fields: Object.keys(records[0] ?? {})
            .sort()
            .join(),
        });
    } else if (isRecord(value) && path.length < MAX_DEPTH) {
      for (const [key, inner] of Object.entries(value)) look(inner, [...path, key]);
    }
  };
  look(document, []);
  const sorted = found.toSorted((a, b) => rankOf(a) - rankOf(b) || b.length - a.length);
  const [first] = sorted;
  const alike = first?.type === "lists" ? found.filter(({ type, fields }) => type === "lists" && fields === first.fields) : [];
  // In the order of the file, as its rows are counted.
  const together: Orientation[] = alike.length > 1 ? [{ type: "lists", paths: alike.map(({ path }) => path) }] : [];
  return [...together, ...sorted.map(({ type, path }): Orientation => (type === "lists" ? { type, paths: [path] } : { type, path }))];
}

interface FoundList {
  readonly type: "lists" | "rows-of-cells";
  readonly path: readonly string[];
  readonly length: number;
  /** Names of its first entry's fields. */
  readonly fields: string;
}

function rankOf({ path, length }: FoundList): number {
  const rank = LIST_NAMES.indexOf(path.at(-1)?.toLowerCase() ?? "");
  return length === 0 ? LIST_NAMES.length + 1 : rank < 0 ? LIST_NAMES.length : rank;
}

/** What tools call the list that holds the examples; what is beside it are prompts, features and settings. */
const LIST_NAMES = ["tests", "rows", "examples", "data", "items", "records", "common_examples", "utterances", "values", "results", "hits"];

function isListOfRows(list: readonly unknown[]): boolean {
  return list.length > 0 && list.every(isListOfCells);
}

/** Few values for many keys, as classes are. */
function isFewValues(values: readonly unknown[]): boolean {
  return values.length >= 4 && new Set(values).size <= values.length / 2;
}

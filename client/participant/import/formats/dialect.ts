// Which character parts the cells of a file, and what its quotation marks mean: the reading in which most rows look alike.

import type { LabelLookup } from "../label-lookup.ts";
import { type CellDialect, type DelimitedRecord, readRecords } from "./record-reader.ts";

export const DELIMITERS = [",", ";", "\t", "|", "\u0001", "\u001F"] as const;
const SAMPLE_CHARACTERS = 65_536;
const SAMPLE_RECORDS = 400;
const NO_LABEL = (): boolean => false;

/** The likeliest first; none when no character parts anything. */
export function likelyDelimiters(text: string, lookup: LabelLookup): string[] {
  const sample = sampleOf(text);
  return DELIMITERS.filter((delimiter) => sample.includes(delimiter))
    .map((delimiter) => ({ delimiter, score: likeness(firstRecords(sample, rfcDialect(delimiter)), lookup) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ delimiter }) => delimiter);
}

export interface QuoteOptions {
  readonly delimiter: string;
  /** Whether quotation marks enclose cells, or are text like any other; null: to be found out. */
  readonly quotes: boolean | null;
  readonly isLabel: (cell: string) => boolean;
}

export interface ReadWithQuotes {
  readonly records: readonly DelimitedRecord[];
  /** The usual number of cells. */
  readonly width: number;
  readonly quotes: boolean;
}

/** Quotation marks as they make most sense in the whole text: by the rules, with backslashes, single ones, or as text. */
export function readWithQuotes(text: string, { delimiter, quotes, isLabel }: QuoteOptions): ReadWithQuotes {
  const usual = rfcDialect(delimiter);
  const sample = sampleOf(text);
  const read = (dialect: CellDialect): ReadWithQuotes => {
    const width = usualWidth(firstRecords(sample, dialect));
    return { records: [...readRecords(text, { dialect, width, isLabel })], width, quotes: dialect.quote !== null };
  };
  const asText = { ...usual, quote: null };
  if (quotes === false) return read(asText);
  const byRules = read(usual);
  const { clean, broken } = tally(byRules);
  if (broken === 0 && clean > 0) return byRules;
  const others: readonly CellDialect[] = [
    ...(text.includes('\\"') ? [{ ...usual, escape: "backslash" as const }] : []),
    ...(text.includes("'") ? [{ ...usual, quote: "'" as const }] : []),
  ];
  for (const other of others) {
    const found = read(other);
    const { records, clean: good, broken: bad } = tally(found);
    // An apostrophe here and there makes no quotation marks: with them, hardly a row is without.
    if (other.quote === "'" ? good >= 0.8 * records && bad === 0 : bad < broken) return found;
  }
  return quotes === null && broken >= 2 && broken > clean ? read(asText) : byRules;
}

export function rfcDialect(delimiter: string): CellDialect {
  return { delimiter, quote: '"', escape: "double" };
}

/** The commonest number of cells; of equally common ones that of the row which comes first, as a header does. */
export function usualWidth(records: readonly DelimitedRecord[]): number {
  const counts = new Map<number, number>();
  for (const { cells, fault } of records) {
    if (fault === null && !isBlank(cells)) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  }
  let width = 0;
  for (const [cells, count] of counts) if (count > (counts.get(width) ?? 0)) width = cells;
  return width;
}

export function firstRecords(text: string, dialect: CellDialect): DelimitedRecord[] {
  const records: DelimitedRecord[] = [];
  for (const record of readRecords(text, { dialect, width: 0, isLabel: NO_LABEL })) {
    records.push(record);
    if (records.length >= SAMPLE_RECORDS) break;
  }
  return records;
}

export function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === "");
}

export function sampleOf(text: string): string {
  const end = text.length <= SAMPLE_CHARACTERS ? text.length : text.lastIndexOf("\n", SAMPLE_CHARACTERS);
  return text.slice(0, end < 0 ? SAMPLE_CHARACTERS : end);
}

/**
 * The share of rows of the usual width, more for more columns, for labels of the task among the cells, and for what could be labels. 0 for
 * a single column.
 */
function likeness(records: readonly DelimitedRecord[], lookup: LabelLookup): number {
  const filled = records.filter(({ cells }) => !isBlank(cells));
  const width = usualWidth(filled);
  if (width < 2) return 0;
  const usual = filled.filter(({ cells }) => cells.length === width);
  const labelled = usual.filter(({ cells }) => cells.some((cell) => lookup(cell).type === "label"));
  return (usual.length / filled.length) * (1 - 1 / width) + labelled.length / filled.length + repeated(usual, width) / 2;
}

/** The largest share of rows that one column fills with few short values that come again and again. */
function repeated(records: readonly DelimitedRecord[], width: number): number {
  const shares = Array.from({ length: width }, (_, column) => {
    const counts = new Map<string, number>();
    for (const { cells } of records) counts.set(cells[column] ?? "", (counts.get(cells[column] ?? "") ?? 0) + 1);
    const often = [...counts].filter(([cell, count]) => count > 2 && cell.trim() !== "" && cell.length <= 40);
    return often.length > 1 ? often.reduce((sum, [, count]) => sum + count, 0) / records.length : 0;
  });
  return Math.max(0, ...shares);
}

interface Tally {
  readonly records: number;
  /** Records with a cell in quotation marks as it should be, and those with one that is not. */
  readonly clean: number;
  readonly broken: number;
}

function tally({ records }: ReadWithQuotes): Tally {
  const filled = records.filter(({ cells }) => !isBlank(cells));
  const broken = filled.filter(({ fault, literal }) => fault !== null || literal).length;
  const clean = filled.filter(({ fault, literal, quoted }) => fault === null && !literal && quoted > 0).length;
  return { records: filled.length, clean, broken };
}

// The English sentences about checking how a file was read.

import type { ImportPreview, ReadAs, RowFaultCode } from "../../../participant/session/worker-api.ts";
import { figuresIn } from "../figures.ts";

const { count, n } = figuresIn("en");

const DELIMITERS: Readonly<Record<string, string>> = { ",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars" };

export const importingEn = {
  reading: "How the file was read",
  encoding: "Encoding",
  encodingGuessed: "The encoding is a guess. If letters look wrong in the rows below, choose another.",
  regions: {
    unicode: "Unicode",
    western: "Western European",
    central: "Central European",
    baltic: "Baltic",
    cyrillic: "Cyrillic",
    greek: "Greek",
    turkish: "Turkish",
    hebrew: "Hebrew",
    arabic: "Arabic",
    vietnamese: "Vietnamese",
    thai: "Thai",
    chinese: "Chinese",
    japanese: "Japanese",
    korean: "Korean",
  },
  readAs: "Read as",
  readAsName: (readAs: ReadAs): string => {
    switch (readAs.type) {
      case "delimited":
        return `table, ${DELIMITERS[readAs.delimiter] ?? "control characters"} between cells${readAs.quotes ? "" : ", quotation marks are text"}`;
      case "fast-text":
        return "fastText";
      case "lines":
        return "JSON, one value after the other";
      case "items":
        return "JSON list with faults in it";
      case "document":
        return orientationEn(readAs.orientation);
    }
  },
  header: "First row",
  headerNames: "names of the columns",
  headerExample: "an example",
  verdict: "Annotator’s verdict",
  labels: "Labels that are none of this task’s",
  labelsLead: "Say what they stand for. What looks alike is filled in as a guess.",
  labelWritten: "In the file",
  labelRows: "Rows",
  labelMeans: "Stands for",
  labelOut: "leave out",
  labelGuess: "guess",
  meansOf: (written: string): string => `What “${written}” stands for`,
  moreLabels: (amount: number): string => `and ${count(amount, "more", "more")}. Is it the right column?`,
  counts: ({ usable, total, duplicates, leftOut }: ImportCounts): string => {
    const others = [
      ...(duplicates > 0 ? [count(duplicates, "duplicate", "duplicates")] : []),
      ...(leftOut > 0 ? [`${n.format(leftOut)} left out`] : []),
    ];
    return `${[`${n.format(usable)} of ${count(total, "row", "rows")} can be used`, ...others].join(", ")}.`;
  },
  guessedRows: (rows: number): string => `${count(rows, "row has", "rows have")} a guessed label.`,
  leftOut: (rows: number): string => `${count(rows, "row", "rows")} left out`,
  reason: (code: RowFaultCode, rows: number): string => `${count(rows, "row", "rows")}: ${REASONS[code]}`,
  notice: ({ code, rows, numbers, details }: ImportPreview["notices"][number]): string => {
    const texts = count(rows, "text", "texts");
    const where = `(${numbers.length === 1 ? "row" : "rows"} ${numbers.map((row) => n.format(row)).join(", ")}${rows > numbers.length ? ", …" : ""})`;
    const what = details.join(" ");
    switch (code) {
      case "hidden":
        return `Hidden characters were taken out of ${texts}: ${what} ${where}.`;
      case "damaged":
        return `${texts} may have been damaged by a wrong encoding before: ${what} ${where}.`;
      case "spaces":
        return `In ${texts}, line ends and runs of spaces became one space ${where}.`;
    }
  },
};

export interface ImportCounts {
  readonly usable: number;
  readonly total: number;
  readonly duplicates: number;
  readonly leftOut: number;
}

const REASONS: Readonly<Record<RowFaultCode, string>> = {
  "empty-file": "nothing in it",
  "not-text": "no text",
  "bad-json": "no valid JSON",
  "bad-yaml": "no valid YAML",
  "not-a-list": "no list",
  "not-an-object": "no object with a text and a label",
  "unclosed-quote": "a quotation mark that is not closed",
  "bad-quotes": "quotation marks that are not doubled",
  "too-few-cells": "too few cells",
  "too-many-cells": "too many cells",
  "too-many-columns": "too many fields",
  "no-columns": "no text column and label column",
  "no-text": "no text",
  "no-label": "no label",
  "unknown-label": "a label that is none of this task’s",
  "several-labels": "several labels",
  rejected: "the annotator did not stand by the label",
  "cut-text": "the text was cut short by the tool that wrote the file",
  unreadable: "characters that cannot be read",
  "too-long": "too long",
  "other-label": "the same text with another label",
  "unknown-format": "no known format",
};

function orientationEn(orientation: Extract<ReadAs, { type: "document" }>["orientation"]): string {
  switch (orientation.type) {
    case "lists": {
      const names = orientation.paths.map((path) => `“${path.join(".")}”`);
      return orientation.paths.some((path) => path.length > 0) ? `objects listed in ${names.join(", ")}` : "list of objects";
    }
    case "rows-of-cells":
      return orientation.path.length > 0 ? `rows of cells in “${orientation.path.join(".")}”` : "list of rows of cells";
    case "split":
      return "names of columns and rows apart (pandas split)";
    case "columns":
      return orientation.paths.some((path) => path.length > 0)
        ? `objects of columns in ${orientation.paths.map((path) => `“${path.join(".")}”`).join(", ")}`
        : "object of columns (pandas columns)";
    case "index":
      return "object of rows (pandas index)";
    case "by-label":
      return "object of texts by label";
    case "by-text":
      return "object of labels by text";
    case "single":
      return "one example";
  }
}

// The source that the page gives to an import, and the preview of it before anything is kept.

import type { Mapping } from "./columns/mapping.ts";
import type { FileReading, ReadAs } from "./formats/reading.ts";
import type { RowFault, RowFaultCode } from "./table.ts";
import type { Encoding } from "./text/encodings.ts";
import type { TextNotice } from "./to-examples.ts";

export interface ImportSource {
  /** File name, "" for pasted text. */
  readonly name: string;
  readonly content: string | Blob;
}

/** What the person decided about a file; null where the guess holds. */
export interface ImportChoices {
  readonly encoding: Encoding | null;
  readonly readAs: ReadAs | null;
  /** Whether the first row names the columns. */
  readonly header: boolean | null;
  readonly mapping: Mapping | null;
  readonly labels: readonly LabelChoice[];
}

/** What a label that is none of the task's stands for; null: its rows are left out. */
export interface LabelChoice {
  readonly written: string;
  readonly label: string | null;
}

export interface MeantLabel extends LabelChoice {
  /** Rows that have it. */
  readonly rows: number;
  readonly guessed: boolean;
}

export interface ImportPreview {
  readonly reading: FileReading;
  /** "" for a column without a name. */
  readonly columns: readonly string[];
  /** null when there are fewer than two columns. */
  readonly mapping: Mapping | null;
  /** The first rows as they were read, and the first two beyond them that hold more than ASCII. */
  readonly rows: readonly { readonly number: number; readonly cells: readonly string[] }[];
  /** Rows of the file: usable ones, duplicates and those left out. */
  readonly total: number;
  readonly usable: number;
  readonly duplicates: number;
  /** By reason, the most frequent first. */
  readonly leftOut: readonly { readonly code: RowFaultCode; readonly rows: number }[];
  /** At most 50. */
  readonly problems: readonly RowFault[];
  readonly problemCount: number;
  /** What was done to texts that are used, or is odd about them: the first rows and characters of each kind. */
  readonly notices: readonly {
    readonly code: TextNotice["code"];
    readonly rows: number;
    readonly numbers: readonly number[];
    readonly details: readonly string[];
  }[];
  /** Labels that are none of the task's, the most frequent first, at most 60. */
  readonly labels: readonly MeantLabel[];
  readonly labelCount: number;
}

// How a file was read, for the person to see and to change.

import type { Encoding } from "../text/encodings.ts";
import type { Orientation } from "./orientations.ts";

export type ReadAs =
  | {
      readonly type: "delimited";
      readonly delimiter: string;
      /** Whether quotation marks enclose cells; else they are text like any other. */
      readonly quotes: boolean;
    }
  | { readonly type: "fast-text" }
  /** A document of JSON or YAML. */
  | { readonly type: "document"; readonly orientation: Orientation }
  /** JSON, one value after the other. */
  | { readonly type: "lines" }
  /** A JSON list with faults in it. */
  | { readonly type: "items" };

export interface FileReading {
  /** null for pasted text, and for what is no text. */
  readonly encoding: Encoding | null;
  /** Whether the bytes would make sense in another encoding, too. */
  readonly encodingGuessed: boolean;
  /** null when nothing could be read. */
  readonly readAs: ReadAs | null;
  /** What else the text could be, the likeliest first. */
  readonly others: readonly ReadAs[];
  /** Whether the first row was taken to name the columns; null where they have names anyway. */
  readonly header: boolean | null;
}

// A file as the page reads it, shown and kept, for tests.

import { createImport } from "./import.ts";
import type { ImportChoices, ImportPreview } from "./import-preview.ts";

export const TEAMS = ["billing", "delivery", "account", "technical"];

/** Of every test of a format: what it must come to. */
export const SIX = [
  { text: "Where is my parcel?", label: "delivery" },
  { text: "I was charged twice", label: "billing" },
  { text: "The courier rang at the wrong house", label: "delivery" },
  { text: "My invoice shows the wrong sum", label: "billing" },
  { text: "The app closes at once", label: "technical" },
  { text: "Please reset my password", label: "account" },
];

export interface ReadForTest extends ImportPreview {
  readonly examples: readonly { readonly text: string; readonly text2?: string | undefined; readonly label: string }[];
}

export interface FileForTest {
  /** "" for pasted text. */
  readonly name?: string;
  readonly labels?: readonly string[];
  readonly choices?: Partial<ImportChoices>;
}

const NO_CHOICES: ImportChoices = { encoding: null, readAs: null, header: null, mapping: null, labels: [] };

export async function readForTest(
  content: string | Uint8Array,
  { name = "", labels = TEAMS, choices }: FileForTest = {},
): Promise<ReadForTest> {
  const reader = createImport({ guessLabels: true });
  const source = { name, content: typeof content === "string" && name === "" ? content : new Blob([new Uint8Array(bytesOf(content))]) };
  const preview = await reader.preview(source, choices ? { ...NO_CHOICES, ...choices } : null, labels);
  return { ...preview, examples: reader.examples() };
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : content;
}

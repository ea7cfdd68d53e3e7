// The tuned prompt as a file for other tools. Every format is a pure function of what was measured and of the choice what to show; all
// start from the one renderer, so that a prompt put together by another tool is, byte for byte, the one that was measured.

import { sharedContent } from "../../../shared/prompt/shared-content.ts";
import type { ExportChoice, ExportFile, ExportInput, ExportSource, ExportWriter, Places } from "./format.ts";
import { curlSnippet } from "./formats/curl.ts";
import { dotprompt } from "./formats/dotprompt.ts";
import { dspyState } from "./formats/dspy.ts";
import { promptfooConfig } from "./formats/promptfoo.ts";
import { prompty } from "./formats/prompty.ts";
import { pythonSnippet } from "./formats/python.ts";
import { typescriptSnippet } from "./formats/typescript.ts";
import { manifest } from "./manifest.ts";
import { messagesJson, messagesJsonl, plainText } from "./messages.ts";
import { privateWordsIn } from "./private-words.ts";

export type ExportOutcome =
  | { readonly type: "file"; readonly file: ExportFile }
  /** Words of private examples in a fragment. They stay in the participant's tab. */
  | { readonly type: "private-words"; readonly words: readonly string[] }
  /** The prompt holds a line or mark that the format would read as its own. */
  | { readonly type: "not-expressible"; readonly mark: string };

const FORMATS = {
  text: plainText,
  messages: messagesJson,
  "messages-lines": messagesJsonl,
  promptfoo: promptfooConfig,
  dotprompt,
  prompty,
  dspy: dspyState,
  typescript: typescriptSnippet,
  python: pythonSnippet,
  curl: curlSnippet,
  manifest,
} as const satisfies Record<string, ExportWriter>;

export type ExportFormat = keyof typeof FORMATS;

export function isExportFormat(name: string): name is ExportFormat {
  return Object.hasOwn(FORMATS, name);
}

/**
 * Every format: the tests of what may leave go through all of them. The page lists those its catalogues name, which the compiler holds to
 * be all.
 */
export const EXPORT_FORMATS: readonly ExportFormat[] = Object.keys(FORMATS).filter(isExportFormat);

/** Only the choice "fragment" is ever checked for private words: the other one holds them on purpose. */
export function exportFile(format: ExportFormat, source: ExportSource, choice: ExportChoice): ExportOutcome {
  const input = inputOf(source, choice);
  const made = FORMATS[format](input);
  if ("mark" in made) return { type: "not-expressible", mark: made.mark };
  if (choice === "demonstrations") return { type: "file", file: made };
  const { content, result, task, examples } = input;
  const words = privateWordsIn(made.text, { content, layout: result.layout, task, examples });
  return words.length > 0 ? { type: "private-words", words } : { type: "file", file: made };
}

/** A fragment has no offsets: they were fitted to the prompt with its private demonstrations, and are wrong numbers for another one. */
function inputOf(source: ExportSource, choice: ExportChoice): ExportInput {
  const { result, task } = source;
  if (choice === "demonstrations") return { ...source, choice, content: result.content, labelMatrix: result.labelMatrix ?? null };
  const labelOffsets = result.labelOffsets.map(() => 0);
  return {
    ...source,
    choice,
    content: sharedContent(result.shared ?? result.content, task),
    result: { ...result, labelOffsets },
    labelMatrix: null,
  };
}

export interface ExportRequest {
  readonly format: ExportFormat;
  readonly choice: ExportChoice;
  readonly places: Places;
}

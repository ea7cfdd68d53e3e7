// The tuned prompt as a file for other tools. Every format is a pure function of what was measured and of the choice what to show; all start
// from the one renderer, so that a prompt put together by another tool is, byte for byte, the one that was measured.

import type { PromptContent } from "../../../shared/prompt/render.ts";
import { sharedContent } from "../../../shared/prompt/shared-content.ts";
import type { Task } from "../../../shared/prompt/task.ts";
import type { LocalExamples } from "../participant.ts";
import type { TunedResult } from "../snapshot.ts";
import { curlSnippet } from "./curl.ts";
import { dotprompt } from "./dotprompt.ts";
import { dspyState } from "./dspy.ts";
import { manifest, type RunFacts } from "./manifest.ts";
import { messagesJson, messagesJsonl, plainText } from "./messages.ts";
import { privateWordsIn } from "./private-words.ts";
import type { InputName } from "./prompt-template.ts";
import { promptfooConfig } from "./promptfoo.ts";
import { prompty } from "./prompty.ts";
import { pythonSnippet } from "./python.ts";
import { typescriptSnippet } from "./typescript.ts";

/**
 * fragment: only what the task's owner published and everybody tuned together; safe to publish. demonstrations: the whole prompt as it was
 * measured, private examples in it.
 */
export type ExportChoice = "fragment" | "demonstrations";

export interface ExportSource {
  readonly task: Task;
  readonly result: TunedResult;
  readonly run: RunFacts;
  /** Everything that must not slip into a fragment; the test examples are the tests of the other choice. */
  readonly examples: LocalExamples;
  /** What stands in plain text where the query's texts go, in the reader's language. */
  readonly places: Places;
}

export type Places = Readonly<Record<InputName, string>>;

export interface ExportFile {
  readonly fileName: string;
  readonly mediaType: string;
  readonly text: string;
}

/** What a format is made of: the source, and the content and offsets that the choice lets it show. */
export interface ExportInput extends ExportSource {
  readonly choice: ExportChoice;
  readonly content: PromptContent;
}

export type ExportOutcome =
  | { readonly type: "file"; readonly file: ExportFile }
  /** Words of private examples in a fragment. They stay in the participant's tab. */
  | { readonly type: "private-words"; readonly words: readonly string[] }
  /** The prompt holds a line or mark that the format would read as its own. */
  | { readonly type: "not-expressible"; readonly mark: string };

/** A mark instead of a file: the format would read it as its own, so it cannot carry this prompt unchanged. */
type Format = (input: ExportInput) => ExportFile | { readonly mark: string };

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
} as const satisfies Record<string, Format>;

export type ExportFormat = keyof typeof FORMATS;

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
  if (choice === "demonstrations") return { ...source, choice, content: result.content };
  const labelOffsets = result.labelOffsets.map(() => 0);
  return { ...source, choice, content: sharedContent(result.content, task), result: { ...result, labelOffsets } };
}

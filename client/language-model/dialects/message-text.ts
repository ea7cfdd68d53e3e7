// The answer in a message: a text, a list of parts, or nothing at all. Thoughts are no answer, whether they stand in parts of their own,
// between marks in the text, or before a closing mark whose opening one the model's template wrote.

import { withoutThoughts } from "../../../shared/checkers/reading/without-thoughts.ts";
import { fieldOf, listOf, recordOf, stringOf } from "../transport/json.ts";

export interface MessageText {
  /** What was answered; undefined where there is nothing but thoughts, a tool call or white space. */
  readonly text: string | undefined;
  /** True when there were thoughts that say anything. */
  readonly thought: boolean;
}

/** `content`: a text, a part, a list of either, or null. */
export function readContent(content: unknown): MessageText {
  const parts = Array.isArray(content) ? content : [content];
  const texts = parts.flatMap((part) => stringOf(part) ?? (isThought(part) ? [] : (stringOf(fieldOf(part, "text")) ?? [])));
  const { text, thought } = withoutThoughts(texts.join(""));
  return { text, thought: thought || parts.some(isThought) };
}

function isThought(part: unknown): boolean {
  const type = stringOf(recordOf(part)?.type) ?? "";
  if (/^(?:redacted_)?(?:think|thought|reason)/i.test(type)) return true;
  return fieldOf(part, "thought") === true || (type === "" && listOf(fieldOf(part, "thinking")).length > 0);
}

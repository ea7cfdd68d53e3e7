// The request that the snippets of all languages send: route and body of an OpenAI-compatible request, with the place of the text left
// open.

import type { ExportInput } from "./format.ts";
import { type Piece, type PromptTemplate, templateOf } from "./prompt-template.ts";

export interface RequestTemplate extends PromptTemplate {
  /** Raw text has a route of its own. */
  readonly route: "completions" | "chat/completions";
  /** Of a raw text; empty for chats. */
  readonly text: readonly Piece[];
  /** Enough for the longest label word, in tokens. */
  readonly maxTokens: number;
}

export function requestTemplate({ content, result }: ExportInput): RequestTemplate {
  const template = templateOf(content, result.layout);
  const raw = result.layout === "completion";
  const longest = Math.max(...content.labelWords.map((word) => word.length));
  return {
    ...template,
    route: raw ? "completions" : "chat/completions",
    text: raw ? (template.messages[0]?.pieces ?? []) : [],
    maxTokens: Math.max(16, longest),
  };
}

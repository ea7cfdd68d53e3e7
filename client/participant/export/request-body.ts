// The request that the snippets of all languages send: route and body of an OpenAI-compatible request, with the place of the text left
// open.

import { labelForms } from "../../../shared/prompt/render.ts";
import { answerTokens } from "../../language-model/scoring/answer-tokens.ts";
import type { ExportInput } from "./format.ts";
import { type Piece, type PromptTemplate, templateOf } from "./prompt-template.ts";

export interface RequestTemplate extends PromptTemplate {
  /** Raw text has a route of its own. */
  readonly route: "completions" | "chat/completions";
  /** Of a raw text; empty for chats. */
  readonly text: readonly Piece[];
  /** As many as answers in words were measured with. */
  readonly maxTokens: number;
}

export function requestTemplate({ content, result }: ExportInput): RequestTemplate {
  const template = templateOf(content, result.layout);
  const raw = result.layout === "completion";
  return {
    ...template,
    route: raw ? "completions" : "chat/completions",
    text: raw ? (template.messages[0]?.pieces ?? []) : [],
    maxTokens: answerTokens(labelForms(content, result.layout)),
  };
}

// One request to a route that generates.

import type { Prompt } from "../../../shared/prompt/language-model.ts";
import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import type { Generated, Question } from "../dialects/dialect.ts";
import type { ModelReply } from "../transport/transport.ts";
import { type Connection, send } from "./connection.ts";

/** One request to a generating route. @throws LanguageModelError `text-refused` where a filter keeps every answer back. */
export async function generate(
  connection: Connection,
  route: "completions" | "chat",
  question: Question & { readonly signal?: AbortSignal | undefined; readonly onSent?: (() => void) | undefined },
): Promise<{ readonly reply: ModelReply; readonly generated: Generated }> {
  const ask = connection.dialect[route];
  if (!ask) throw new TypeError(`the dialect has no ${route} route`);
  const size = { promptChars: charsOf(question.prompt), completionTokens: question.maxTokens * question.samples };
  const reply = await send(
    connection,
    { url: ask.path(connection.endpoint), body: ask.body(connection.endpoint, question), size, onSent: question.onSent },
    question.signal,
  );
  const generated = ask.read(reply.json);
  if (generated.refused && !generated.answers.some(({ text, first }) => text !== undefined || first)) {
    throw new LanguageModelError("text-refused", { detail: new URL(connection.endpoint.url).host });
  }
  return { reply, generated };
}

export function charsOf(prompt: Prompt): number {
  return prompt.type === "text" ? prompt.text.length : prompt.messages.reduce((sum, message) => sum + message.content.length + 16, 0);
}

// Asks a language model for phrases that may help, over the chat interface that most endpoints speak. What comes back is only a proposal.

import * as v from "valibot";
import { withoutHiddenCharacters } from "../../../../shared/prompt/hidden-characters.ts";
import { oneLine } from "../../../../shared/prompt/render.ts";
import { readContent } from "../../../language-model/dialects/message-text.ts";

export interface ProposalRequest {
  readonly url: string;
  readonly model: string;
  /** "" for endpoints without one. */
  readonly key: string;
  readonly amount: number;
  readonly task: { readonly name: string; readonly description: string; readonly header: string; readonly labels: readonly string[] };
  readonly signal: AbortSignal;
}

export type Proposed =
  | { readonly type: "phrases"; readonly phrases: readonly string[] }
  | { readonly type: "unreachable" | "unreadable" }
  | { readonly type: "refused"; readonly status: number };

const answerSchema = v.object({ choices: v.array(v.object({ message: v.object({ content: v.optional(v.unknown()) }) })) });
/** As the task's schema has it. */
const LONGEST = 400;

export async function proposePhrases(request: ProposalRequest, send: typeof fetch = fetch): Promise<Proposed> {
  const { url, model, key, amount, task, signal } = request;
  const asked = `Propose ${amount} short instructions, one sentence each, that could help a language model to classify a text correctly.
Task: ${task.name}. ${task.description}
Labels: ${task.labels.join(", ")}
Beginning of the prompt: ${task.header}
Each must stand alone and be different in idea from the others. Answer with a JSON array of strings and nothing else.`;
  let response: Response;
  try {
    response = await send(`${url.replace(/\/+$/, "")}/chat/completions`, {
      method: "POST",
      credentials: "omit",
      redirect: "error",
      signal,
      headers: { "content-type": "application/json", ...(key === "" ? {} : { authorization: `Bearer ${key}` }) },
      body: JSON.stringify({ model, messages: [{ role: "user", content: asked }] }),
    });
  } catch {
    return { type: "unreachable" };
  }
  if (!response.ok) return { type: "refused", status: response.status };
  const parsed = v.safeParse(answerSchema, await response.json().catch(() => null));
  // Read as every answer is: a text, a list of parts, or nothing but thoughts or a tool call.
  const { text = "" } = readContent(parsed.success ? parsed.output.choices[0]?.message.content : undefined);
  const phrases = phrasesIn(text);
  return phrases.length > 0 ? { type: "phrases", phrases: phrases.slice(0, amount) } : { type: "unreadable" };
}

/** The JSON array in an answer, also where a model talks around it; only what a task's vocabulary takes. */
export function phrasesIn(answer: string): readonly string[] {
  const from = answer.indexOf("[");
  const to = answer.lastIndexOf("]");
  if (from < 0 || to < from) return [];
  let list: unknown;
  try {
    list = JSON.parse(answer.slice(from, to + 1));
  } catch {
    return [];
  }
  const parsed = v.safeParse(v.array(v.unknown()), list);
  const texts = parsed.success ? parsed.output.filter((item) => typeof item === "string") : [];
  const clean = texts.map((phrase) => oneLine(withoutHiddenCharacters(oneLine(phrase))));
  return [...new Set(clean.filter((phrase) => phrase !== "" && phrase.length <= LONGEST))];
}

// Turns of a conversation: the last user turn is the text, the assistant's turn after it the label. Understood as OpenAI (also with parts),
// Anthropic, Gemini and ShareGPT write them.

import { isRecord } from "./flatten.ts";

export interface Conversation {
  readonly user: string;
  readonly assistant: string;
}

/** undefined when the list is no conversation. */
export function conversationOf(entries: unknown): Conversation | undefined {
  if (!Array.isArray(entries) || entries.length === 0) return undefined;
  const turns = entries.map(turnOf).filter((turn) => turn !== undefined);
  if (turns.length < entries.length || turns.every(({ role }) => role === "other")) return undefined;
  const last = turns.findLastIndex(({ role }) => role === "user");
  const answer = turns.slice(last + 1).findLast(({ role }) => role === "assistant");
  return { user: turns[last]?.text ?? "", assistant: answer?.text ?? "" };
}

interface Turn {
  readonly role: "user" | "assistant" | "other";
  readonly text: string;
}

const ROLES: ReadonlyMap<unknown, Turn["role"]> = new Map([
  ["user", "user"],
  ["human", "user"],
  ["assistant", "assistant"],
  ["model", "assistant"],
  ["gpt", "assistant"],
  ["ai", "assistant"],
]);

function turnOf(entry: unknown): Turn | undefined {
  if (!isRecord(entry)) return undefined;
  const name = entry.role ?? entry.from ?? entry.type;
  const role = ROLES.get(name) ?? (typeof name === "string" ? "other" : undefined);
  const content = entry.content ?? entry.value ?? entry.parts ?? (isRecord(entry.data) ? entry.data.content : undefined);
  return role && { role, text: textOf(content) };
}

/** Pictures and calls of tools are no text. */
function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  const parts = content.map((part) => (typeof part === "string" ? part : isRecord(part) && typeof part.text === "string" ? part.text : ""));
  return parts.filter((part) => part !== "").join("\n");
}

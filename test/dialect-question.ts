// Questions to a dialect, for its tests.

import type { Question } from "../client/language-model/dialects/dialect.ts";
import { type DialectName, dialectOf } from "../client/language-model/dialects/dialects.ts";
import type { Prompt } from "../shared/prompt/language-model.ts";

export const CHAT: Prompt = {
  type: "chat",
  messages: [
    { role: "system", content: "Be brief." },
    { role: "user", content: "x" },
    { role: "assistant", content: "yes" },
    { role: "user", content: "y" },
  ],
};
const TEXT: Prompt = { type: "text", text: "Answer:" };
export const question = (prompt: Prompt, over: Partial<Question> = {}): Question => ({
  prompt,
  topK: 5,
  maxTokens: 1,
  samples: 1,
  temperature: 1,
  quirks: { tokenLimit: "max_tokens", thinkingOff: -1 },
  ...over,
});
const endpoint = { url: "https://h.example/base", model: "m" };
export const ask = (name: DialectName, route: "chat" | "completions", over: Partial<Question> = {}) => {
  const dialect = dialectOf(name);
  const found = dialect[route];
  if (!found) throw new Error(`${name} has no ${route} route`);
  return {
    url: found.path(endpoint),
    body: found.body(endpoint, question(route === "chat" ? CHAT : TEXT, over)),
    read: found.read,
    headers: dialect.headers("k"),
  };
};

// A prompt as people read, copy and save it, through the renderer that measured it.

import type { Layout, Prompt } from "../../../shared/prompt/language-model.ts";
import { type PromptContent, type Query, renderPrompt } from "../../../shared/prompt/render.ts";

/** Chat messages become blocks under their role; raw text stays as it is. */
export function promptPlainText(prompt: Prompt): string {
  return prompt.type === "text" ? prompt.text : prompt.messages.map(({ role, content }) => `${role}:\n${content}`).join("\n\n");
}

export function promptText(content: PromptContent, query: Query, layout: Layout): string {
  return promptPlainText(renderPrompt(content, query, layout));
}

// A model's own chat template, as its GGUF carries it, turns messages into text. Part of the model's identity. The template language is
// loaded only when chat layouts are asked for.

import type { ChatMessage } from "../../../shared/prompt/language-model.ts";

/** Renders messages up to the point where the assistant's answer begins. */
export type ChatTemplate = (messages: readonly ChatMessage[]) => string;

/**
 * @param source Jinja source out of the GGUF's metadata.
 * @throws Error when the template cannot be parsed; the returned function throws when the template refuses the messages.
 */
export async function chatTemplate(source: string, special: { readonly bos: string; readonly eos: string }): Promise<ChatTemplate> {
  const { Template } = await import("@huggingface/jinja");
  const template = new Template(source);
  return (messages) =>
    template.render({
      messages: messages.map(({ role, content }) => ({ role, content })),
      add_generation_prompt: true,
      // Templates of reasoning models open a thought otherwise, and the first token would be no label.
      enable_thinking: false,
      bos_token: special.bos,
      eos_token: special.eos,
    });
}

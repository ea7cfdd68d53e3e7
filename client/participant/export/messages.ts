// Plain text, and chat messages as JSON or JSON Lines: what everything can read.

import type { ChatMessage } from "../../../shared/prompt/language-model.ts";
import { labelForms, renderPrompt } from "../../../shared/prompt/render.ts";
import type { Example } from "../../../shared/prompt/task.ts";
import type { ExportFile, ExportInput } from "./format.ts";
import { baseNameOf } from "./notes.ts";
import { type InputName, templateOf, withPlaceholders } from "./prompt-template.ts";

/** Raw text as it is; chat messages as blocks under their role. */
export function plainText(input: ExportInput): ExportFile {
  const { content, result, places } = input;
  const { messages, inputs } = templateOf(content, result.layout);
  const holder = placeholders(JSON.stringify(content), inputs, (name) => places[name]);
  const blocks = messages.map(({ role, pieces }) => ({ role, text: withPlaceholders(pieces, holder) }));
  const text =
    result.layout === "completion" ? (blocks[0]?.text ?? "") : blocks.map((block) => `${block.role}:\n${block.text}`).join("\n\n");
  return { fileName: `${baseNameOf(input)}.txt`, mediaType: "text/plain", text };
}

/** `messages` with {{text}} left open, and beside it what other tools leave alone: the labels' words and offsets. */
export function messagesJson(input: ExportInput): ExportFile {
  const { content, result } = input;
  const labels = content.labels.map((label, i) => ({ label, word: content.labelWords[i] ?? "", offset: result.labelOffsets[i] ?? 0 }));
  const text = JSON.stringify({ messages: openMessages(input), layout: result.layout, labels }, null, 2);
  return { fileName: `${baseNameOf(input)}-messages.json`, mediaType: "application/json", text: `${text}\n` };
}

/**
 * One line per test example: the messages it was asked with, and the right word as the last turn. A fragment has no private example to ask
 * with: one line with {{text}} left open.
 */
export function messagesJsonl(input: ExportInput): ExportFile {
  const { choice, examples, content, result } = input;
  const rows = choice === "demonstrations" ? examples.test : [];
  const words = labelForms(content, result.layout);
  const answered = (example: Example): readonly ChatMessage[] => {
    const prompt = renderPrompt(content, example, result.layout);
    const asked: readonly ChatMessage[] = prompt.type === "chat" ? prompt.messages : [{ role: "user", content: prompt.text }];
    return [...asked, { role: "assistant", content: words[content.labels.indexOf(example.label)]?.form.trim() ?? "" }];
  };
  const lines = rows.length > 0 ? rows.map(answered) : [openMessages(input)];
  const text = lines.map((messages) => `${JSON.stringify({ messages })}\n`).join("");
  return { fileName: `${baseNameOf(input)}-messages.jsonl`, mediaType: "application/jsonl", text };
}

function openMessages({ content, result }: ExportInput): ChatMessage[] {
  const { messages, inputs } = templateOf(content, result.layout);
  const holder = placeholders(JSON.stringify(content), inputs, (name) => `{{${name}}}`);
  return messages.map(({ role, pieces }) => ({ role, content: withPlaceholders(pieces, holder) }));
}

/** The usual placeholder, doubled in its marks until the prompt does not hold it anyhow. */
function placeholders(taken: string, inputs: readonly InputName[], usual: (name: InputName) => string): (name: InputName) => string {
  const free = (name: string): string => (taken.includes(name) ? free(`${name.charAt(0)}${name}${name.at(-1)}`) : name);
  const chosen = new Map(inputs.map((name) => [name, free(usual(name))]));
  return (name) => chosen.get(name) ?? usual(name);
}

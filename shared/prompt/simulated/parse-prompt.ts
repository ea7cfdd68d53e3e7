// Reads a rendered prompt back into fragment, demonstrations and query, from its text or chat turns alone. It relies on what every few-shot
// prompt shows: examples are separated by blank lines and each ends in the same cue, which the last one leaves unanswered.

import type { Prompt } from "../language-model.ts";

export interface ReadDemonstration {
  readonly text: string;
  /** The answer shown, trimmed and in lower case. */
  readonly label: string;
  /** The answer shown as it is written. */
  readonly written: string;
}

export interface ReadPrompt {
  readonly fragment: string;
  readonly demonstrations: readonly ReadDemonstration[];
  readonly query: string;
}

export function parsePrompt(prompt: Prompt): ReadPrompt {
  if (prompt.type === "text") return parseText(prompt.text);
  const system = prompt.messages.filter((m) => m.role === "system").map((m) => m.content);
  const turns = prompt.messages.filter((m) => m.role !== "system");
  const last = turns.at(-1)?.content ?? "";
  if (turns.length === 1) {
    const inner = parseText(last);
    return { ...inner, fragment: [...system, inner.fragment].filter((part) => part !== "").join("\n") };
  }
  const shape = shapeOf(last);
  const demonstrations: ReadDemonstration[] = [];
  turns.forEach((turn, i) => {
    const answer = turns[i + 1];
    if (turn.role === "user" && answer?.role === "assistant") {
      demonstrations.push({ text: bare(turn.content, shape), label: keyOf(answer.content), written: answer.content.trim() });
    }
  });
  return { fragment: system.join("\n"), demonstrations, query: bare(last, shape) };
}

/** The form in which labels are compared: trimmed, in lower case. */
export function keyOf(label: string): string {
  return label.trim().toLowerCase();
}

function parseText(text: string): ReadPrompt {
  const blocks = text.trimEnd().split(/\n[ \t]*\n/);
  const asked = blocks.pop() ?? "";
  const shape = shapeOf(asked);
  const fragment: string[] = [];
  const demonstrations: ReadDemonstration[] = [];
  for (const block of blocks) {
    const cut = block.lastIndexOf(shape.cue);
    const label = cut < 0 ? "" : keyOf(block.slice(cut + shape.cue.length));
    if (label === "" || label.includes("\n")) fragment.push(block);
    else {
      const written = block.slice(cut + shape.cue.length).trim();
      demonstrations.push({ text: bare(block.slice(0, cut + shape.cue.length), shape), label, written });
    }
  }
  return { fragment: fragment.join("\n").trim(), demonstrations, query: bare(asked, shape) };
}

interface Shape {
  /** The end of every example before its answer: a last line such as `Sentiment:`, else the last three words. */
  readonly cue: string;
  readonly cueIsLine: boolean;
  /** The beginning of each line of the example, such as `Sentence:`. */
  readonly leads: readonly string[];
}

function shapeOf(asked: string): Shape {
  const lines = asked.trimEnd().split("\n");
  const lastLine = lines.at(-1) ?? "";
  const cueIsLine = /^\s*[\p{L}\p{N} ]{1,60}[:：=>]+$/u.test(lastLine) && lines.length > 1;
  const cue = cueIsLine ? lastLine : (/\S+(?:\s+\S+){0,2}$/.exec(lastLine)?.[0] ?? lastLine);
  const leads = lines.map((line) => /^\s*[\p{L}\p{N} ]{1,40}[:：]\s*/u.exec(line)?.[0] ?? "");
  return { cue, cueIsLine, leads };
}

/** An example without its cue and its line names. */
function bare(example: string, { cue, cueIsLine, leads }: Shape): string {
  const trimmed = example.trimEnd();
  const body = cueIsLine && trimmed.endsWith(cue) ? trimmed.slice(0, -cue.length) : trimmed;
  return body
    .split("\n")
    .map((line, i) => (line.startsWith(leads[i] ?? "") ? line.slice((leads[i] ?? "").length) : line))
    .join("\n")
    .trim();
}

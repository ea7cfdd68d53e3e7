// A Prompty file: YAML in front, Jinja behind, a line with the role before each turn.

import type { ExportFile, ExportInput } from "../format.ts";
import { baseNameOf, notesOf, READ_WITH } from "../notes.ts";
import { templateOf, withPlaceholders, writePieces } from "../prompt-template.ts";
import { yamlComments, yamlValue } from "../yaml-text.ts";

/** A line that Prompty reads as the beginning of a turn. */
const ROLE_LINE = /^\s*#?\s*(?:system|user|assistant|developer|tool|function)(?:\[[^\]]*\])?\s*:\s*$/im;

export function prompty(input: ExportInput): ExportFile | { readonly mark: string } {
  const { content, result, task, run } = input;
  const { messages, inputs } = templateOf(content, result.layout);
  for (const { pieces } of messages) {
    const shown = withPlaceholders(pieces, () => "x");
    const roleLine = ROLE_LINE.exec(shown)?.[0].trim();
    if (roleLine !== undefined) return { mark: roleLine };
    // Blank lines around a turn are not kept.
    if (shown.startsWith("\n")) return { mark: "\\n" };
  }
  const body = messages.map(({ role, pieces }) => `${role}:\n${writePieces(pieces, literal, (name) => `{{ ${name} }}`)}\n`).join("\n");
  const labels = content.labels.map((label, i) => ({ label, word: content.labelWords[i], offset: result.labelOffsets[i] }));
  const text = `---
${yamlComments([...notesOf(input), READ_WITH])}name: ${yamlValue(baseNameOf(input))}
description: ${yamlValue(task.name)}
metadata: ${yamlValue({ labels })}
model:
  id: ${yamlValue(run.model ?? "YOUR-MODEL")}
  options: {"temperature": 0}
inputs:
${inputs.map((name) => `  - {"name": "${name}", "kind": "string"}\n`).join("")}template:
  format: {"kind": "jinja2"}
  parser: {"kind": "prompty"}
---
${body}`;
  return { fileName: `${baseNameOf(input)}.prompty`, mediaType: "text/plain", text };
}

/** A brace could begin or end a tag of Jinja, with what stands beside it. */
function literal(text: string): string {
  return text.replace(/[{}]/g, (brace) => `{{ "${brace}" }}`);
}

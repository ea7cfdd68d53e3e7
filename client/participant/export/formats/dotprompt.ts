// A dotprompt file: YAML in front, Handlebars behind, a role marker before each turn.

import type { ExportFile, ExportInput } from "../format.ts";
import { baseNameOf, notesOf, READ_WITH } from "../notes.ts";
import { templateOf, writePieces } from "../prompt-template.ts";
import { yamlComments, yamlValue } from "../yaml-text.ts";

/** What dotprompt looks for after rendering: a prompt that holds it cannot be carried. */
const MARKER = "<<<dotprompt:";
const ROLES = { system: "system", user: "user", assistant: "model" } as const;

export function dotprompt(input: ExportInput): ExportFile | { readonly mark: string } {
  const { content, result, task } = input;
  if (JSON.stringify(content).includes(MARKER)) return { mark: MARKER };
  const { messages, inputs } = templateOf(content, result.layout);
  const turns = messages.map(({ role, pieces }) => `{{role "${ROLES[role]}"}}${writePieces(pieces, literal, (name) => `{{${name}}}`)}`);
  // Behind the last tag a backslash takes nothing back.
  const body = turns.join("").replace(/\\\\$/, "\\");
  const labels = content.labels.map((label, i) => ({ label, word: content.labelWords[i], offset: result.labelOffsets[i] }));
  const text = `---
${yamlComments([...notesOf(input), READ_WITH])}description: ${yamlValue(task.name)}
input:
  schema:
${inputs.map((name) => `    ${name}: string\n`).join("")}output:
  format: text
asyndbt.labels: ${yamlValue(labels)}
---
${body}`;
  return { fileName: `${baseNameOf(input)}.prompt`, mediaType: "text/plain", text };
}

/**
 * Braces, which could open or close a tag, are printed by a tag of their own. A single backslash before a tag would take it back, and of
 * several the last is dropped: one more keeps them all.
 */
function literal(text: string): string {
  return text.replace(/(\\*)([{}])|\\+$/g, (found, slashes: string | undefined, brace: string | undefined) =>
    brace === undefined ? `${found}\\` : `${slashes}${slashes && "\\"}{{#with "${brace}"}}{{this}}{{/with}}`,
  );
}

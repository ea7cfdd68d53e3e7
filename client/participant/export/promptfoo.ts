// A promptfoo configuration. With demonstrations its tests are the participant's test examples: it repeats the measurement of the bare
// prompt.

import { CONTROL_TOKENS } from "../../../shared/prompt/special-tokens.ts";
import type { Example } from "../../../shared/prompt/task.ts";
import type { ExportFile, ExportInput } from "./format.ts";
import { baseNameOf, notesOf } from "./notes.ts";
import { type InputName, templateOf, writePieces } from "./prompt-template.ts";
import { yamlBlock, yamlComments, yamlValue } from "./yaml-text.ts";

export function promptfooConfig(input: ExportInput): ExportFile {
  const { task, content, result, run } = input;
  const { messages, inputs } = templateOf(content, result.layout);
  // Always messages: promptfoo renders a prompt that is no JSON twice, and the second time reads what the text says as a template.
  const rendered = messages.map(({ role, pieces }) => ({ role, content: writePieces(pieces, literal, place) }));
  const tests = testsOf(input).map(({ text, text2, label }) => {
    const vars = { text, ...(inputs.includes("text2") ? { text2: text2 ?? "" } : {}) };
    const word = content.labelWords[content.labels.indexOf(label)];
    return `  - ${yamlValue({ vars, ...(word === undefined ? {} : { assert: [{ type: "equals", value: word }] }) })}\n`;
  });
  const text = `${yamlComments([...notesOf(input), "The model below is a guess: put yours in its place."])}description: ${yamlValue(task.name)}
prompts:
  - label: ${yamlValue(`${task.name}, tuned`)}
    raw: ${yamlBlock(JSON.stringify(rendered, null, 2), 6)}
providers:
  - id: ${yamlValue(`openai:chat:${run.model ?? "YOUR-MODEL"}`)}
    config: {"temperature": 0, "max_tokens": 16}
defaultTest:
  options: {"transform": "output.trim()"}
tests:
${tests.join("")}`;
  return { fileName: `${baseNameOf(input)}.promptfooconfig.yaml`, mediaType: "application/yaml", text };
}

/** In a fragment: what the task publishes and the prompt does not show, else a place to begin. */
function testsOf({ choice, task, content, examples }: ExportInput): readonly Example[] {
  if (choice === "demonstrations" && examples.test.length > 0) return examples.test;
  const shown = new Set(content.demonstrations.map(({ text }) => text));
  const rest = task.publicDemonstrations.filter(({ text }) => !shown.has(text));
  return rest.length > 0 ? rest : [{ text: "Your text here.", text2: "Your second text here.", label: "" }];
}

/** A brace could begin or end a tag of nunjucks, with what stands beside it. */
function literal(text: string): string {
  return text.replace(/[{}]/g, (brace) => `{{ "${brace}" }}`);
}

/** The text is prepared as the renderer does it. */
function place(name: InputName): string {
  return `{{ ${name} | replace(r/\\s+/g, " ") | trim | replace(r/${CONTROL_TOKENS.source}/g, "$& ") }}`;
}

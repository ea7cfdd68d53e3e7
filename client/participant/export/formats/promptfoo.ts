// A promptfoo configuration. With demonstrations its tests are the participant's test examples: it repeats the measurement of the bare
// prompt.

import { answerReading } from "../../../../shared/prompt/answers/answer-reading.ts";
import { CONTROL_TOKENS } from "../../../../shared/prompt/special-tokens.ts";
import type { Example } from "../../../../shared/prompt/task.ts";
import type { ExportFile, ExportInput } from "../format.ts";
import { baseNameOf, notesOf } from "../notes.ts";
import { type InputName, writePieces } from "../prompt-template.ts";
import { type RequestFields, requestTemplate } from "../request-body.ts";
import { untypedRule } from "../rule-source.ts";
import { yamlBlock, yamlComments, yamlValue } from "../yaml-text.ts";

export function promptfooConfig(input: ExportInput): ExportFile {
  const { task, content, run } = input;
  const { messages, inputs, words } = requestTemplate(input);
  // Always messages: promptfoo renders a prompt that is no JSON twice, and the second time reads what the text says as a template.
  const rendered = messages.map(({ role, pieces }) => ({ role, content: writePieces(pieces, literal, place) }));
  const tests = testsOf(input).map(({ text, text2, label }) => {
    const vars = { text, ...(inputs.includes("text2") ? { text2: text2 ?? "" } : {}) };
    // Values are templates, too.
    const assert = content.labels.includes(label) ? { assert: [{ type: "equals", value: literal(label) }] } : {};
    return `  - ${yamlValue({ vars, ...assert })}\n`;
  });
  const text = `${yamlComments([...notesOf(input), "The model below is a guess: put yours in its place."])}description: ${yamlValue(task.name)}
prompts:
  - label: ${yamlValue(`${task.name}, tuned`)}
    raw: ${yamlBlock(JSON.stringify(rendered, null, 2), 6)}
providers:
  - id: ${yamlValue(`openai:chat:${run.model ?? "YOUR-MODEL"}`)}
    config: ${yamlValue(providerConfig(words))}
defaultTest:
  options:
    transform: ${yamlBlock(readingCode(input), 6)}
tests:
${tests.join("")}`;
  return { fileName: `${baseNameOf(input)}.promptfooconfig.yaml`, mediaType: "application/yaml", text };
}

/** What the provider has no option for is passed on as it is. */
function providerConfig(words: RequestFields): Readonly<Record<string, unknown>> {
  const options = ["temperature", "max_tokens", "max_completion_tokens", "top_p"];
  const [own, other] = [true, false].map((is) => Object.entries(words).filter(([field]) => options.includes(field) === is));
  return { ...Object.fromEntries(own ?? []), ...(other?.length ? { passthrough: Object.fromEntries(other) } : {}) };
}

/** The body of a function of `output` that gives the label an answer names, read as it was measured; "" when it names none. */
function readingCode({ content, rules }: ExportInput): string {
  const { strict, bare } = answerReading(content.labelWords);
  // A brace in a text could begin a tag of a template.
  const list = (values: readonly unknown[]): string => JSON.stringify(values).replaceAll("{", "\\u007b").replaceAll("}", "\\u007d");
  return `// The label that the answer names, read as it was measured.
const labels = ${list(content.labels)};
const strict = ${list(strict)};
const bare = ${list(bare)};
return labels[labelIn(String(output), { strict, bare })] ?? "";

${untypedRule(rules.labelInAnswer)}`;
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

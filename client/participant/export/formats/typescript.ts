// A module in TypeScript without dependencies: the prompt as a function, and one request with fetch.

import { answerReading } from "../../../../shared/prompt/answers/answer-reading.ts";
import { HIDDEN_CHARACTERS } from "../../../../shared/prompt/hidden-characters.ts";
import { PROBABILITY_FLOOR } from "../../../../shared/prompt/loss.ts";
import { CONTROL_TOKENS } from "../../../../shared/prompt/special-tokens.ts";
import type { ExportFile, ExportInput } from "../format.ts";
import { baseNameOf, notesOf } from "../notes.ts";
import type { Piece } from "../prompt-template.ts";
import { requestTemplate } from "../request-body.ts";
import { embeddedRule } from "../rule-source.ts";
import { typescriptAsking } from "./typescript-asking.ts";

export function typescriptSnippet(input: ExportInput): ExportFile {
  const { content, result, rules } = input;
  const request = requestTemplate(input);
  const { messages, inputs, route, text } = request;
  const raw = route === "completions";
  const parameters = inputs.map((name) => `${name}: string`).join(", ");
  const turns = messages.map(({ role, pieces }) => `    { role: ${quoted(role)}, content: ${joined(pieces)} },\n`).join("");
  const code = `${notesOf(input)
    .map((note) => `// ${note}\n`)
    .join("")}
export const labels = ${quoted(content.labels)};
/** The word that answers for each label. */
export const labelWords = ${quoted(content.labelWords)};
export const labelOffsets: readonly number[] = ${quoted(result.labelOffsets)};
/** How much of each label's log-probability is added to another's, row by row; null: offsets decide alone. */
export const labelMatrix: readonly number[] | null = ${quoted(input.labelMatrix)};

${
  raw
    ? `export function prompt(${parameters}): string {\n  return ${joined(text)};\n}`
    : `export function messages(${parameters}): { role: string; content: string }[] {\n  return [\n${turns}  ];\n}`
}

${typescriptAsking(input, request)}
/** The label that an answer in words names, read as it was measured; undefined when it names none. */
export function labelInAnswer(answer: string): string | undefined {
  return labels[labelIn(answer, reading)];
}

/** The label after the offsets, from the log-probability of each label word, as it was measured. */
export function labelOf(logProbs: readonly number[]): string | undefined {
  const highest = Math.max(...logProbs);
  const total = highest + Math.log(logProbs.reduce((sum, logProb) => sum + Math.exp(logProb - highest), 0));
  const floored = logProbs.map((logProb) => Math.max(logProb - total, Math.log(${PROBABILITY_FLOOR})));
  const scores = floored.map((own, c) =>
    floored.reduce((sum, value, k) => sum + (labelMatrix?.[c * floored.length + k] ?? 0) * value, own - (labelOffsets[c] ?? 0)),
  );
  return labels[scores.indexOf(Math.max(...scores))];
}

/** A text as it was measured: one line, no hidden characters, control tokens broken up. */
function prepared(text: string): string {
  const oneLine = (from: string): string => from.replace(/\\s+/gu, " ").trim();
  const visible = oneLine(text).replace(hiddenCharacters, (found, hidden?: string) => (hidden === undefined ? found : ""));
  return oneLine(visible).replace(/${CONTROL_TOKENS.source}/g, (open) => \`\${open} \`);
}

/** Zero-width characters, marks that reorder text and their like, where no script or emoji needs them. */
const hiddenCharacters = /${HIDDEN_CHARACTERS.source}/gu;

/** Where label words are found in an answer. */
const reading: AnswerReading = ${quoted(answerReading(content.labelWords))};

${embeddedRule(rules.labelInAnswer)}
`;
  return { fileName: `${baseNameOf(input)}.ts`, mediaType: "text/typescript", text: code };
}

function quoted(value: unknown): string {
  return JSON.stringify(value);
}

function joined(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (typeof piece === "string" ? quoted(piece) : `prepared(${piece.input})`)).join(" + ");
}

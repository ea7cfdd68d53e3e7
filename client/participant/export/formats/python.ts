// A module in Python without dependencies: the prompt as a function, and one request with urllib.

import { PROBABILITY_FLOOR } from "../../../../shared/prompt/loss.ts";
import type { ExportFile, ExportInput } from "../format.ts";
import { baseNameOf, notesOf } from "../notes.ts";
import type { Piece } from "../prompt-template.ts";
import { requestTemplate } from "../request-body.ts";
import { pythonAsking } from "./python-asking.ts";
import { PYTHON_IMPORTS, pythonPrepared, pythonReading } from "./python-rule.ts";

export function pythonSnippet(input: ExportInput): ExportFile {
  const { content, result } = input;
  const request = requestTemplate(input);
  const { messages, inputs, route, text } = request;
  const raw = route === "completions";
  const parameters = inputs.map((name) => `${name}: str`).join(", ");
  const turns = messages.map(({ role, pieces }) => `        {"role": ${quoted(role)}, "content": ${joined(pieces)}},\n`).join("");
  const code = `${notesOf(input)
    .map((note) => `# ${note}\n`)
    .join("")}
${["json", "math", ...PYTHON_IMPORTS, "urllib.error", "urllib.request"].map((name) => `import ${name}\n`).join("")}
LABELS = ${quoted(content.labels)}
# The word that answers for each label.
LABEL_WORDS = ${quoted(content.labelWords)}
LABEL_OFFSETS = ${quoted(result.labelOffsets)}
# How much of each label's log-probability is added to another's, row by row; none: offsets decide alone.
LABEL_MATRIX = ${quoted(input.labelMatrix ?? [])}

${pythonPrepared()}

${
  raw
    ? `def prompt(${parameters}) -> str:\n    return ${joined(text)}`
    : `def messages(${parameters}) -> list:\n    return [\n${turns}    ]`
}


${pythonAsking(input, request)}

def label_of(log_probs):
    """The label after the offsets, from the log-probability of each label word, as it was measured."""
    highest = max(log_probs)
    total = highest + math.log(sum(math.exp(value - highest) for value in log_probs))
    floored = [max(value - total, math.log(${PROBABILITY_FLOOR})) for value in log_probs]
    scores = [own - offset for own, offset in zip(floored, LABEL_OFFSETS)]
    for i, weight in enumerate(LABEL_MATRIX):
        scores[i // len(LABELS)] += weight * floored[i % len(LABELS)]
    return LABELS[scores.index(max(scores))]


${pythonReading(content.labelWords)}`;
  return { fileName: `${baseNameOf(input).replaceAll("-", "_")}.py`, mediaType: "text/x-python", text: code };
}

/** What JSON calls a string, a number or a list of them, Python calls the same. */
function quoted(value: unknown): string {
  return JSON.stringify(value);
}

function joined(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (typeof piece === "string" ? quoted(piece) : `prepared(${piece.input})`)).join(" + ");
}

// A module in Python without dependencies: the prompt as a function, and one request with urllib.

import { PROBABILITY_FLOOR } from "../../../shared/prompt/loss.ts";
import type { ExportFile, ExportInput } from "./format.ts";
import { baseNameOf, notesOf } from "./notes.ts";
import type { Piece } from "./prompt-template.ts";
import { PYTHON_IMPORTS, pythonPrepared, pythonReading } from "./python-rule.ts";
import { requestTemplate } from "./request-body.ts";

export function pythonSnippet(input: ExportInput): ExportFile {
  const { content, result } = input;
  const { messages, inputs, route, text, maxTokens } = requestTemplate(input);
  const raw = route === "completions";
  const parameters = inputs.map((name) => `${name}: str`).join(", ");
  const values = inputs.join(", ");
  const turns = messages.map(({ role, pieces }) => `        {"role": ${quoted(role)}, "content": ${joined(pieces)}},\n`).join("");
  const code = `${notesOf(input)
    .map((note) => `# ${note}\n`)
    .join("")}
${["json", "math", ...PYTHON_IMPORTS, "urllib.request"].map((name) => `import ${name}\n`).join("")}
LABELS = ${quoted(content.labels)}
# The word that answers for each label.
LABEL_WORDS = ${quoted(content.labelWords)}
LABEL_OFFSETS = ${quoted(result.labelOffsets)}

${pythonPrepared()}

${
  raw
    ? `def prompt(${parameters}) -> str:\n    return ${joined(text)}`
    : `def messages(${parameters}) -> list:\n    return [\n${turns}    ]`
}


def classify(${parameters}, url: str, model: str, key: str):
    """The answer's label; None when it names none. url ends before /${route}."""
    body = {"model": model, ${raw ? `"prompt": prompt(${values})` : `"messages": messages(${values})`}, "temperature": 0, "max_tokens": ${maxTokens}}
    request = urllib.request.Request(
        url + "/${route}",
        data=json.dumps(body).encode(),
        headers={"content-type": "application/json", "authorization": "Bearer " + key},
    )
    with urllib.request.urlopen(request) as response:
        choice = json.load(response)["choices"][0]
    return label_in_answer(choice${raw ? '["text"]' : '["message"]["content"] or ""'})


def label_of(log_probs):
    """The label after the offsets, from the log-probability of each label word, as it was measured."""
    highest = max(log_probs)
    total = highest + math.log(sum(math.exp(value - highest) for value in log_probs))
    scores = [max(value - total, math.log(${PROBABILITY_FLOOR})) - offset for value, offset in zip(log_probs, LABEL_OFFSETS)]
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

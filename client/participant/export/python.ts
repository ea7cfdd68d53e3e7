// A module in Python without dependencies: the prompt as a function, and one request with urllib.

import { PROBABILITY_FLOOR } from "../../../shared/prompt/loss.ts";
import { CONTROL_TOKENS } from "../../../shared/prompt/special-tokens.ts";
import type { ExportFile, ExportInput } from "./format.ts";
import { baseNameOf, notesOf } from "./notes.ts";
import type { Piece } from "./prompt-template.ts";
import { requestTemplate } from "./request-body.ts";

/** What \s means in JavaScript, which collapsed the texts that were measured; Python's own \s is another set. */
const SPACE = "[\\t-\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]+";

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
import json
import math
import re
import urllib.request

LABELS = ${quoted(content.labels)}
# The word that answers for each label.
LABEL_WORDS = ${quoted(content.labelWords)}
LABEL_OFFSETS = ${quoted(result.labelOffsets)}

SPACE = re.compile("${SPACE}")
CONTROL = re.compile(r"""${CONTROL_TOKENS.source.replaceAll("\\/", "/")}""")


def prepared(text: str) -> str:
    return CONTROL.sub(r"\\g<0> ", SPACE.sub(" ", text).strip(" "))


${
  raw
    ? `def prompt(${parameters}) -> str:\n    return ${joined(text)}`
    : `def messages(${parameters}) -> list:\n    return [\n${turns}    ]`
}


def classify(${parameters}, url: str, model: str, key: str):
    """The answer's label; None when the model answered something else. url ends before /${route}."""
    body = {"model": model, ${raw ? `"prompt": prompt(${values}), "stop": ["\\n"]` : `"messages": messages(${values})`}, "temperature": 0, "max_tokens": ${maxTokens}}
    request = urllib.request.Request(
        url + "/${route}",
        data=json.dumps(body).encode(),
        headers={"content-type": "application/json", "authorization": "Bearer " + key},
    )
    with urllib.request.urlopen(request) as response:
        answer = json.load(response)["choices"][0]${raw ? '["text"]' : '["message"]["content"]'}.strip()
    return LABELS[LABEL_WORDS.index(answer)] if answer in LABEL_WORDS else None


def label_of(log_probs):
    """The label after the offsets, from the log-probability of each label word, as it was measured."""
    highest = max(log_probs)
    total = highest + math.log(sum(math.exp(value - highest) for value in log_probs))
    scores = [max(value - total, math.log(${PROBABILITY_FLOOR})) - offset for value, offset in zip(log_probs, LABEL_OFFSETS)]
    return LABELS[scores.index(max(scores))]
`;
  return { fileName: `${baseNameOf(input).replaceAll("-", "_")}.py`, mediaType: "text/x-python", text: code };
}

/** What JSON calls a string, a number or a list of them, Python calls the same. */
function quoted(value: unknown): string {
  return JSON.stringify(value);
}

function joined(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (typeof piece === "string" ? quoted(piece) : `prepared(${piece.input})`)).join(" + ");
}

// A shell script around curl: POSIX shell, sed and tr. Where there is a python3, texts are prepared and answers are read by it, with the
// rules that measured.

import type { ExportFile, ExportInput } from "../format.ts";
import { baseNameOf, notesOf } from "../notes.ts";
import type { Piece } from "../prompt-template.ts";
import { requestTemplate } from "../request-body.ts";
import { PYTHON_ANSWER_IN } from "./python-asking.ts";
import { PYTHON_IMPORTS, pythonPrepared, pythonReading } from "./python-rule.ts";

export function curlSnippet(input: ExportInput): ExportFile {
  const { messages, inputs, route, text, words } = requestTemplate(input);
  const open: readonly Piece[] =
    route === "completions"
      ? ['"prompt":"', ...text.map(inJson), '"']
      : [
          '"messages":[',
          ...messages.flatMap(({ role, pieces }, i) => [`${i > 0 ? "," : ""}{"role":"${role}","content":"`, ...pieces.map(inJson), '"}']),
          "]",
        ];
  const body: readonly Piece[] = [...open, `,${JSON.stringify(words).slice(1)}`];
  const parts = body.map((piece) => (typeof piece === "string" ? `'${piece.replaceAll("'", "'\\''")}'` : `"$${piece.input}"`));
  const code = `#!/bin/sh
${notesOf(input)
  .map((note) => `# ${note}\n`)
  .join("")}#
# Use: BASE_URL=... MODEL=... API_KEY=... sh ${baseNameOf(input)}.sh ${inputs.map((name) => (name === "text" ? "'your text'" : "'your second text'")).join(" ")}
# BASE_URL ends before /${route}. Prints the label; nothing when the answer names none. Without a python3 the answer is printed as it
# comes, and white space beyond ASCII and hidden characters are left in the text.
set -eu
LC_ALL=C
export LC_ALL
python=$(command -v python3 || true)

# The rules by which the prompt was measured.
rules() {
  cat <<'PYTHON'
${rulesOf(input)}PYTHON
}

# A text as the inside of a JSON string: one line, control tokens broken up, backslashes and quotes escaped.
prepared() {
  if [ -n "$python" ]; then
    printf '%s' "$1" | "$python" -c "$(rules)" prepare
    return
  fi
  printf '%s' "$1" | tr -s '\\t\\n\\v\\f\\r ' ' ' | tr -d '\\000-\\037' | sed -E \\
    -e 's/^ //' -e 's/ $//' \\
    -e 's/<(\\|[^ |<>]{1,80}\\|>|\\/?s>|\\/?(bos|eos|pad|unk|think)>|(start|end)_of_(turn|text|image)>|<\\/?SYS>>)/< \\1/g' \\
    -e 's/\\[(\\/?(INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS)\\])/[ \\1/g' \\
    -e 's/\\\\/\\\\\\\\/g' -e 's/"/\\\\"/g'
}
${inputs.map((name, i) => `${name}=$(prepared "$${i + 1}")\n`).join("")}
read_answer() {
  if [ -n "$python" ]; then "$python" -c "$(rules)" read; else cat; fi
}
{
  printf '{"model":"%s",' "$MODEL"
  printf '%s' ${parts.join(" \\\n    ")}
} | curl --silent --show-error --fail-with-body --data-binary @- \\
  -H 'content-type: application/json' -H "authorization: Bearer $API_KEY" "$BASE_URL/${route}" | read_answer
`;
  return { fileName: `${baseNameOf(input)}.sh`, mediaType: "application/x-sh", text: code };
}

function rulesOf({ content }: ExportInput): string {
  return `${["json", ...PYTHON_IMPORTS, "sys"].map((name) => `import ${name}\n`).join("")}
LABELS = ${JSON.stringify(content.labels)}

${pythonPrepared()}

${PYTHON_ANSWER_IN}

${pythonReading(content.labelWords)}

given = sys.stdin.buffer.read().decode("utf-8", "replace")
if sys.argv[1] == "prepare":
    sys.stdout.write(json.dumps(prepared(given))[1:-1])
else:
    try:
        answer = answer_in(json.loads(given)["choices"][0])
    except (ValueError, LookupError, TypeError, AttributeError):
        sys.exit(given)
    sys.stdout.buffer.write(((label_in_answer(answer) or "") + "\\n").encode())
`;
}

/** The inside of a JSON string. */
function inJson(piece: Piece): Piece {
  return typeof piece === "string" ? JSON.stringify(piece).slice(1, -1) : piece;
}

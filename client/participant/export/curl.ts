// A shell script around curl: POSIX shell, sed and tr, nothing else.

import type { ExportFile, ExportInput } from "./format.ts";
import { baseNameOf, notesOf } from "./notes.ts";
import type { Piece } from "./prompt-template.ts";
import { requestTemplate } from "./request-body.ts";

export function curlSnippet(input: ExportInput): ExportFile {
  const { messages, inputs, route, text, maxTokens } = requestTemplate(input);
  const open: readonly Piece[] =
    route === "completions"
      ? ['"prompt":"', ...text.map(inJson), '","stop":["\\n"]']
      : [
          '"messages":[',
          ...messages.flatMap(({ role, pieces }, i) => [`${i > 0 ? "," : ""}{"role":"${role}","content":"`, ...pieces.map(inJson), '"}']),
          "]",
        ];
  const body: readonly Piece[] = [...open, `,"temperature":0,"max_tokens":${maxTokens}}`];
  const parts = body.map((piece) => (typeof piece === "string" ? `'${piece.replaceAll("'", "'\\''")}'` : `"$${piece.input}"`));
  const code = `#!/bin/sh
${notesOf(input)
  .map((note) => `# ${note}\n`)
  .join("")}#
# Use: BASE_URL=... MODEL=... API_KEY=... sh ${baseNameOf(input)}.sh ${inputs.map((name) => (name === "text" ? "'your text'" : "'your second text'")).join(" ")}
# BASE_URL ends before /${route}. White space beyond ASCII is left as it is.
set -eu
LC_ALL=C
export LC_ALL

# A text as the inside of a JSON string: one line, control tokens broken up, backslashes and quotes escaped.
prepared() {
  printf '%s' "$1" | tr -s '\\t\\n\\v\\f\\r ' ' ' | tr -d '\\000-\\037' | sed -E \\
    -e 's/^ //' -e 's/ $//' \\
    -e 's/<(\\|[^ |<>]{1,80}\\|>|\\/?s>|\\/?(bos|eos|pad|unk|think)>|(start|end)_of_(turn|text|image)>|<\\/?SYS>>)/< \\1/g' \\
    -e 's/\\[(\\/?(INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS)\\])/[ \\1/g' \\
    -e 's/\\\\/\\\\\\\\/g' -e 's/"/\\\\"/g'
}
${inputs.map((name, i) => `${name}=$(prepared "$${i + 1}")\n`).join("")}
{
  printf '{"model":"%s",' "$MODEL"
  printf '%s' ${parts.join(" \\\n    ")}
} | curl --silent --show-error --fail-with-body --data-binary @- \\
  -H 'content-type: application/json' -H "authorization: Bearer $API_KEY" "$BASE_URL/${route}"
`;
  return { fileName: `${baseNameOf(input)}.sh`, mediaType: "application/x-sh", text: code };
}

/** The inside of a JSON string. */
function inJson(piece: Piece): Piece {
  return typeof piece === "string" ? JSON.stringify(piece).slice(1, -1) : piece;
}

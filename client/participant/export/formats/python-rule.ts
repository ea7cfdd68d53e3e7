// The rules of the snippets in Python, without dependencies: how a text is prepared, and how an answer is read. Ports of preparedText in
// shared/prompt/render.ts and of shared/prompt/answers/label-in-answer.ts; tests hold them equal to those on thousands of texts.

import { answerReading } from "../../../../shared/prompt/answers/answer-reading.ts";
import { HIDDEN_CHARACTERS } from "../../../../shared/prompt/hidden-characters.ts";
import { CONTROL_TOKENS } from "../../../../shared/prompt/special-tokens.ts";

/** What a module that holds the rules imports. */
export const PYTHON_IMPORTS = ["re", "unicodedata"] as const;

/** What \s means in JavaScript, which collapsed the texts that were measured; Python's own \s is another set. */
const SPACE = "[\\t-\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]+";

export function pythonPrepared(): string {
  return `SPACE = re.compile(r"${SPACE}")
# Zero-width characters, marks that reorder text and their like, where no script or emoji needs them.
HIDDEN = re.compile(r"${pythonPattern(HIDDEN_CHARACTERS.source)}")
CONTROL = re.compile(r"""${CONTROL_TOKENS.source.replaceAll("\\/", "/")}""")


def prepared(text: str) -> str:
    """A text as it was measured: one line, no hidden characters, control tokens broken up."""
    line = SPACE.sub(" ", text).strip(" ")
    line = HIDDEN.sub(lambda found: found[0] if found[1] is None else "", line)
    return CONTROL.sub(r"\\g<0> ", SPACE.sub(" ", line).strip(" "))
`;
}

/** Needs LABELS. */
export function pythonReading(labelWords: readonly string[]): string {
  const { strict, bare } = answerReading(labelWords);
  return `# A label's index, and where its word is found in an answer. Longest words first.
STRICT = ${JSON.stringify(strict)}
# For answers without accents; empty where that would make two labels one.
BARE = ${JSON.stringify(bare)}


def label_in_answer(answer: str):
    """The label that an answer in words names, read as it was measured; None when it names none."""
    text = compared_form(answer)
    found = first_in(text, STRICT)
    if found is None:
        found = first_in(without_accents(text), BARE)
    return None if found is None else LABELS[found]


def first_in(text: str, patterns):
    best, start = None, len(text) + 1
    for label, pattern in patterns:
        found = re.search(in_python(pattern, text), text)
        if found and found.start() < start:
            best, start = label, found.start()
    return best


def compared_form(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).lower()
    for pattern, instead in COMPARED:
        text = re.sub(pattern, instead, text)
    return text


COMPARED = [
    ("i\\u0307|\\u0131", "i"),
    ("\\u00df", "ss"),
    ("[\\u0640\\u064b-\\u065f\\u0670\\u0591-\\u05c7]", ""),
    ("[\\u0622\\u0623\\u0625\\u0671]", "\\u0627"),
    ("\\u0649", "\\u064a"),
    ("\\u0629", "\\u0647"),
    ("[\\u2010-\\u2014\\u2212]", "-"),
    ("[\\u2018\\u2019\\u02bc\`\\u00b4]", "'"),
]


def without_accents(text: str) -> str:
    kept, accented = [], False
    for char in unicodedata.normalize("NFD", text):
        if accented and unicodedata.category(char) == "Mn":
            continue
        accented = unicodedata.name(char, "").startswith(("LATIN ", "GREEK "))
        kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept))


def in_python(pattern: str, text: str) -> str:
    """Python's expressions know letters, but not marks and numbers: those that the text has stand in."""
    marks, numbers = (re.escape("".join(sorted({char for char in text if unicodedata.category(char)[0] == kind}))) for kind in "MN")
    letter = r"(?:[^\\W_]" + (f"|[{marks}]" if marks else "") + ")"
    number = f"[{numbers}]" if numbers else r"[^\\s\\S]"
    plain = pattern.replace(r"[\\p{L}\\p{N}\\p{M}]", letter).replace(r"[^\\p{L}\\p{N}]", r"[\\W_]")
    return plain.replace(r"[\\p{N}]", number)
`;
}

/** An expression of JavaScript with the flag u, inside a string of Python: classes of properties are spelled out. */
function pythonPattern(source: string): string {
  return source
    .replace(/\[(?:\\p\{[^}]+\}|\\u\{[0-9A-F]+\}|[^\]\\]|\\[^p])*\]|\\p\{[^}]+\}/g, (set) => (set.includes("\\p") ? spelledOut(set) : set))
    .replace(/\\u\{([0-9A-F]+)\}/g, (_, hex: string) => pythonChar(Number.parseInt(hex, 16)));
}

/** Characters beyond the third plane have no properties that matter here, but tags and variants. */
const RANGES = [
  [0, 0x20000],
  [0xe0000, 0xe1000],
] as const;

function spelledOut(set: string): string {
  const one = new RegExp(`^${set}$`, "u");
  const found: string[] = [];
  for (const [from, to] of RANGES) {
    let start = -1;
    for (let code = from; code <= to; code++) {
      const inside = code < to && one.test(String.fromCodePoint(code));
      if (inside && start < 0) start = code;
      if (inside || start < 0) continue;
      found.push(start === code - 1 ? pythonChar(start) : `${pythonChar(start)}-${pythonChar(code - 1)}`);
      start = -1;
    }
  }
  return `[${found.join("")}]`;
}

function pythonChar(code: number): string {
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
}

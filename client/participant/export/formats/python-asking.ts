// The part of the Python snippet that asks a model and reads its reply: the labels' log-probabilities where the prompt was measured with
// them, else an answer in words. token_masses is a port of client/language-model/scoring/token-masses.ts, held equal to it by tests.

import { THOUGHT_MARKS } from "../../../../shared/checkers/reading/without-thoughts.ts";
import { labelForms } from "../../../../shared/prompt/render.ts";
import type { ExportInput } from "../format.ts";
import type { ProbabilityRequest, RequestTemplate } from "../request-body.ts";

export function pythonAsking(input: ExportInput, { route, inputs, words, probabilities }: RequestTemplate): string {
  const parameters = inputs.map((name) => `${name}: str, `).join("");
  const values = inputs.map((name) => `${name}, `).join("");
  const asked = `${route === "completions" ? '"prompt": prompt' : '"messages": messages'}(${inputs.join(", ")})`;
  const both = probabilities
    ? `def classify(${parameters}url: str, model: str, key: str):
    """The label by the log-probabilities of the label words, as it was measured; by an answer in words where the endpoint
    gives none. None when that names none. url ends before /${route}."""
    log_probs = label_log_probs(${values}url, model, key)
    return label_of(log_probs) if log_probs else classify_by_words(${values}url, model, key)


`
    : "";
  return `${both}def ${probabilities ? "classify_by_words" : "classify"}(${parameters}url: str, model: str, key: str):
    """The label by an answer in words; None when it names none. url ends before /${route}."""
    reply = ask(url + "/${route}", key, {"model": model, ${asked}, **${pythonValue(words)}})
    return label_in_answer(answer_in(reply["choices"][0]))


def ask(address: str, key: str, body):
    headers = {"content-type": "application/json", "authorization": "Bearer " + key}
    with urllib.request.urlopen(urllib.request.Request(address, data=json.dumps(body).encode(), headers=headers)) as response:
        return json.load(response)

${probabilities ? `\n${logProbsCode(input, { probabilities, parameters, asked, route })}\n` : ""}
${PYTHON_ANSWER_IN}`;
}

interface Asking {
  readonly probabilities: ProbabilityRequest;
  readonly parameters: string;
  readonly asked: string;
  readonly route: string;
}

function logProbsCode({ content, result }: ExportInput, { probabilities, parameters, asked, route }: Asking): string {
  const head = `def label_log_probs(${parameters}url: str, model: str, key: str):
    """One for each label; None where the endpoint gives none."""
    try:
`;
  const tail = `    except urllib.error.HTTPError as error:
        # Some refuse to be asked for them.
        if error.code in (400, 404, 422):
            return None
        raise
`;
  if (probabilities.type === "score") {
    return `${head}        reply = ask(url + "/score", key, {"model": model, ${asked}, "labels": ${JSON.stringify(probabilities.forms)}})
        return reply["logprobs"] if len(reply.get("logprobs") or []) == len(LABELS) else None
${tail}`;
  }
  const { topK, alike, first, follow } = probabilities;
  const forms = labelForms(content, result.layout).map(({ form }) => form);
  return `${head}        # What begins several label words is followed to where they part.
        follow = ${pythonValue(alike)}
        for _ in range(3):
            fields = ${pythonValue(follow)} if follow else ${pythonValue(first)}
            reply = ask(url + "/${route}", key, {"model": model, ${asked}, **fields})
            steps = steps_of(reply["choices"][0].get("logprobs"))
            if not steps:
                return None
            log_probs, mass, unresolved, returned = token_masses(steps, ${JSON.stringify(forms)}, ${topK})
            if returned > 1.001:
                return None
            if unresolved <= min(1, mass):
                return log_probs
            if follow and len(steps) == 1:
                return None
            follow = True
        return None
${tail}
${TOKEN_MASSES}`;
}

const TOKEN_MASSES = `
def steps_of(logprobs):
    """The places of an answer, each the token that was written and the likeliest ones: (text, log-probability, bytes)."""

    def token_of(entry):
        text, log_prob, data = entry.get("token"), entry.get("logprob"), entry.get("bytes")
        told = isinstance(text, str) and isinstance(log_prob, (int, float))
        return [(text, log_prob, data if isinstance(data, list) else None)] if told else []

    def likeliest(place):
        top = [token for entry in place.get("top_logprobs") or [] for token in token_of(entry)]
        return top if not top or any(token[0] == place.get("token") for token in top) else top + token_of(place)

    def named(top):
        entries = top if isinstance(top, list) else [{"token": text, "logprob": value} for text, value in (top or {}).items()]
        return [token for entry in entries for token in token_of(entry)]

    logprobs = logprobs or {}
    if logprobs.get("content"):
        places = [(place.get("token") or "", likeliest(place)) for place in logprobs["content"]]
    else:
        written = logprobs.get("tokens") or []
        tops = logprobs.get("top_logprobs") or []
        places = [(written[i] if i < len(written) else "", named(top)) for i, top in enumerate(tops)]
    if not places or not places[0][1]:
        return []
    # Some servers repeat the first place's tokens at every other.
    return places[:1] if all(top == places[0][1] for _, top in places[1:]) else places


FLOOR = 1e-6


def token_masses(steps, forms, asked: int):
    """Log-probabilities of the labels, the mass of all of them, the mass that cannot be told apart, and of all tokens."""
    usable = sorted((token for token in steps[0][1] if token[1] > -9000), key=lambda token: -token[1])
    words = [form.strip(SPACES).lower() for form in forms]
    observed, unresolved = [0.0] * len(words), 0.0
    for token in usable:
        p = math.exp(token[1])
        matches = [i for i, word in enumerate(words) if matching(word, forms[i], token)]
        if len(matches) == 1:
            observed[matches[0]] += p
        elif len(matches) > 1 and token[0] == steps[0][0] and len(steps) > 1:
            shares, open_mass = split_mass(words, matches, [token[0]], steps[1:])
            observed = [mass + p * share for mass, share in zip(observed, shares)]
            unresolved += p * open_mass
        elif len(matches) > 1:
            whole = whole_word(words, matches, token)
            if whole is None:
                unresolved += p
            else:
                observed[whole] += p
    returned = sum(math.exp(token[1]) for token in usable)
    left = max(FLOOR, 1 - returned)
    smallest = 1 if len(usable) < asked else math.exp(usable[min(asked, len(usable)) - 1][1])
    missing = sum(1 for mass in observed if not mass > 0)
    imputed = max(FLOOR, min(smallest, left / max(1, missing)) / 2)
    values = [1.0 if missing == len(observed) else max(mass, FLOOR if mass > 0 else imputed) for mass in observed]
    return [math.log(value / sum(values)) for value in values], sum(observed), unresolved, returned


def spelled_by(*texts: str) -> str:
    return "".join(re.sub("^[\\u2581\\u0120]", " ", text) for text in texts).lstrip(SPACES).lower()


def part_of_character(token):
    """The bytes of a token that begins or ends inside a character, without spaces before them."""
    if token[2] is None:
        return None
    data = bytes(token[2])
    try:
        data.decode()
        return None
    except UnicodeDecodeError:
        return data.lstrip(b" ")


def matching(word: str, form: str, token) -> bool:
    part = part_of_character(token)
    if part is not None:
        return form.strip(SPACES).encode().startswith(part)
    spelled = spelled_by(token[0]).rstrip(SPACES)
    return spelled != "" and word.startswith(spelled)


def whole_word(words, matches, token):
    """The label whose whole word the token is, unless another is sure to go on with a token of its own."""
    spelled = spelled_by(token[0]).rstrip(SPACES)
    whole = [i for i in matches if words[i] == spelled]
    if len(whole) != 1 or any(i != whole[0] and not goes_on(words[i][len(spelled) :]) for i in matches):
        return None
    return whole[0]


def goes_on(text: str) -> bool:
    return text != "" and unicodedata.category(text[0])[0] in "LMN"


def split_mass(words, members, written, steps):
    """Shares of the mass for each label, and what cannot be told apart, after the tokens that were written."""
    spelled = spelled_by(*written)
    whole = next((i for i in members if words[i] == spelled.rstrip(SPACES)), None)
    shares = [0.0] * len(words)
    if not steps:
        if whole is not None:
            shares[whole] = 1.0
        return shares, 1.0 if whole is None else 0.0
    open_mass, seen = 0.0, 0.0
    for token in steps[0][1]:
        share = math.exp(token[1])
        seen += share
        longer = spelled_by(*written, token[0])
        going = [i for i in members if longer != "" and words[i].startswith(longer)]
        if len(going) == 1 and longer != spelled:
            shares[going[0]] += share
        elif going and token[0] == steps[0][0]:
            inner, inner_open = split_mass(words, going, [*written, token[0]], steps[1:])
            for i in going:
                shares[i] += share * inner[i]
            open_mass += share * inner_open
        elif going or part_of_character(token) is not None:
            open_mass += share
        elif whole is not None and not goes_on(token[0]):
            shares[whole] += share
    return shares, open_mass + max(0.0, 1 - seen)


SPACES = "\\t\\n\\x0b\\x0c\\r \\u00a0\\u1680\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))
`;

/** Parts joined, thoughts taken off, as in client/language-model/dialects/message-text.ts. Needs re. */
export const PYTHON_ANSWER_IN = `CLOSING = re.compile(r"""${THOUGHT_MARKS.closing.source}""", re.IGNORECASE)
OPENING = re.compile(r"""${THOUGHT_MARKS.opening.source}""", re.IGNORECASE)
THOUGHT = re.compile("(?:redacted_)?(?:think|thought|reason)", re.IGNORECASE)


def answer_in(choice) -> str:
    """What was answered in words: parts joined, thoughts taken off."""
    content = choice["message"].get("content") if "message" in choice else choice.get("text")
    text = ""
    for part in content if isinstance(content, list) else [content]:
        if isinstance(part, str):
            text += part
        elif isinstance(part, dict) and not THOUGHT.match(part.get("type") or "") and part.get("thought") is not True:
            text += part.get("text") or ""
    ends = [found.end() for found in CLOSING.finditer(text)]
    text = text[ends[-1] :] if ends else text
    return "" if OPENING.match(text) else text
`;

/** Of JSON. */
function pythonValue(value: unknown): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return `[${value.map(pythonValue).join(", ")}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, inner]) => `${JSON.stringify(name)}: ${pythonValue(inner)}`)
    .join(", ")}}`;
}

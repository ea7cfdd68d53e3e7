// Reads the body of a failed response, whatever its provider has made of it: a record, a list, a text with JSON in it, errors within
// errors. It gives codes apart from sentences, because codes mean the same whoever wrote them and sentences may quote a prompt.

export interface ErrorBody {
  /** Codes, types, reasons and names of statuses. */
  readonly kinds: readonly string[];
  /** What is written for people, the outermost first. */
  readonly sentences: readonly string[];
  /** Request fields that are named as the reason. */
  readonly fields: readonly string[];
  /** Numbers and texts under names that tell how long to wait, such as retryDelay. */
  readonly waits: readonly Wait[];
  /** Whether it tells what a filter found in the text. */
  readonly filtered: boolean;
}

export interface Wait {
  readonly name: string;
  readonly value: string;
}

/** `body`: parsed JSON, or the text that is none. */
export function readErrorBody(body: unknown): ErrorBody {
  const found: Found = { kinds: [], sentences: [], fields: [], waits: [], filtered: false, left: MOST_VALUES };
  walk(body, { name: "message", depth: 0 }, found);
  return found;
}

interface Found {
  readonly kinds: string[];
  readonly sentences: string[];
  readonly fields: string[];
  readonly waits: Wait[];
  filtered: boolean;
  left: number;
}

interface Place {
  /** Name of the field that holds the value, in lower case; a list's own name for its entries. */
  readonly name: string;
  readonly depth: number;
}

const MOST_VALUES = 400;
const DEEPEST = 10;
const LONGEST_SENTENCE = 2_000;

const SENTENCES =
  /^(?:.*message|msg|.*error|errors|details?|.*_msg|title|description|error_description|raw|faultstring|cause|reason|body)$/;
const KINDS =
  /^(?:code|.*_code|.*_type|type|status|status_code|statuscode|error|errors|reason|error_name|name|__type|errorcode|quotaid|http_code|object)$/;
const WAITS = /^(?:retry_?after(?:_?ms|_?seconds|_?secs)?|retry_?delay|estimated_time|.*ratelimit.*reset.*|wait_?(?:time|seconds)?)$/;
/** A provider sends the request back in these: they are the participant's own words. */
const ECHOES = /^(?:input|ctx|request|request_body|prompt|prompts|messages|content|contents|parameters|flagged_input|url|instance)$/;
/** OpenRouter's and Azure's findings about a text; empty lists and records find nothing. */
const FINDINGS = /^(?:reasons|patterns|flagged_input)$/;
const CODE = /^[\p{L}\p{N}_.:/-]{1,80}$/u;

function walk(value: unknown, place: Place, found: Found): void {
  const { name, depth } = place;
  if (depth > DEEPEST || found.left-- <= 0) return;
  if (typeof value === "string") walkText(value, place, found);
  else if (typeof value === "number") take(String(value), name, found);
  else if (Array.isArray(value) && name === "loc") takeField(value.at(-1), found);
  else if (Array.isArray(value)) {
    if (FINDINGS.test(name) && value.length > 0) found.filtered = true;
    for (const entry of value) walk(entry, { name, depth: depth + 1 }, found);
  } else if (typeof value === "object" && value !== null) {
    if (WAITS.test(name) && "seconds" in value) found.waits.push({ name, value: `${value.seconds}s` });
    for (const [key, entry] of Object.entries(value)) walkField(key.toLowerCase(), { value: entry, depth: depth + 1 }, found);
  }
}

function walkField(name: string, { value, depth }: { value: unknown; depth: number }, found: Found): void {
  if (FINDINGS.test(name) && typeof value === "string" && value !== "") found.filtered = true;
  if (name === "filtered" && value === true) found.filtered = true;
  if (name === "param") takeField(value, found);
  else if (!ECHOES.test(name)) walk(value, { name, depth }, found);
}

function walkText(text: string, { name, depth }: Place, found: Found): void {
  const whole = jsonIn(text);
  if (whole !== undefined) {
    walk(whole.value, { name, depth: depth + 1 }, found);
    return;
  }
  take(text, name, found);
  // Gateways put what the host behind them wrote into a sentence of their own.
  const from = SENTENCES.test(name) ? text.search(/[{[]/) : -1;
  const inner = from < 0 ? undefined : jsonIn(text.slice(from, text.lastIndexOf(text[from] === "{" ? "}" : "]") + 1));
  if (inner !== undefined) walk(inner.value, { name, depth: depth + 1 }, found);
  for (const [, key = "", quoted = ""] of text.matchAll(PYTHON_PAIR)) {
    if (key === "param") takeField(quoted, found);
    else take(quoted, key, found);
  }
}

/** LiteLLM and others print the record of their host's error as Python does. */
const PYTHON_PAIR = /'(code|type|status|param|message)': '([^']{1,400})'/g;

function take(text: string, name: string, found: Found): void {
  if (WAITS.test(name)) found.waits.push({ name, value: text });
  else if (KINDS.test(name) && CODE.test(text)) found.kinds.push(text);
  else if (SENTENCES.test(name) && text.trim() !== "") found.sentences.push(text.slice(0, LONGEST_SENTENCE));
}

function takeField(value: unknown, found: Found): void {
  if (typeof value === "string" && /^[a-z_.]{1,40}$/.test(value)) found.fields.push(value);
}

function jsonIn(text: string): { readonly value: unknown } | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

// Values as Python prints them: pandas writes lists and objects into CSV cells like that, `['delivery']` or `{'text': 'Where is it?'}`.

/** undefined when the text is no list, tuple or object that Python printed. */
export function parsePythonLiteral(text: string): unknown {
  const tokens = tokensOf(text);
  if (tokens === undefined) return undefined;
  let at = 0;
  const read = (): unknown => {
    const token = tokens[at++];
    if (token === undefined) throw new SyntaxError("the text ends too early");
    if (token === "[" || token === "(") return readList(token === "[" ? "]" : ")");
    if (token === "{") return readObject();
    if (typeof token !== "string") return token.value;
    throw new SyntaxError("a value is missing");
  };
  const readList = (end: string): unknown[] => {
    const values: unknown[] = [];
    while (tokens[at] !== end) {
      values.push(read());
      if (tokens[at] === ",") at++;
      else if (tokens[at] !== end) throw new SyntaxError("a comma is missing");
    }
    at++;
    return values;
  };
  const readObject = (): unknown => {
    const fields: [string, unknown][] = [];
    while (tokens[at] !== "}") {
      const key = read();
      if (tokens[at++] !== ":") throw new SyntaxError("a colon is missing");
      fields.push([String(key), read()]);
      if (tokens[at] === ",") at++;
      else if (tokens[at] !== "}") throw new SyntaxError("a comma is missing");
    }
    at++;
    return Object.fromEntries(fields);
  };
  try {
    const value = read();
    return at === tokens.length && typeof value === "object" ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Punctuation, or a value of its own. */
type Token = string | { readonly value: unknown };

const TOKEN =
  /\s*(?:([[\](){},:])|[uUbB]?'((?:[^'\\]|\\.)*)'|[uUbB]?"((?:[^"\\]|\\.)*)"|(-?\d+(?:\.\d*)?(?:e[+-]?\d+)?)|(True|False|None|nan))\s*/sy;

function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const found = TOKEN.exec(text);
    if (found === null) return undefined;
    const [, punctuation, single, double, number, word] = found;
    const string = single ?? double;
    if (punctuation !== undefined) tokens.push(punctuation);
    else if (string !== undefined) tokens.push({ value: unescaped(string) });
    else tokens.push({ value: number === undefined ? (word === "True" ? true : word === "False" ? false : null) : Number(number) });
  }
  return tokens;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

function unescaped(string: string): string {
  return string.replace(
    /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))/gis,
    (_, two?: string, four?: string, eight?: string, other = "") => {
      const code = two ?? four ?? eight;
      return code === undefined ? (ESCAPES[other] ?? other) : String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10ffff));
    },
  );
}

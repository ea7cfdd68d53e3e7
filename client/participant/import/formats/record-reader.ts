// Text with delimiters to records. Quotes are read as RFC 4180 has them; where they make no sense there, the damage ends with its own line.
// A parser that goes on to the next quotation mark that fits makes one row out of thousands (mholt/PapaParse#226), and nobody hears of it.

export interface CellDialect {
  readonly delimiter: string;
  /** null: quotation marks are text like any other. */
  readonly quote: '"' | "'" | null;
  /** How a quotation mark is written within a quoted cell: twice, or after a backslash. */
  readonly escape: "double" | "backslash";
}

export interface DelimitedRecord {
  readonly cells: readonly string[];
  /** Quotes that cannot be understood: the record is its first line, and its cells are not to be used. */
  readonly fault: "bad-quotes" | "unclosed-quote" | null;
  /** Cells in quotation marks as they should be. */
  readonly quoted: number;
  /** Whether a quotation mark at the beginning of a cell was read as text. */
  readonly literal: boolean;
}

export interface RecordReaderOptions {
  readonly dialect: CellDialect;
  /** Cells of a usual record; 0 where it is not known yet. */
  readonly width: number;
  /** Says of a cell whether it is a label: a line with one and of the usual width is a record of its own. */
  readonly isLabel: (cell: string) => boolean;
}

/** Lines must end in "\n" alone. Empty lines are records of one empty cell. */
export function* readRecords(text: string, { dialect, width, isLabel }: RecordReaderOptions): Generator<DelimitedRecord> {
  const { quote, delimiter } = dialect;
  const careful = quote === null ? undefined : createQuotedReader(text, { dialect, width, isLabel, quote });
  for (let at = 0; at < text.length; ) {
    const end = lineEnd(text, at);
    const line = text.slice(at, end);
    const found = careful && quote !== null && line.includes(quote) ? careful(at) : { record: asText(line.split(delimiter)), end };
    yield found.record;
    at = found.end + 1;
  }
}

interface Found {
  readonly record: DelimitedRecord;
  /** Of the line end that ends it, or of the text. */
  readonly end: number;
}

type Attempt =
  | { readonly type: "read"; readonly cells: readonly string[]; readonly quoted: number; readonly end: number }
  /** `cells` before the one at `at` whose quotation mark is not closed, or followed by something. */
  | { readonly type: "broken"; readonly cells: readonly string[]; readonly quoted: number; readonly at: number };

/** A text that somebody wrote without doubling its quotation marks is looked for over so many lines. */
const MOST_LINES = 20;

function createQuotedReader(text: string, options: RecordReaderOptions & { readonly quote: string }): (start: number) => Found {
  const { dialect, quote, width, isLabel } = options;
  const { delimiter } = dialect;
  const lastQuote = text.lastIndexOf(quote);

  const endOfCell = (at: number): number | undefined => {
    const next = afterSpaces(text, at);
    return next >= text.length || text[next] === "\n" || text.startsWith(delimiter, next) ? next : undefined;
  };
  const unquoted = (inner: string): string => {
    const single = inner.replaceAll(quote + quote, quote);
    return dialect.escape === "backslash" ? single.replace(/\\(["'\\])/g, "$1") : single;
  };
  /** The next quotation mark that is not part of the text by the rules; -1 for none. */
  const closing = (open: number): number => {
    for (let from = open + 1; from <= lastQuote; ) {
      const close = text.indexOf(quote, from);
      if (dialect.escape === "backslash" && isEscaped(text, close)) from = close + 1;
      else if (text[close + 1] === quote) from = close + 2;
      else return close;
    }
    return -1;
  };

  /** By the rules, from the beginning of a cell on. */
  const readStrictly = (from: number, before: readonly string[], quotedBefore: number): Attempt => {
    const cells = [...before];
    let quoted = quotedBefore;
    for (let at = from; ; ) {
      const open = afterSpaces(text, at);
      let end: number | undefined;
      if (text[open] === quote) {
        const close = closing(open);
        end = close < 0 ? undefined : endOfCell(close + 1);
        if (end === undefined) return { type: "broken", cells, quoted, at };
        cells.push(unquoted(text.slice(open + 1, close)));
        quoted++;
      } else {
        end = plainEnd(text, at, delimiter);
        cells.push(text.slice(at, end));
      }
      if (!text.startsWith(delimiter, end)) return { type: "read", cells, quoted, end };
      at = end + delimiter.length;
    }
  };

  /**
   * Within the line, a cell whose quotation marks close before its end is text, marks and all. undefined where one is not closed in the
   * line.
   */
  const readLiterally = (start: number, end: number): Attempt | undefined => {
    let attempt = readStrictly(start, [], 0);
    while (attempt.type === "broken") {
      const { at, cells, quoted } = attempt;
      const close = closing(afterSpaces(text, at));
      if (close < 0 || close > end) return undefined;
      const next = plainEnd(text, at, delimiter);
      const more = [...cells, text.slice(at, next)];
      attempt = text.startsWith(delimiter, next)
        ? readStrictly(next + delimiter.length, more, quoted)
        : { type: "read", cells: more, quoted, end: next };
    }
    return attempt.end <= end ? attempt : undefined;
  };

  /** Quotation marks within the broken cell are text up to one that makes the record come out at its width. */
  const readLoosely = (start: number, broken: Extract<Attempt, { type: "broken" }>, last: number): Attempt | undefined => {
    const open = afterSpaces(text, broken.at);
    for (let close = text.indexOf(quote, open + 1); close >= 0 && close <= last; close = text.indexOf(quote, close + 1)) {
      const next = endOfCell(close + 1);
      if (next === undefined) continue;
      const cells = [...broken.cells, unquoted(text.slice(open + 1, close))];
      const attempt: Attempt = text.startsWith(delimiter, next)
        ? readStrictly(next + delimiter.length, cells, broken.quoted)
        : { type: "read", cells, quoted: broken.quoted, end: next };
      if (attempt.type === "read" && attempt.cells.length === width && !swallows(start, attempt.end)) return attempt;
    }
    return undefined;
  };

  /** Whether each line of a longer record would be a record of its own, label and all: then a stray quotation mark joined them. */
  const swallows = (start: number, end: number): boolean => {
    const lines = text.slice(start, end).split("\n");
    const isWhole = (line: string): boolean => {
      const cells = line.split(delimiter);
      return cells.length === width && cells.some((cell) => isLabel(cell.trim().replaceAll(quote, "")));
    };
    return lines.length > 1 && lines.every(isWhole);
  };

  return (start) => {
    const end = lineEnd(text, start);
    const strict = readStrictly(start, [], 0);
    if (strict.type === "read" && !(strict.end > end && swallows(start, strict.end)))
      return { record: { ...strict, fault: null, literal: false }, end: strict.end };
    if (strict.type === "broken") {
      const literal = readLiterally(start, end);
      if (literal?.type === "read" && (width === 0 || literal.cells.length === width))
        return { record: { ...literal, fault: null, literal: true }, end: literal.end };
      const loose = readLoosely(start, strict, end) ?? readLoosely(start, strict, lineEnd(text, start, MOST_LINES));
      if (loose?.type === "read") return { record: { ...loose, fault: null, literal: true }, end: loose.end };
      const close = closing(afterSpaces(text, strict.at));
      if (close >= 0 && close <= end) return { record: { ...asText(text.slice(start, end).split(delimiter)), fault: "bad-quotes" }, end };
    }
    return { record: { ...asText(text.slice(start, end).split(delimiter)), fault: "unclosed-quote" }, end };
  };
}

function asText(cells: readonly string[]): DelimitedRecord {
  return { cells, fault: null, quoted: 0, literal: false };
}

/** Of the line at `at`, or of the last of several lines; where there is none, of the text. */
function lineEnd(text: string, at: number, lines = 1): number {
  let end = at - 1;
  for (let i = 0; i < lines; i++) {
    end = text.indexOf("\n", end + 1);
    if (end < 0) return text.length;
  }
  return end;
}

function plainEnd(text: string, at: number, delimiter: string): number {
  const end = lineEnd(text, at);
  const next = text.indexOf(delimiter, at);
  return next >= 0 && next < end ? next : end;
}

function afterSpaces(text: string, at: number): number {
  let next = at;
  while (text[next] === " ") next++;
  return next;
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text[at - 1 - slashes] === "\\") slashes++;
  return slashes % 2 === 1;
}

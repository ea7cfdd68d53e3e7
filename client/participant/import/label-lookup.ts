// Which label of the task a file means, where there is no doubt: the same label in another case, another Unicode form, as a number written
// otherwise, or in the wrapping of the tool that wrote it. What is less than sure is a guess, and none of this file's business.

export type LabelReading =
  | { readonly type: "label"; readonly label: string }
  /** More than one label: as they were written. */
  | { readonly type: "several"; readonly written: readonly string[] }
  /** `written` without the tool's wrapping, "" for none. */
  | { readonly type: "unknown"; readonly written: string };

export type LabelLookup = (written: string) => LabelReading;

/** Ways to compare, the strictest first. A way in which two labels of the task are the same does not tell them apart, and is not taken. */
const KEYS = [(label: string): string => label.normalize("NFC"), labelKey, numberKey];

export function labelLookup(labels: readonly string[]): LabelLookup {
  const ways = KEYS.map((keyOf) => ({ keyOf, byKey: unambiguous(labels, keyOf) }));
  const known = (written: string): string | undefined => {
    for (const { keyOf, byKey } of ways) {
      const found = byKey.get(keyOf(written));
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const read = (written: string): LabelReading => {
    const label = known(written);
    if (label !== undefined) return { type: "label", label };
    const parts = unwrapped(written) ?? joined(written, known);
    if (parts === undefined) return { type: "unknown", written };
    const readings = parts.flatMap((part) => (part.trim() === "" ? [] : [read(part.trim())]));
    const [first] = readings;
    if (first === undefined) return { type: "unknown", written: "" };
    const same = readings.every((reading) => JSON.stringify(reading) === JSON.stringify(first));
    return same ? first : { type: "several", written: parts };
  };
  const before = new Map<string, LabelReading>();
  return (cell) => {
    const reading = before.get(cell) ?? read(cell.trim());
    before.set(cell, reading);
    return reading;
  };
}

/** Case, outer spaces, compatibility forms and the dots of Turkish i do not count. */
export function labelKey(label: string): string {
  // By way of capitals, so that ß and ss, ı and i are the same; ς becomes σ, whether it ends the word or not.
  const folded = label.normalize("NFKC").replace(/\s+/gu, " ").trim().toUpperCase().toLowerCase();
  return folded.normalize("NFC").replaceAll("i\u0307", "i").replaceAll("ς", "σ");
}

/** `1`, `1.0` and `1,00` are one label; what is no number is only itself. */
function numberKey(label: string): string {
  const plain = label.trim().replace(",", ".");
  return /^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(plain) ? String(Number(plain)) : label;
}

function unambiguous(labels: readonly string[], keyOf: (label: string) => string): ReadonlyMap<string, string> {
  const byKey = new Map<string, string>();
  const twice = new Set<string>();
  for (const label of labels) {
    const key = keyOf(label);
    if (byKey.has(key)) twice.add(key);
    byKey.set(key, label);
  }
  for (const key of twice) byKey.delete(key);
  return byKey;
}

/**
 * The parts of a list in brackets, as JSON and Python write it, also as the choices of Label Studio's CSV; of fastText's
 * `__label__a __label__b`; or of a text in quotation marks.
 */
function unwrapped(written: string): string[] | undefined {
  const list = /^(?:\{\s*"choices"\s*:\s*)?([[(].*[\])])\s*\}?$/s.exec(written)?.[1];
  if (list !== undefined) return jsonParts(list) ?? listParts(list.slice(1, -1));
  if (/^__[a-z]+__\S/i.test(written)) return written.split(/\s+/).map((part) => part.replace(/^__[a-z]+__/i, ""));
  const quoted = /^(["'])(.*)\1$/s.exec(written)?.[2];
  return quoted === undefined ? undefined : [quoted];
}

function jsonParts(list: string): string[] | undefined {
  try {
    const parts: unknown = JSON.parse(list);
    return Array.isArray(parts) && parts.every((part) => typeof part !== "object") ? parts.map(String) : undefined;
  } catch {
    return undefined;
  }
}

/** undefined when it is no plain list. Parts without quotation marks are taken as they stand. */
function listParts(list: string): string[] | undefined {
  const parts: string[] = [];
  const part = /\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^,"'[\](){}]+))\s*(?:,|\s(?=["'])|$)/gy;
  while (part.lastIndex < list.length) {
    const found = part.exec(list);
    if (found === null) return undefined;
    const [, double, single, bare] = found;
    parts.push((double ?? single)?.replace(/\\(.)/g, "$1") ?? bare?.trim() ?? "");
  }
  return parts.filter((written, i) => written !== "" || i < parts.length - 1);
}

/** Several labels in one cell, as doccano (`a#b`) and others join them, where every part is a label of the task. */
function joined(written: string, known: (part: string) => string | undefined): string[] | undefined {
  for (const separator of ["#", ";", "|", ","]) {
    const parts = written.split(separator).map((part) => part.trim());
    if (parts.length > 1 && parts.every((part) => known(part) !== undefined)) return parts;
  }
  return undefined;
}

// From the likeliest first tokens of an answer to label scores with bounds (rung `top-k`). A token counts for a label when it is a beginning of
// that label's word and of no other; what was not returned is bounded by the leftover mass, never taken for a constant.

import type { Label, LabelScores } from "../../../shared/prompt/language-model.ts";
import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import type { TopToken } from "../dialects/dialect.ts";

export type LabelEvidence = Omit<LabelScores, "usage">;

/** Smallest probability a label is given. */
const FLOOR = 1e-6;
/** Some servers write "not available" as a very low log-probability. */
const NOT_AVAILABLE = -9000;

/** @throws LanguageModelError `malformed-answer` when the probabilities sum to more than one. */
export function scoreTopTokens(tokens: readonly TopToken[], labels: readonly Label[], asked: number): LabelEvidence {
  const usable = tokens.filter((t) => t.logProb > NOT_AVAILABLE).sort((a, b) => b.logProb - a.logProb);
  const returned = usable.reduce((sum, t) => sum + Math.exp(t.logProb), 0);
  if (!(returned <= 1 + 1e-3)) throw new LanguageModelError("malformed-answer", { detail: "token probabilities sum to more than one" });
  const words = labels.map((label) => new Word(label.form));
  const observed = new Float64Array(labels.length);
  // What surely belongs to the label, read strictly: the form in one token, space and case as asked.
  const certain = new Float64Array(labels.length);
  let ambiguous = 0;
  for (const token of usable) {
    const p = Math.exp(token.logProb);
    const part = partOfCharacter(token);
    const matches = words.flatMap((word, i) => ((part ? word.beginsWithBytes(part) : word.beginsWith(token)) ? [i] : []));
    const [only] = matches;
    if (matches.length > 1) ambiguous += p;
    if (matches.length !== 1 || only === undefined) continue;
    observed[only] = (observed[only] ?? 0) + p;
    if (words[only]?.equals(token)) certain[only] = (certain[only] ?? 0) + p;
  }
  const left = Math.max(FLOOR, 1 - returned);
  const smallest = usable.length < asked ? 1 : Math.exp(usable[Math.min(asked, usable.length) - 1]?.logProb ?? 0);
  const censored = Uint8Array.from(observed, (p) => (p > 0 ? 0 : 1));
  const missing = censored.reduce((sum, c) => sum + c, 0);
  const imputed = Math.max(FLOOR, Math.min(smallest, left / Math.max(1, missing)) / 2);
  const none = missing === labels.length;
  const values = observed.map((p) => (none ? 1 : Math.max(p, p > 0 ? FLOOR : imputed)));
  const total = values.reduce((sum, p) => sum + p, 0);
  const logProbs = values.map((p) => Math.log(p / total));
  // The leftover and the ambiguous mass may all belong to this label, or all to the others.
  const open = left + ambiguous;
  const most = observed.reduce((sum, p) => sum + p, 0);
  const sure = certain.reduce((sum, p) => sum + Math.max(p, FLOOR), 0);
  const uncertainty = logProbs.map((value, i) => {
    const low = Math.max(certain[i] ?? 0, FLOOR);
    const high = (observed[i] ?? 0) + open;
    const lowest = Math.log(low / (low + most - (observed[i] ?? 0) + open));
    const highest = Math.log(high / (high + sure - low));
    return Math.max(value - lowest, highest - value, 0);
  });
  return { logProbs, labelMass: Math.min(1, most), censored, uncertainty, rung: "top-k" };
}

/** A label's word, ready to be compared with tokens. */
class Word {
  readonly #form: string;
  readonly #text: string;
  readonly #bytes: Uint8Array;

  constructor(form: string) {
    this.#form = form;
    this.#text = form.trim().toLowerCase();
    this.#bytes = encoder.encode(form.trim());
  }

  beginsWith(token: TopToken): boolean {
    const text = token.text.replace(SPACE_MARK, " ").trim().toLowerCase();
    return text !== "" && this.#text.startsWith(text);
  }

  beginsWithBytes(bytes: readonly number[]): boolean {
    return bytes.every((byte, i) => byte === this.#bytes[i]);
  }

  equals(token: TopToken): boolean {
    return token.text.replace(SPACE_MARK, " ") === this.#form;
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** How some servers show their vocabulary's own mark of a leading space. */
const SPACE_MARK = /^[\u2581\u0120]/;

/** The bytes of a token that begins or ends inside a character, without spaces before them; undefined for any other. */
function partOfCharacter({ bytes }: TopToken): readonly number[] | undefined {
  if (!bytes) return undefined;
  try {
    decoder.decode(Uint8Array.from(bytes));
    return undefined;
  } catch {
    return bytes.slice(bytes.findIndex((byte) => byte !== 0x20));
  }
}

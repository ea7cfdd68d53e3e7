// Which label an answer in words names: the first one in it, the longest of those that begin there. Case, width, punctuation, markdown,
// words around it, accents left out, dashes and apostrophes make no difference. Measuring reads answers by this file, and exported snippets
// hold it as it stands: it imports nothing, and its types stand only where client/participant/export/rule-source.ts can take them off.

/** A label's index, and where its word is found in an answer in compared form: a regular expression with the flag u. */
export type LabelPattern = readonly [label: number, pattern: string];

/** Longest words first. `bare` is for answers without accents, and empty where that would make two labels one. */
export type AnswerReading = { readonly strict: readonly LabelPattern[]; readonly bare: readonly LabelPattern[] };

/** Index of the label; -1 when the answer names none. */
export function labelIn(answer: string, reading: AnswerReading): number {
  const text = comparedForm(answer);
  const strict = firstIn(text, reading.strict);
  return strict < 0 ? firstIn(withoutAccents(text), reading.bare) : strict;
}

/** Of patterns that match at the same place the first one wins, which is the longest word. */
function firstIn(text: string, patterns: readonly LabelPattern[]): number {
  let best = -1;
  let start = text.length + 1;
  for (const [label, pattern] of patterns) {
    const at = text.search(new RegExp(pattern, "u"));
    if (at >= 0 && at < start) [best, start] = [label, at];
  }
  return best;
}

/** Words and answers are compared in this form: İ and ı are i, ß is ss, Arabic and Hebrew are without vowel signs, alef has one form. */
export function comparedForm(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/i\u0307|\u0131/g, "i")
    .replace(/\u00df/g, "ss")
    .replace(/[\u0640\u064b-\u065f\u0670\u0591-\u05c7]/g, "")
    .replace(/[\u0622\u0623\u0625\u0671]/g, "\u0627")
    .replace(/\u0649/g, "\u064a")
    .replace(/\u0629/g, "\u0647")
    .replace(/[\u2010-\u2014\u2212]/g, "-")
    .replace(/[\u2018\u2019\u02bc`\u00b4]/g, "'");
}

export function withoutAccents(text: string): string {
  return text
    .normalize("NFD")
    .replace(/([\p{Script=Latin}\p{Script=Greek}])\p{Mn}+/gu, "$1")
    .normalize("NFC");
}

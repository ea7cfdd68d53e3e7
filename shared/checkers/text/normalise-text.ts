// Steps after which two texts count as the same. They are always taken in the order of the list, whatever the order in which a task names
// them: "case", "punctuation", "articles", "spaces" together are the normalisation of SQuAD's own evaluation script.

import * as v from "valibot";

export const NORMALISATIONS = ["width", "case", "accents", "punctuation", "articles", "spaces"] as const;
export type Normalisation = (typeof NORMALISATIONS)[number];

/** SQuAD's normalisation. */
export const SQUAD = ["case", "punctuation", "articles", "spaces"] as const satisfies readonly Normalisation[];

export const normalisationsSchema = v.array(
  v.picklist(NORMALISATIONS, `a normalisation is one of ${NORMALISATIONS.join(", ")}`),
  "normalise is a list of steps",
);

export function normaliseText(text: string, steps: readonly Normalisation[]): string {
  return NORMALISATIONS.reduce((rest, step) => (steps.includes(step) ? STEPS[step](rest) : rest), text);
}

const STEPS: Readonly<Record<Normalisation, (text: string) => string>> = {
  /** Full-width signs, ligatures and the like become what they are short for (NFKC). */
  width: (text) => text.normalize("NFKC"),
  case: (text) => text.toLowerCase(),
  accents: (text) =>
    text
      .normalize("NFD")
      .replace(/\p{Mn}+/gu, "")
      .normalize("NFC"),
  /** ASCII punctuation only, as in SQuAD; "width" first brings other scripts' signs there. */
  punctuation: (text) => text.replace(/[!-/:-@[-`{-~]/g, ""),
  /** English ones. A word ends where Python's does: JavaScript's \b knows ASCII letters only. */
  articles: (text) => text.replace(/(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu, " "),
  spaces: (text) => text.replace(SPACES, " ").trim(),
};

/** Control characters, too: Python splits at some of them. */
const SPACES = /[\s\p{Cc}]+/gu;

/** The words between white space. */
export function wordsBetweenSpaces(text: string): readonly string[] {
  return text.split(SPACES).filter((word) => word !== "");
}

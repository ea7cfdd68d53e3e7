// Characters that a reader does not see and a language model does: the one definition, for what owners write and for what is imported.

/**
 * Controls, lone surrogates, the soft hyphen, zero-width characters, the Arabic letter mark and other marks that reorder text, line and
 * paragraph separators, interlinear marks, and the tag characters, which can spell a whole hidden sentence.
 */
const HIDDEN =
  "\\p{Cc}\\p{Cs}\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\u{E0000}-\\u{E007F}";
const ANY = new RegExp(`[${HIDDEN}]`, "u");
const ALL = new RegExp(`[${HIDDEN}]`, "gu");

/** Line ends count as hidden, too: allow them before asking where a text may have several lines. */
export function hasHiddenCharacters(text: string): boolean {
  return ANY.test(text);
}

export function withoutHiddenCharacters(text: string): string {
  return text.replace(ALL, "");
}

// Defines the characters that a language model sees and a reader does not. Owners' texts and imported examples are checked by this
// definition.

/**
 * Controls, lone surrogates, the soft hyphen, zero-width characters, the Arabic letter mark and other marks that reorder text, line and
 * paragraph separators, interlinear marks, and the tag characters, which can spell a whole hidden sentence.
 */
const HIDDEN =
  "[\\p{Cc}\\p{Cs}\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB\\u{E0000}-\\u{E007F}]";

/** Scripts whose letters join or stack, and where a zero-width joiner or non-joiner changes what is read. */
const JOINING = scripts(
  "Arab Syrc Mand Nkoo Mong Adlm Rohg Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh Khmr Mymr Tibt Bali Java Sund Lana Mtei Newa Gran",
);
/** Scripts without spaces, where a zero-width space parts words. */
const UNSPACED = scripts("Thai Laoo Khmr Mymr Lana Tale Talu");
const FLAG =
  "\\u{1F3F4}\\u{E0067}\\u{E0062}(?:\\u{E0065}\\u{E006E}\\u{E0067}|\\u{E0073}\\u{E0063}\\u{E0074}|\\u{E0077}\\u{E006C}\\u{E0073})\\u{E007F}";

/**
 * Where a character of the list is needed: joiners after a letter, within an emoji, between words or vowels, in the flags of England,
 * Scotland and Wales.
 */
const NEEDED = [
  `(?<=${JOINING})[\\u200C\\u200D]`,
  "(?<=[\\p{Extended_Pictographic}\\u{1F3FB}-\\u{1F3FF}\\uFE0F])\\u200D(?=\\p{Extended_Pictographic})",
  `(?<=${UNSPACED})\\u200B(?=${UNSPACED})`,
  "(?<=\\p{scx=Mong})\\u180E(?=\\p{scx=Mong})",
  FLAG,
].join("|");

const ANY = new RegExp(HIDDEN, "u");
/** Matches what is hidden as its first group, and what is needed without it. */
export const HIDDEN_CHARACTERS = new RegExp(`${NEEDED}|(${HIDDEN})`, "gu");

/** Line ends count as hidden too. If a text may have several lines, take them out before asking. */
export function hasHiddenCharacters(text: string): boolean {
  return hiddenCharacterIn(text) !== undefined;
}

/** The first hidden character, as `U+202E`; undefined where there is none. */
export function hiddenCharacterIn(text: string): string | undefined {
  if (!ANY.test(text)) return undefined;
  for (const [, hidden] of text.matchAll(HIDDEN_CHARACTERS)) {
    if (hidden !== undefined) return `U+${(hidden.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  }
  return undefined;
}

export function withoutHiddenCharacters(text: string): string {
  if (!ANY.test(text)) return text;
  return text.replace(HIDDEN_CHARACTERS, (found, hidden: string | undefined) => (hidden === undefined ? found : ""));
}

function scripts(names: string): string {
  return `[${names
    .split(" ")
    .map((name) => `\\p{scx=${name}}`)
    .join("")}]`;
}

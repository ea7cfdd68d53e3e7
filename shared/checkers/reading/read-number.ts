// Reads numbers out of text, with either decimal sign and with groups of thousands. One pass over the text, without backtracking over
// more than one number.

export type DecimalSign = "point" | "comma";

/** The numbers in a text, in order. A minus counts where no letter, digit or bracket stands before it, so that "10-12" are 10 and 12. */
export function numbersIn(text: string, decimal: DecimalSign): readonly number[] {
  const found = text.matchAll(decimal === "point" ? WITH_POINT : WITH_COMMA);
  return [...found].flatMap(([whole]) => {
    const plain = whole.replace(/[−–]/g, "-").replace(decimal === "point" ? /[,'’\u00a0\u202f\u2009]/g : /[.'’\u00a0\u202f\u2009]/g, "");
    const value = Number(plain.replace(",", "."));
    return Number.isFinite(value) ? [value] : [];
  });
}

const SIGN = "(?:(?<![\\p{L}\\p{N})\\]])[-+−–])?";
const EXPONENT = "(?:[eE][-+]?\\d{1,3}(?!\\d))?";
const WITH_POINT = new RegExp(
  `${SIGN}(?:\\d{1,3}(?:[,'’\\u00a0\\u202f\\u2009]\\d{3})+(?!\\d)|\\d+)(?:\\.\\d+)?${EXPONENT}|${SIGN}\\.\\d+${EXPONENT}`,
  "gu",
);
const WITH_COMMA = new RegExp(
  `${SIGN}(?:\\d{1,3}(?:[.'’\\u00a0\\u202f\\u2009]\\d{3})+(?!\\d)|\\d+)(?:,\\d+)?${EXPONENT}|${SIGN},\\d+${EXPONENT}`,
  "gu",
);

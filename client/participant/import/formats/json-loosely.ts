// JSON, and what Python and hasty hands make of it.

/** NaN and Infinity become null, and commas before a closing bracket go; texts within quotation marks stay as they are. */
export function parseLoosely(text: string): { readonly value: unknown } | { readonly message: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    if (!/NaN|Infinity|,\s*[\]}]/.test(text)) return { message };
    try {
      return {
        value: JSON.parse(
          text.replace(OUTSIDE_STRINGS, (found, string?: string) => (string === undefined ? (found.startsWith(",") ? "" : "null") : found)),
        ),
      };
    } catch {
      return { message };
    }
  }
}

/** Strings, to pass over them; then what may be replaced. */
const OUTSIDE_STRINGS = /("(?:[^"\\]|\\.)*")|-?\b(?:NaN|Infinity)\b|,(?=\s*[\]}])/gs;

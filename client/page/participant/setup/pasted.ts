// Keys and addresses as people paste them, without what came along.

/** Invisible wherever they stand, and no part of a key or an address: zero-width signs, soft hyphens, marks of direction. */
const INVISIBLE = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF]/g;

/** Without quotation marks around it, without the word that goes before it in a header. */
export function pastedKey(text: string): string {
  const bare = text.replace(INVISIBLE, "").trim();
  const quoted = /^(["'`])(.*)\1$/.exec(bare)?.[2] ?? bare;
  return quoted.replace(/^(?:Authorization:\s*)?Bearer\s+/i, "").trim();
}

export function pastedAddress(text: string): string {
  return text.replace(INVISIBLE, "").trim();
}

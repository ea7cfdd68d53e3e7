// Breaks up control tokens in texts. A text is data: if it spells a model's control tokens, it must not end a turn or open another. Servers
// turn such strings into control tokens, so a space is put into them, which a reader hardly sees.

/** Matches the first character of everything that looks like a control token. JavaScript, Python and nunjucks read the expression alike. */
export const CONTROL_TOKENS =
  /<(?=\|[^\s|<>]{1,40}\|>|\/?s>|\/?(?:bos|eos|pad|unk|think)>|(?:start|end)_of_(?:turn|text|image)>|<\/?SYS>>)|\[(?=\/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS)\])/g;

/** Puts a space after the first character of everything that looks like a control token. Applying it twice is the same as once. */
export function withoutControlTokens(text: string): string {
  return text.replace(CONTROL_TOKENS, (open) => `${open} `);
}

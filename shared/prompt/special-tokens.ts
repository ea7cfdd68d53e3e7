// Texts are data: a text that spells a model's control tokens must not end a turn or open another. Servers turn such strings into control
// tokens, so they are broken up by a space, which a reader hardly sees.

/** The first character of what looks like a control token. Written so that JavaScript, Python and nunjucks read it alike. */
export const CONTROL_TOKENS =
  /<(?=\|[^\s|<>]{1,40}\|>|\/?s>|\/?(?:bos|eos|pad|unk|think)>|(?:start|end)_of_(?:turn|text|image)>|<\/?SYS>>)|\[(?=\/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS)\])/g;

/** Puts a space after the first character of everything that looks like a control token. Twice is the same as once. */
export function withoutControlTokens(text: string): string {
  return text.replace(CONTROL_TOKENS, (open) => `${open} `);
}

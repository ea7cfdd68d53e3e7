// Texts are data: a text that spells a model's control tokens must not end a turn or open another. Servers turn such strings into control
// tokens, so they are broken up by a space, which a reader hardly sees.

const CONTROL =
  /<(?=\|[^\s|<>]{1,40}\|>|\/?s>|\/?(?:bos|eos|pad|unk|think)>|(?:start|end)_of_(?:turn|text|image)>|<\/?SYS>>)|\[(?=\/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS)\])/g;

/** Puts a space after the first character of everything that looks like a control token. Twice is the same as once. */
export function withoutControlTokens(text: string): string {
  return text.replace(CONTROL, (open) => `${open} `);
}

// Thoughts are no answer: whether they stand between marks in the text, or before a closing mark whose opening one the model's template
// wrote.

export interface ThoughtsTakenOff {
  /** What was answered; undefined where there is nothing but thoughts or white space. */
  readonly text: string | undefined;
  /** True when there were thoughts that say anything. */
  readonly thought: boolean;
}

/** How a text begins that is a thought and no answer, as models write it in marks of their own. */
export function beginsThought(text: string): boolean {
  return OPENING.test(text);
}

const NAMES = "think|thinking|thought|thoughts|reason|reasoning|reflection|reflect|analysis|scratchpad|cot|inner_monologue";
const OPENING = new RegExp(
  `^\\s*(?:[<\\[{(◁【|]{1,2}\\|?(?:[a-z]{1,12}[:_-])?(?:start_?(?:of_?)?|begin_?(?:of_?)?)?(?:${NAMES})\\b|<\\|(?:channel|start_of_thinking)|<\\|start\\|>assistant<\\|channel)`,
  "i",
);
const CLOSING = new RegExp(
  `(?:[<\\[{(◁【]\\/\\|?(?:[a-z]{1,12}[:_-])?(?:${NAMES})\\|?[>\\]})▷】]|<\\|?end_?(?:of_?)?(?:${NAMES})\\|?>|<\\|channel\\|>\\s*final\\s*<\\|message\\|>)`,
  "i",
);

/** What exported snippets take thoughts off by: the answer is what follows the last closing mark, and nothing where it begins a thought. */
export const THOUGHT_MARKS = { opening: OPENING, closing: CLOSING } as const;

/** Takes thoughts off a text. */
export function withoutThoughts(whole: string): ThoughtsTakenOff {
  let rest = whole;
  let thought = false;
  for (let closing = CLOSING.exec(rest); closing !== null; closing = CLOSING.exec(rest)) {
    // A pair with nothing between is how some models are told not to think.
    const opening = OPENING.exec(rest);
    const inner = rest.slice(opening?.[0].length ?? 0, closing.index).replace(/^[\]>})▷】|\s]+/, "");
    thought ||= inner.trim() !== "";
    rest = rest.slice(closing.index + closing[0].length);
  }
  if (OPENING.test(rest)) return { text: undefined, thought: true };
  return { text: rest.trim() === "" ? undefined : rest, thought };
}

// Exact log P(label | prompt) for labels of any number of tokens: the sum of their tokens' log-probabilities, each shared beginning visited
// once. Used wherever the next token's full distribution can be read: the model in the tab and the local server.

/** Log-probability of a token at one position. */
export type LogProbOf = (token: number) => number;

/**
 * Scores every label. `next` is asked once for each distinct proper beginning of a label, a beginning before its extensions, and gives the
 * log-probabilities of at least the `wanted` tokens after prompt and beginning. No length normalisation. Shape of the result: [labels].
 * @throws RangeError when a label has no token.
 */
export async function scoreLabelTrie(
  labels: readonly (readonly number[])[],
  next: (beginning: readonly number[], wanted: readonly number[]) => Promise<LogProbOf>,
): Promise<Float64Array> {
  const scores = new Float64Array(labels.length);
  const visit = async (beginning: readonly number[], members: readonly number[]): Promise<void> => {
    const depth = beginning.length;
    const byToken = new Map<number, number[]>();
    for (const label of members) {
      const token = labels[label]?.[depth];
      if (token !== undefined) byToken.set(token, [...(byToken.get(token) ?? []), label]);
    }
    if (byToken.size === 0) return;
    const logProbOf = await next(beginning, [...byToken.keys()]);
    for (const [token, group] of byToken) {
      const logProb = logProbOf(token);
      for (const label of group) scores[label] = (scores[label] ?? 0) + logProb;
    }
    for (const [token, group] of byToken) await visit([...beginning, token], group);
  };
  if (labels.some((label) => label.length === 0)) throw new RangeError("every label needs at least one token");
  await visit([], [...labels.keys()]);
  return scores;
}

/**
 * The tokens that `form` adds to a prompt, encoded together with it: tokenizers merge across boundaries.
 * @throws RangeError when the end of the prompt merges with the form, so that no token sequence means "prompt, then label".
 */
export function continuationTokens(together: readonly number[], prompt: readonly number[], form: string): readonly number[] {
  if (together.length <= prompt.length || prompt.some((token, i) => token !== together[i]))
    throw new RangeError(`the label "${form}" merges with the end of the prompt: end the prompt in a cue such as "Label:"`);
  return together.slice(prompt.length);
}

// Runs as many queries at the same time as a language model can usefully answer.

/**
 * The results are in the order of `inputs`. A batch of `size`, at least 1, begins when the last one has ended. @throws what `run` throws
 * first.
 */
export async function inBatches<T, R>(inputs: readonly T[], size: number, run: (input: T) => Promise<R>): Promise<R[]> {
  const atOnce = Math.max(1, size);
  const results: R[] = [];
  for (let from = 0; from < inputs.length; from += atOnce)
    results.push(...(await Promise.all(inputs.slice(from, from + atOnce).map((input) => run(input)))));
  return results;
}

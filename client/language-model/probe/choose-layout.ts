// Which layout suits a task and a model? The wrong one costs more than any tuning wins, so each is tried on a few training examples: how
// much probability goes to labels at all, how often every label is seen, and how many examples come out right once label bias is taken off.

import { mean } from "../../../shared/math/mean.ts";
import { type Label, type LanguageModel, type Layout, LEAST_LABEL_MASS, type Prompt } from "../../../shared/prompt/language-model.ts";
import { LanguageModelError, type LanguageModelErrorCode } from "../../../shared/prompt/language-model-error.ts";

export interface LayoutCandidate {
  readonly layout: Layout;
  readonly model: LanguageModel;
}

/** A labelled training example, rendered in any layout. */
export interface LayoutExample {
  /** Class index. */
  readonly label: number;
  prompt(layout: Layout): Prompt;
  labels(layout: Layout): readonly Label[];
}

export interface LayoutTrial {
  readonly layout: Layout;
  /** Examples answered; the others failed and are left out. */
  readonly answered: number;
  /** Mean share of probability that went to labels. */
  readonly labelMass: number;
  /** Share of examples with every label observed. */
  readonly seen: number;
  /** Share of examples right after each label's mean log-probability is subtracted. */
  readonly accuracy: number;
}

const REFUSALS: ReadonlySet<LanguageModelErrorCode> = new Set([
  "not-found",
  "bad-request",
  "too-large",
  "text-refused",
  "no-logprobs",
  "no-label",
  "no-answer",
  "label-overlap",
  "thinking",
  "malformed-answer",
  "not-json",
  "redirected",
  "label-boundary",
]);
/** What servers answer, too, that cannot lay out such a prompt. */
const REFUSING_STATUS: ReadonlySet<number | undefined> = new Set([500, 501]);

/** Whether an error tells of the layout that was asked for, rather than of the endpoint, the key or the moment. */
export function isLayoutRefusal(error: unknown): error is LanguageModelError {
  return error instanceof LanguageModelError && (REFUSALS.has(error.code) || REFUSING_STATUS.has(error.facts.status));
}

/**
 * Tries the layouts in order, on as many examples of each class. The best has the highest accuracy; within one example of it, the most
 * observed label mass decides.
 * @throws LanguageModelError `no-label` when no answer held a label; another when no layout got any answer, or one got none for another
 * reason than its form.
 */
export async function chooseLayout(
  candidates: readonly LayoutCandidate[],
  examples: readonly LayoutExample[],
  signal?: AbortSignal,
): Promise<{ readonly best: Layout; readonly trials: readonly LayoutTrial[] }> {
  const trials: LayoutTrial[] = [];
  let failure: LanguageModelError | undefined;
  for (const candidate of candidates) {
    const rows = await Promise.allSettled(
      examples.map(({ label, prompt, labels }) => {
        const { layout, model } = candidate;
        return model.scoreLabels(prompt(layout), labels(layout), signal ? { signal } : {}).then((scores) => ({ label, scores }));
      }),
    );
    signal?.throwIfAborted();
    const answered = rows.flatMap((row) => (row.status === "fulfilled" ? [row.value] : []));
    for (const row of rows) {
      if (row.status === "fulfilled") continue;
      if (!(row.reason instanceof LanguageModelError)) throw row.reason;
      failure = row.reason;
    }
    if (answered.length === 0) {
      if (failure && !isLayoutRefusal(failure)) throw failure;
      continue;
    }
    const offsets = (answered[0]?.scores.logProbs ?? new Float64Array()).map((_, y) =>
      mean(answered.map((row) => row.scores.logProbs[y] ?? 0)),
    );
    const right = answered.filter((row) => argmax(row.scores.logProbs.map((value, y) => value - (offsets[y] ?? 0))) === row.label).length;
    trials.push({
      layout: candidate.layout,
      answered: answered.length,
      labelMass: mean(answered.map((row) => row.scores.labelMass)),
      seen: answered.filter((row) => row.scores.censored.every((c) => c === 0)).length / answered.length,
      accuracy: right / answered.length,
    });
  }
  // Where no answer holds a label, whatever comes out right does so by chance.
  const labelled = trials.filter((trial) => !(trial.labelMass < LEAST_LABEL_MASS));
  if (trials.length > 0 && labelled.length === 0) throw new LanguageModelError("no-label");
  const highest = Math.max(...labelled.map((trial) => trial.accuracy));
  const [best] = labelled
    .filter((trial) => trial.accuracy >= highest - 1 / examples.length)
    .sort((a, b) => b.seen * b.labelMass - a.seen * a.labelMass || b.accuracy - a.accuracy);
  if (!best) throw failure ?? new LanguageModelError("no-answer");
  return { best: best.layout, trials };
}

function argmax(values: Float64Array): number {
  return values.indexOf(Math.max(...values));
}

// Asks the language model what a step wants to know: several queries at a time, prompt after prompt, and stops when told to. Nothing that was
// paid for is thrown away: queries in flight may end, and a query without an answer is counted and left out.

import type { WantedAnswer } from "../../shared/algorithm/answers.ts";
import { type Problem, promptContent } from "../../shared/algorithm/problem.ts";
import type { JointChoice } from "../../shared/algorithm/sampling.ts";
import type { LabelScores, LanguageModel, Usage } from "../../shared/prompt/language-model.ts";
import { LanguageModelError, type LanguageModelErrorCode } from "../../shared/prompt/language-model-error.ts";
import { labelForms, renderPrompt } from "../../shared/prompt/render.ts";
import type { Runtime } from "./participant.ts";

export interface Answered extends WantedAnswer {
  /** null: the model was asked and gave no answer that can be scored. */
  readonly logProbs: Float64Array | null;
}

export interface ScoringOptions {
  /** Once it aborts no further query begins. With a `budget-` error as its reason it counts as the model's own budget does. */
  readonly signal: AbortSignal;
  /** What budget or limits no longer allow is left out instead of ending everything. */
  readonly whenSpent: "throw" | "leave-out";
  /** Called after each query that ended; `usage` is null for one without an answer. */
  onEnd(usage: Usage | null, done: number): void;
}

export interface Scorer {
  /** Answers in the order wanted. @throws whatever the language model throws, after the queries in flight have ended. */
  score(wanted: readonly WantedAnswer[], options: ScoringOptions): Promise<Answered[]>;
}

/** How long queries in flight may take to end once no more are wanted. */
const GRACE_MS = 5_000;

/** Of one query rather than of the endpoint: another example may well be answered. */
const OF_ONE_QUERY: ReadonlySet<LanguageModelErrorCode> = new Set([
  "too-large",
  "bad-request",
  "malformed-answer",
  "no-answer",
  "label-boundary",
]);

/** Queries in a row without an answer, on at least so many examples, after which it is the endpoint and not the examples. */
const QUERIES_LIMIT = 12;
const ROWS_LIMIT = 3;

export function createScorer(problem: Problem, model: LanguageModel, { sleep }: Pick<Runtime, "sleep">): Scorer {
  let unanswered: number[] = [];

  const ask = async ({ choice, row: at }: WantedAnswer, seed: number, signal: AbortSignal): Promise<LabelScores | null> => {
    const row = problem.rows[at];
    if (!row) throw new RangeError(`a step wants row ${at}, there are ${problem.rows.length}`);
    const content = contentOf(choice);
    try {
      const prompt = renderPrompt(content, row.example, problem.layout);
      const scores = await model.scoreLabels(prompt, labelForms(content, problem.layout), { signal, seed });
      unanswered = [];
      return scores;
    } catch (error) {
      if (!(error instanceof LanguageModelError) || !OF_ONE_QUERY.has(error.code)) throw error;
      unanswered.push(at);
      if (unanswered.length >= QUERIES_LIMIT && new Set(unanswered).size >= ROWS_LIMIT) throw error;
      return null;
    }
  };
  let rendered: { readonly choice: JointChoice; readonly content: ReturnType<typeof promptContent> } | undefined;
  const contentOf = (choice: JointChoice): ReturnType<typeof promptContent> => {
    if (rendered?.choice !== choice) rendered = { choice, content: promptContent(problem, choice) };
    return rendered.content;
  };

  return {
    async score(wanted, { signal, whenSpent, onEnd }) {
      const answered: Answered[] = [];
      const failures: unknown[] = [];
      const flight = graceAfter(signal, sleep);
      const leftOut = (error: unknown): boolean => whenSpent === "leave-out" && isSpent(error);
      let next = 0;
      let done = 0;
      const work = async (): Promise<void> => {
        while (next < wanted.length && failures.length === 0 && !signal.aborted) {
          const at = next++;
          const query = wanted[at];
          if (!query) return;
          try {
            const scores = await ask(query, at, flight.signal);
            answered[at] = { ...query, logProbs: scores?.logProbs ?? null };
            onEnd(scores?.usage ?? null, ++done);
          } catch (error) {
            // Cut off: it was sent, so it may be billed.
            if (flight.signal.aborted) onEnd(null, ++done);
            if (!leftOut(error)) failures.push(error);
          }
        }
      };
      await Promise.all(Array.from({ length: Math.max(1, model.capabilities.concurrency) }, work));
      flight.end();
      if (failures.length > 0) throw failures[0];
      if (!leftOut(signal.reason)) signal.throwIfAborted();
      return wanted.map((query, at) => answered[at] ?? { ...query, logProbs: null });
    },
  };
}

/** The model's own budget, or a limit of the participant's, allows no further queries. */
export function isSpent(error: unknown): boolean {
  return error instanceof LanguageModelError && error.code.startsWith("budget-");
}

/** A signal that aborts a while after `signal` does. */
function graceAfter(signal: AbortSignal, sleep: Runtime["sleep"]): { readonly signal: AbortSignal; end(): void } {
  const late = new AbortController();
  const over = new AbortController();
  const begin = (): void => {
    sleep(GRACE_MS, over.signal).then(
      () => late.abort(signal.reason),
      () => undefined,
    );
  };
  if (signal.aborted) begin();
  else signal.addEventListener("abort", begin, { once: true });
  return {
    signal: late.signal,
    end() {
      over.abort();
      signal.removeEventListener("abort", begin);
    },
  };
}

// Asks the language model what a step wants to know: several queries at a time, prompt after prompt, and stops when told to. Nothing that
// was paid for is thrown away: queries in flight may end, and a query without an answer is counted and left out.

import type { WantedAnswer } from "../../../shared/algorithm/participant/answers.ts";
import { promptContent, type TuningProblem } from "../../../shared/algorithm/participant/problem.ts";
import { choiceKey, type JointChoice } from "../../../shared/algorithm/participant/sampling.ts";
import { type LabelScores, type LanguageModel, LEAST_LABEL_MASS, type ScoreOptions } from "../../../shared/prompt/language-model.ts";
import { LanguageModelError, type LanguageModelErrorCode } from "../../../shared/prompt/language-model-error.ts";
import { labelForms, type PromptContent, renderPrompt } from "../../../shared/prompt/render.ts";
import type { Runtime } from "../../platform/platform.ts";
import type { AnswerScoring } from "./answer-scoring.ts";

export interface ScoredRow extends WantedAnswer {
  /** null: the model was asked and gave no answer that can be scored. */
  readonly logProbs: Float64Array | null;
}

/** How a query ended. */
export interface Ended {
  /**
   * refused: the model was asked and gave no answer that can be scored; cut-off: nobody waited for it any longer, or it failed for good.
   */
  readonly how: "answered" | "refused" | "cut-off";
  /** Requests sent for it. */
  readonly requests: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Queries of this call that were answered or refused so far. */
  readonly done: number;
}

export interface ScoringOptions {
  /** Once it aborts no further query begins. With a `budget-` error as its reason it counts as the model's own budget does. */
  readonly signal: AbortSignal;
  /**
   * Where a step is tuned, a model that answers nothing any more ends the run. At the end of a run what there is counts: a refusal, a model
   * whose own budget is spent, or a limit that is reached, only leaves a row out [A47b].
   */
  readonly purpose: "tune" | "conclude";
  /** Called after each query that ended. */
  onEnd(ended: Ended): void;
}

export interface RowScorer {
  /**
   * Answers in the order wanted, without those that a spent budget left open. @throws whatever the language model throws, after the queries
   * in flight have ended.
   */
  score(wanted: readonly WantedAnswer[], options: ScoringOptions): Promise<ScoredRow[]>;
}

/** Whether anything is billed for them, the endpoint does not say. */
const UNBILLED = { promptTokens: 0, completionTokens: 0 };

/** How long queries in flight may take to end once no more are wanted. */
const GRACE_MS = 5_000;

/** Of one query rather than of the endpoint: another example may well be answered. */
const OF_ONE_QUERY: ReadonlySet<LanguageModelErrorCode> = new Set([
  "too-large",
  "text-refused",
  "bad-request",
  "malformed-answer",
  "no-answer",
  "label-overlap",
  "label-boundary",
]);

/**
 * Refusals, or answers without a label, in a row after which they are the endpoint's [A47] [A47c]: before any other answer, and afterwards.
 */
const IN_A_ROW_AT_FIRST = 12;
const IN_A_ROW_LATER = 60;
/** Fewer examples or prompts than this may all be to blame themselves [A47a]. */
const EXAMPLES_LEAST = 3;
const PROMPTS_LEAST = 3;

/** For one run: it knows whether the model has answered at all, and how long nothing, or no label, was answered. */
export function createScorer(
  problem: TuningProblem,
  model: LanguageModel,
  { sleep, answering }: Pick<Runtime, "sleep"> & { readonly answering?: AnswerScoring | undefined },
): RowScorer {
  let answers = 0;
  let refusals: WantedAnswer[] = [];
  let labelled = 0;
  let unlabelled: WantedAnswer[] = [];

  let rendered: { readonly choice: JointChoice; readonly content: PromptContent } | undefined;
  const contentOf = (choice: JointChoice): PromptContent => {
    if (rendered?.choice !== choice) rendered = { choice, content: promptContent(problem, choice) };
    return rendered.content;
  };
  const ask = async (wanted: WantedAnswer, options: ScoreOptions): Promise<Pick<LabelScores, "logProbs" | "labelMass" | "usage">> => {
    const { choice, row: at } = wanted;
    const row = problem.rows[at];
    if (!row) throw new RangeError(`a step wants row ${at}, there are ${problem.rows.length}`);
    const content = contentOf(choice);
    if (answering) return answering.ask(renderPrompt(content, row.example, problem.layout), wanted, options);
    return model.scoreLabels(renderPrompt(content, row.example, problem.layout), labelForms(content, problem.layout), options);
  };

  return {
    async score(wanted, { signal, purpose, onEnd }) {
      const answered: ScoredRow[] = [];
      const failures: unknown[] = [];
      const flight = graceAfter(signal, sleep);
      let next = 0;
      let done = 0;
      const one = async (query: WantedAnswer, at: number): Promise<void> => {
        let sent = 0;
        try {
          const { logProbs, labelMass, usage } = await ask(query, { signal: flight.signal, seed: at, onSent: () => sent++ });
          answered[at] = { ...query, logProbs };
          answers++;
          refusals = [];
          const { attempts: requests, promptTokens, completionTokens } = usage;
          onEnd({ how: "answered", requests, promptTokens, completionTokens, done: ++done });
          if (labelMass < LEAST_LABEL_MASS) {
            unlabelled.push(query);
            if (purpose === "tune" && areOfTheEndpoint(unlabelled, labelled)) failures.push(new LanguageModelError("no-label"));
          } else {
            labelled++;
            unlabelled = [];
          }
        } catch (error) {
          const refused = error instanceof LanguageModelError && OF_ONE_QUERY.has(error.code);
          if (refused) answered[at] = { ...query, logProbs: null };
          else if (purpose === "tune" || !isSpent(error)) failures.push(error);
          // A model that does not tell what it sends was asked once.
          if (refused) onEnd({ ...UNBILLED, how: "refused", requests: Math.max(1, sent), done: ++done });
          else if (sent > 0) onEnd({ ...UNBILLED, how: "cut-off", requests: sent, done });
          if (!refused || purpose === "conclude") return;
          refusals.push(query);
          if (areOfTheEndpoint(refusals, answers)) failures.push(error);
        }
      };
      const work = async (): Promise<void> => {
        while (next < wanted.length && failures.length === 0 && !signal.aborted) {
          const at = next++;
          const query = wanted[at];
          if (query) await one(query, at);
        }
      };
      await Promise.all(Array.from({ length: Math.max(1, model.capabilities.concurrency) }, work));
      flight.end();
      if (failures.length > 0) throw failures[0];
      if (purpose === "tune" || !isSpent(signal.reason)) signal.throwIfAborted();
      // What a spent budget left open has no entry.
      return answered.filter((answer) => answer !== undefined);
    },
  };
}

/** `inARow`: queries that ended badly one after another; `before`: how many had ended well. */
function areOfTheEndpoint(inARow: readonly WantedAnswer[], before: number): boolean {
  return (
    inARow.length >= (before > 0 ? IN_A_ROW_LATER : IN_A_ROW_AT_FIRST) &&
    new Set(inARow.map(({ row }) => row)).size >= EXAMPLES_LEAST &&
    new Set(inARow.map(({ choice }) => choiceKey(choice))).size >= PROMPTS_LEAST
  );
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

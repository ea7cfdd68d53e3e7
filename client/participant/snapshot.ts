// The state of a running participant that it shows: everything a page, an embedding site or the command line may show.
// It never holds a key; texts of private examples appear only in `favoured` and `result`, which stay in the participant's own tab.

import type { Comparison, Verdict } from "../../shared/algorithm/participant/selection/verdict.ts";
import type { Layout, Rung } from "../../shared/prompt/language-model.ts";
import type { PromptContent } from "../../shared/prompt/render.ts";
import type { SlotKind } from "../../shared/prompt/search-space.ts";
import type { ReachedLimit } from "./limits.ts";
import type { AnswerFigures } from "./run/answer-scoring.ts";

/** What is happening right now, in a form that a page can put into words. */
export type Activity =
  | { readonly type: "idle" }
  | { readonly type: "joining" }
  /** Scoring `prompts` candidate prompts on `rows` examples each; `done` of `total` queries of this step. */
  | {
      readonly type: "scoring";
      readonly step: number;
      readonly prompts: number;
      readonly rows: number;
      readonly done: number;
      readonly total: number;
    }
  | { readonly type: "waiting-for-language-model"; readonly untilMs: number; readonly reason: string }
  | { readonly type: "waiting-for-aggregator"; readonly reason: "reply" | "offline" | "paused" | "overloaded" }
  /** Comparing the most promising prompts on training and validation examples. */
  | { readonly type: "selecting"; readonly done: number; readonly total: number }
  | { readonly type: "testing"; readonly done: number; readonly total: number }
  | { readonly type: "paused" }
  /** `limit`: where it was not the queries that the budget had too few of. */
  | { readonly type: "finished"; readonly reason: "budget" | "converged" | "closed" | "stopped"; readonly limit?: ReachedLimit }
  /** `source`: who refused, where that is known: both have codes of the same name. */
  | { readonly type: "failed"; readonly code: string; readonly message: string; readonly source?: "aggregator" | "model" };

export interface ProgressPoint {
  readonly queries: number;
  readonly iteration: number;
  readonly staleness: number;
  /** Mean loss of the prompts the step tried. */
  readonly loss: number;
  /** Share of right answers of these prompts on the training rows they were asked about, without offsets. */
  readonly accuracy: number;
}

/** How far the run has come: shares of right answers, by plain answers, among all training rows. */
export interface CurveView {
  /** Training rows there are. */
  readonly rows: number;
  /** The starting prompt's share; null before it was asked. */
  readonly start: number | null;
  /** Each prompt that was better than the start and all before it, in order of time, as estimated now; and the ends of its 95 % band. */
  readonly best: readonly { readonly queries: number; readonly share: number; readonly low: number; readonly high: number }[];
  /** Prompts that were tried, as they were estimated then. */
  readonly tried: readonly { readonly queries: number; readonly share: number }[];
}

/** Distribution of one slot of the consensus, candidates in descending share, at most 8. */
export interface SlotView {
  readonly kind: SlotKind;
  /** Class name, "" for phrases and places. */
  readonly label: string;
  readonly candidates: readonly { readonly text: string; readonly share: number }[];
}

/** How a prompt did on a set of examples. */
export interface Score {
  readonly correct: number;
  readonly total: number;
  /** Mean cross-entropy in nats of the rows that were answered, offsets applied if there are any; NaN where none was. */
  readonly loss: number;
  /** How many answered rows of each class were given each label: true classes down, predicted ones across. Shape [labels][labels]. */
  readonly confusion: readonly (readonly number[])[];
}

export interface TunedResult {
  /** Of answers that are no single labels: what they were and how they did by part, on the test rows. */
  readonly answers?: AnswerFigures;
  /** Everything the prompt shows, ready for renderPrompt; holds private demonstrations. */
  readonly content: PromptContent;
  /** The same without private demonstrations, in the order in which it was measured; absent where there are none, and in older results. */
  readonly shared?: PromptContent;
  readonly layout: Layout;
  /** Subtracted from the label log-probabilities before the largest is taken, one per class. All 0 for the plain loss. */
  readonly labelOffsets: readonly number[];
  /** D of the decision layer [A49], row by row; absent where offsets decide alone. Shape [labels x labels]. */
  readonly labelMatrix?: readonly number[];
  readonly languageModelId: string;
  readonly rung: Rung;
  /** `validation` and `test` are null where there were no such rows to measure on. */
  readonly baseline: { readonly content: PromptContent; readonly validation: Score | null; readonly test: Score | null };
  readonly tuned: {
    readonly validation: Score | null;
    readonly test: Score | null;
    /** The bare prompt, without offsets: for text-only use. */
    readonly validationWithoutOffsets: Score | null;
    readonly testWithoutOffsets: Score | null;
  };
  /** True when no candidate was better than the initial prompt beyond noise, which is then what `content` holds. */
  readonly baselineKept: boolean;
  /** Test examples that were to be asked about, of those that there were. Older pages stored none. */
  readonly testRows?: { readonly asked: number; readonly of: number };
  /** The one sentence about the run ([A48]), and the figures behind it. A result that an older page stored has none. */
  readonly judgement?: Judgement;
  /**
   * A few test examples that only the chosen prompt answers right, with its offsets where the verdict is about them; private. A result that
   * an older page stored has none.
   */
  readonly mended?: readonly MendedMistake[];
}

/** `start`: the label that the starting prompt's plain answer has. */
export interface MendedMistake {
  readonly text: string;
  readonly text2?: string;
  readonly start: string;
  /** The right one. */
  readonly tuned: string;
}

/** Starting and chosen prompt on the same rows: test rows where there are any, else validation rows. */
export interface Judgement {
  readonly measuredOn: "test" | "validation";
  /** Why nothing was measured, where nothing was. */
  readonly verdict: Verdict | "no-rows" | "not-answered";
  /** Both by their plain answers: what a person gets who pastes the prompt. null where nothing was measured. */
  readonly pasted: Comparison | null;
  /** The starting prompt by its plain answers, the chosen one with its offsets; null where there are none. */
  readonly calibrated: Comparison | null;
  /**
   * The starting prompt against the shared part of the chosen one, by their plain answers: what gets published. null where that was not
   * measured, or where the chosen prompt holds no private demonstration and is all shared.
   */
  readonly shared: Comparison | null;
}

export interface ParticipantSnapshot {
  readonly activity: Activity;
  readonly connection: "none" | "connecting" | "online" | "offline";
  /** Something on the way lets no WebSocket through, though the aggregator answers otherwise. */
  readonly socketsBlocked: boolean;
  readonly participant: string | null;
  readonly iteration: number;
  readonly step: number;
  readonly staleness: { readonly last: number; readonly sum: number; readonly max: number };
  readonly contributions: { readonly sent: number; readonly merged: number; readonly stale: number; readonly refused: number };
  readonly presence: { readonly live: number; readonly joined: number } | null;
  /** Queries and tokens of tuning and selection. */
  readonly queries: number;
  readonly tokens: number;
  /** Queries of the test at the end. */
  readonly testQueries: number;
  /** Queries of this visit that the model was sent and gave no answer to that can be scored: they are left out. */
  readonly unanswered: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly budgetQueries: number;
  /** One point per finished step that was answered enough to contribute, oldest first. */
  readonly history: readonly ProgressPoint[];
  /** null before it was opened. */
  readonly curve: CurveView | null;
  readonly consensus: readonly SlotView[];
  /** Most promising prompt so far; null before the first step. */
  readonly current: PromptContent | null;
  /** Private demonstrations the upper level favours, per class, in descending share. Stays in the tab. */
  readonly favoured: readonly { readonly label: string; readonly text: string; readonly share: number }[];
  readonly result: TunedResult | null;
  readonly refusal: { readonly code: string; readonly detail: string } | null;
}

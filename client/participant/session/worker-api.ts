// The interface of the participant's Web Worker to the page. It has only types: the page imports nothing else of this folder.

import type { ExportRequest } from "../export/export.ts";

export type { ExportChoice, ExportFile } from "../export/format.ts";

import type { Layout, Prompt, Rung } from "../../../shared/prompt/language-model.ts";
import type { Query } from "../../../shared/prompt/render.ts";
import type { Task } from "../../../shared/prompt/task.ts";
import type { TaskView } from "../../../shared/protocol/messages.ts";
import type { LayoutTrial } from "../../language-model/probe/choose-layout.ts";
import type { Explained } from "../../language-model/scoring/capability-record.ts";
import type { InTabProgress } from "../../language-model/transport/runtime.ts";
import type { ExportOutcome } from "../export/export.ts";
import type { ImportChoices, ImportPreview, ImportSource } from "../import/import-preview.ts";
import type { Limits } from "../limits.ts";
import type { LanguageModelChoice } from "../model/model-choice.ts";
import type { Outcome } from "../outcome.ts";
import type { ParticipantSnapshot } from "../snapshot.ts";
import type { AccountView } from "../spending/account.ts";
import type { StorageState } from "../store/indexed-db-store.ts";
import type { KeptRun, RunSummary } from "../store/kept-run.ts";
import type { Forecast } from "./forecast.ts";

export type { DialectName } from "../../language-model/dialects/dialects.ts";
export type { LayoutTrial } from "../../language-model/probe/choose-layout.ts";
export type { Explained } from "../../language-model/scoring/capability-record.ts";
export type { ExportFormat, ExportOutcome } from "../export/export.ts";
export type { Mapping } from "../import/columns/mapping.ts";
export type { ReadAs } from "../import/formats/reading.ts";
export type { ImportChoices, ImportPreview, ImportSource, MeantLabel } from "../import/import-preview.ts";
export type { RowFault, RowFaultCode } from "../import/table.ts";
export type { Encoding } from "../import/text/encodings.ts";
export type { LimitName, Limits, ReachedLimit } from "../limits.ts";
export type { LanguageModelChoice } from "../model/model-choice.ts";
export type { Outcome } from "../outcome.ts";
export type {
  Activity,
  CurveView,
  Judgement,
  MendedMistake,
  ParticipantSnapshot,
  ProgressPoint,
  Score,
  SlotView,
  TunedResult,
} from "../snapshot.ts";
export type { StorageState } from "../store/indexed-db-store.ts";
export type { KeptRun, NotStored, RunSummary } from "../store/kept-run.ts";
export type { Forecast } from "./forecast.ts";

export type OpenRequest =
  /**
   * A task of an aggregator. `invite` is needed for the first visit only; `seat` tells several participants of one task in one browser
   * apart and is "" but for demonstrations.
   */
  | {
      readonly type: "join";
      readonly aggregator: string;
      readonly taskId: string;
      readonly invite: string | null;
      readonly takeOver: boolean;
      readonly seat: string;
    }
  /** The centralised case: no aggregator, the task comes from the page. */
  | { readonly type: "alone"; readonly task: unknown; readonly takeOver: boolean };

/** The chosen model without its key or file. */
export interface LanguageModelView {
  readonly choice: LanguageModelChoice;
  /**
   * The key or the file, which may not be stored as they are. none: not needed; sealed: a key stored under a passphrase that this visit has
   * not heard yet; gone: an earlier visit had it in memory only.
   */
  readonly held: "none" | "memory" | "sealed" | "gone";
  /** Download and loading of a model in the tab; null before and while it is not loaded. */
  readonly loading: InTabProgress | null;
  /** Known once a connection was made. */
  readonly connected: ConnectionView | null;
}

export interface ConnectionView {
  readonly id: string;
  readonly rung: Rung;
  readonly layout: Layout;
  /** How answers will be scored, and why so. */
  readonly explanation: readonly Explained[];
  /** How each layout did on a few training examples; none where there was no choice. */
  readonly trials: readonly LayoutTrial[];
}

export interface ExamplesSummary {
  readonly origin: "own" | "sample";
  readonly train: number;
  readonly pool: number;
  readonly validation: number;
  readonly test: number;
  /** All parts together, in the task's order of labels. */
  readonly perLabel: readonly { readonly label: string; readonly count: number }[];
}

export type HostCommand = { readonly type: "start" } | { readonly type: "pause" } | { readonly type: "examples"; readonly given: unknown };

export interface TrialSide {
  readonly prompt: Prompt;
  /** Most likely first, offsets applied. */
  readonly labels: readonly { readonly label: string; readonly share: number }[];
}
export interface Trial {
  readonly baseline: TrialSide;
  /** null before there is a better prompt to compare with. */
  readonly tuned: TrialSide | null;
}

/** What was taken away last and can be had back until then, on the clock of Date.now(). */
export interface UndoView {
  /** examples: they were removed; other-examples: others took their place, or were added; run: a kept run was deleted. */
  readonly type: "examples" | "other-examples" | "run";
  /** The deleted run. */
  readonly run: RunSummary | null;
  readonly untilMs: number;
}

export interface KeyAccountView extends AccountView {
  /** The most that a run of the present settings may send. */
  readonly more: number;
}

/** How an export did on the test examples. */
export interface ExportRun {
  /** By the labels' probabilities, or by an answer in words. */
  readonly how: "probabilities" | "words";
  readonly rows: number;
  readonly right: number;
  /** Rows that the model gave no answer to: they count as wrong. */
  readonly unanswered: number;
  /** Right answers of the measurement, on as many rows; null where that was not measured. */
  readonly measured: number | null;
  /** Requests that were sent: answers that were kept are not asked for again. */
  readonly requests: number;
}

/** Everything the page shows. */
export interface SessionView {
  /** opening, then here; elsewhere: another tab is this participant; taken: it took over from this one. */
  readonly tab: "opening" | "here" | "elsewhere" | "taken";
  readonly storage: StorageState;
  readonly task: Task | null;
  readonly phase: TaskView["phase"] | null;
  readonly alone: boolean;
  readonly examples: ExamplesSummary | null;
  readonly languageModel: LanguageModelView | null;
  readonly budgetQueries: number;
  readonly limits: Limits;
  readonly running: boolean;
  /** What this participant's answers have cost so far, about; null where prices are unknown or nobody is paid. */
  readonly cost: number | null;
  /** What was spent with the model's key, over all runs and tasks; null where none is asked with. */
  readonly account: KeyAccountView | null;
  /** Examples that the page around a frame offers, beside those that the person has. */
  readonly offer: { readonly examples: number } | null;
  /** The model's provider asked to wait, on the clock of Date.now(). */
  readonly providerWait: { readonly untilMs: number; readonly reason: string } | null;
  /** The run under way, or the last one; null when it was put aside, or there was none. */
  readonly snapshot: ParticipantSnapshot | null;
  /** The model in use is another one than that of `snapshot`: a start begins a new run. */
  readonly beginsNew: boolean;
  /** Kept runs, newest first. */
  readonly runs: readonly RunSummary[];
  /** Which of them `snapshot` is or becomes. */
  readonly currentRun: string | null;
  readonly undo: UndoView | null;
}

export interface ParticipantWorkerApi {
  open(request: OpenRequest): Promise<Outcome>;
  /** Called at once and then at most five times a second. */
  subscribe(listener: (view: SessionView) => void): Promise<void>;
  /** Reads a source, or the one read last with other choices. Nothing is kept before keepExamples. */
  previewExamples(source: ImportSource | null, choices: ImportChoices | null): Promise<Outcome<ImportPreview>>;
  keepExamples(): Promise<Outcome>;
  /**
   * What the page around a frame asks for. Examples that it hands over are unchecked so far; what was read for keepExamples stays, and rows
   * that cannot be used are left out. Beside the person's own they are an offer, which the person answers.
   */
  fromHost(command: HostCommand): Promise<Outcome>;
  /** The person's answer to examples that the page around offers. */
  answerOffer(accept: boolean): Promise<Outcome>;
  /** 1, 2 or 3: the sample data of that participant. */
  useSample(number: number): Promise<Outcome>;
  forgetExamples(): Promise<Outcome>;
  /**
   * Puts a model into use for this visit; it is stored when a run starts with it. With a passphrase, its key is then stored, too,
   * encrypted. An empty key keeps the one there is, if it was for the same address.
   */
  setLanguageModel(choice: LanguageModelChoice, passphrase: string | null): Promise<Outcome>;
  unlockKey(passphrase: string): Promise<Outcome>;
  /** Forgets the key, stored or in memory. */
  forgetKey(): Promise<Outcome>;
  /** Stores nothing and touches no run. */
  testConnection(): Promise<Outcome<ConnectionView>>;
  /** Ends a connection or a download under way. */
  cancelConnection(): Promise<Outcome>;
  /** Frees a model in the tab and removes its downloaded copy from the browser. */
  forgetModelFile(): Promise<Outcome>;
  /** Allows as many requests more with the model's key as a run may send. Nothing but a person's own act may call this. */
  allowMore(): Promise<Outcome>;
  /** Counts anew what is spent with the model's key. As with allowMore, only a person decides that. */
  countAnew(): Promise<Outcome>;
  setBudget(budgetQueries: number, limits: Limits): Promise<Outcome>;
  /** What a run with these would take; nothing is sent or changed. */
  forecast(budgetQueries: number, limits: Limits): Promise<Outcome<Forecast>>;
  start(): Promise<Outcome>;
  pause(): Promise<Outcome>;
  finish(): Promise<Outcome>;
  leave(withdraw: boolean): Promise<Outcome>;
  /** Erases everything this browser keeps of this task. What was contributed stays with the aggregator: leave with withdraw first. */
  deleteEverything(): Promise<Outcome>;
  /** `run`: the kept one whose prompt is tried; null: the run that is shown. */
  tryPrompt(query: Query, run: string | null): Promise<Outcome<Trial>>;
  /** The result as a file for another tool. A fragment with private words in it is refused: the outcome names them, for this tab only. */
  exportPrompt(request: ExportRequest, run: string | null): Promise<Outcome<ExportOutcome>>;
  /** Everything about a kept run. */
  openRun(id: string): Promise<Outcome<KeptRun>>;
  renameRun(id: string, name: string): Promise<Outcome>;
  /** Can be undone for ten seconds. */
  deleteRun(id: string): Promise<Outcome>;
  /** Gives back what was taken away last. */
  undo(): Promise<Outcome>;
  /** Does on the test examples what a file of this format would do, and asks the model for it, on top of the budget. */
  runExport(request: Pick<ExportRequest, "format" | "choice">): Promise<Outcome<ExportRun>>;
}

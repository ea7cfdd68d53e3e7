// The state that the parts of one session share: the open task, the settings kept for it, and the view that the page shows.

import type { Task } from "../../../shared/prompt/task.ts";
import { parseChoice, sameModel } from "../model/model-choice.ts";
import type { KeptExamples, KeptSettings } from "../store/database.ts";
import type { TaskStore } from "../store/indexed-db-store.ts";
import type { Leadership } from "../store/tab-lock.ts";
import type { OpenRequest, SessionView } from "./worker-api.ts";

export interface OpenTask {
  readonly request: OpenRequest;
  readonly store: TaskStore;
  readonly leadership: Leadership;
  readonly task: Task;
  readonly settings: unknown;
}

/** Keeps runs that would give way to others. */
export interface RunKeeper {
  /** A run begins with what is in use now, or goes on. */
  begin(): Promise<void>;
  /** Keeps the run that is shown, with its result or its best prompt so far; without either there is nothing to keep. Never throws. */
  keepShown(): Promise<void>;
  /** What can still be undone stays as it is: something new has begun. */
  endUndo(): void;
}

export interface SessionState {
  readonly view: SessionView;
  /** The settings in use: those stored, and what this visit tries out. */
  readonly kept: KeptSettings;
  /** What the next visit finds. */
  readonly stored: KeptSettings;
  /** null where nobody looks at runs afterwards: a partner's own page takes the tuned prompt and is done. */
  runs: RunKeeper | null;
  opened: OpenTask | null;
  examples: KeptExamples | null;
  /** Changes the view and tells the page. */
  show(change: Partial<SessionView>): void;
  /** Changes the settings and stores them, once a task is open. */
  keep(change: Partial<KeptSettings>): Promise<void>;
  /** Changes the settings in use and stores nothing: what is only tested is gone with the tab. */
  tryOut(change: Partial<KeptSettings>): void;
  /** Stores what was tried out, and a change: it is used for a run now. */
  commit(change: Partial<KeptSettings>): Promise<void>;
  /** From now on the page around a frame starts nothing before the person has. Before the first run there is nothing to decide. */
  personDecides(): Promise<void>;
  /** Forgets everything in memory. */
  reset(): void;
}

const firstSettings: KeptSettings = {
  invite: null,
  identity: null,
  languageModel: null,
  hasKey: false,
  sealedKey: null,
  connection: null,
  budgetQueries: 2000,
  limits: {},
  seed: 0,
  running: false,
  starting: false,
  run: null,
  host: "first",
  answeredOffers: [],
};

const freshView: SessionView = {
  tab: "opening",
  storage: { type: "kept" },
  task: null,
  phase: null,
  alone: false,
  examples: null,
  languageModel: null,
  budgetQueries: firstSettings.budgetQueries,
  limits: firstSettings.limits,
  running: false,
  cost: null,
  account: null,
  offer: null,
  providerWait: null,
  snapshot: null,
  beginsNew: false,
  runs: [],
  currentRun: null,
  undo: null,
};

export function beginSession(onView: (view: SessionView) => void): SessionState {
  let view = freshView;
  let kept = firstSettings;
  let stored = firstSettings;
  const state: SessionState = {
    get view() {
      return view;
    },
    get kept() {
      return kept;
    },
    get stored() {
      return stored;
    },
    opened: null,
    examples: null,
    runs: null,
    show(change) {
      view = { ...view, ...change };
      view = { ...view, beginsNew: beginsNew(view, kept), currentRun: view.snapshot && (kept.run?.id ?? null) };
      onView(view);
    },
    async keep(change) {
      kept = { ...kept, ...change };
      stored = { ...stored, ...change };
      state.show({ budgetQueries: kept.budgetQueries, limits: kept.limits, running: kept.running });
      await state.opened?.store.settings.save(stored);
    },
    tryOut(change) {
      kept = { ...kept, ...change };
      state.show({});
    },
    commit: (change) => state.keep({ ...kept, ...change }),
    async personDecides() {
      if (kept.host === "goes-on") await state.keep({ host: "waits" });
    },
    reset() {
      state.opened = null;
      state.examples = null;
      kept = firstSettings;
      stored = firstSettings;
      state.show(freshView);
    },
  };
  return state;
}

/** Whether a start would begin a run beside the one that is shown. Other examples have put that one aside already. */
function beginsNew({ snapshot }: SessionView, { run, languageModel }: KeptSettings): boolean {
  const model = parseChoice(languageModel);
  return snapshot !== null && run !== null && model !== null && !sameModel(model, run.model);
}

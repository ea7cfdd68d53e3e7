// The state that the parts of one session share: the open task, the settings kept for it, and the view that the page shows.

import type { Task } from "../../../shared/prompt/task.ts";
import type { KeptExamples, KeptSettings, TaskStore } from "../store/indexed-db-store.ts";
import type { Leadership } from "../store/tab-lock.ts";
import type { OpenRequest, SessionView } from "./worker-api.ts";

export interface OpenTask {
  readonly request: OpenRequest;
  readonly store: TaskStore;
  readonly leadership: Leadership;
  readonly task: Task;
  readonly settings: unknown;
}

export interface SessionState {
  readonly view: SessionView;
  readonly kept: KeptSettings;
  opened: OpenTask | null;
  examples: KeptExamples | null;
  /** Changes the view and tells the page. */
  show(change: Partial<SessionView>): void;
  /** Changes the settings and stores them, once a task is open. */
  keep(change: Partial<KeptSettings>): Promise<void>;
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
  providerWait: null,
  snapshot: null,
};

export function beginSession(onView: (view: SessionView) => void): SessionState {
  let view = freshView;
  let kept = firstSettings;
  const state: SessionState = {
    get view() {
      return view;
    },
    get kept() {
      return kept;
    },
    opened: null,
    examples: null,
    show(change) {
      view = { ...view, ...change };
      onView(view);
    },
    async keep(change) {
      kept = { ...kept, ...change };
      state.show({ budgetQueries: kept.budgetQueries, limits: kept.limits, running: kept.running });
      await state.opened?.store.settings.save(kept);
    },
    reset() {
      state.opened = null;
      state.examples = null;
      kept = firstSettings;
      state.show(freshView);
    },
  };
  return state;
}

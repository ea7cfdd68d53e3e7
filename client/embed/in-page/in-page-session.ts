// A participant on a partner's page: the partner says everything at once, and what an earlier visit left is gone on with where it still fits.

import { readGiven, whyUnusable } from "../../participant/import/provided-examples.ts";
import { addToSplit, noExamples } from "../../participant/import/split.ts";
import { LIMIT_NAMES } from "../../participant/limits.ts";
import { parseChoice, sameModel, storable } from "../../participant/model/model-choice.ts";
import type { Outcome } from "../../participant/outcome.ts";
import { failed } from "../../participant/outcome.ts";
import type { LocalExamples } from "../../participant/participant.ts";
import { createChosenModel } from "../../participant/session/chosen-model.ts";
import { createRunControl } from "../../participant/session/run-control.ts";
import { beginSession } from "../../participant/session/session-state.ts";
import { findTask } from "../../participant/session/task-request.ts";
import type { SessionView } from "../../participant/session/worker-api.ts";
import { openTaskStore } from "../../participant/store/indexed-db-store.ts";
import { type Leadership, lead } from "../../participant/store/tab-lock.ts";
import type { Runtime } from "../../platform/platform.ts";
import type { Budget, ParticipantOptions, Progress, TunedPrompt } from "./api.ts";
import { choiceOf } from "./choice-of.ts";
import { tunedPromptOf } from "./tuned-prompt.ts";

export type InPageRequest = Omit<ParticipantOptions, "onProgress" | "aggregator"> & { readonly aggregator: string };

export interface InPageSession {
  /** Opens the task the first time, then tunes; resolves when tuning has ended. */
  start(request: InPageRequest): Promise<Outcome<TunedPrompt>>;
  pause(): Promise<Outcome>;
  /** After a pause; the promise of start() is still the one to wait for. */
  resume(): Promise<Outcome>;
  finish(): Promise<Outcome>;
  leave(withdraw: boolean): Promise<Outcome>;
}

const DEFAULT_BUDGET: Budget = { queries: 2000 };

export function createInPageSession(runtime: Runtime, onProgress: (progress: Progress) => void): InPageSession {
  const ended = new Set<(view: SessionView) => void>();
  let paused = false;
  const visit = beginSession((view) => {
    onProgress(progressOf(view));
    for (const look of ended) look(view);
  });
  const chosen = createChosenModel(visit);
  const run = createRunControl(visit, chosen, runtime);

  /** What fails or throws lets go of the participant, so that another start can be it. */
  const open = async (request: InPageRequest): Promise<Outcome> => {
    const { budget = DEFAULT_BUDGET } = request;
    const wrong = LIMIT_NAMES.find((name) => budget[name] !== undefined && !(budget[name] > 0));
    if (wrong) return failed("invalid-settings", `budget.${wrong} must be a number above 0.`);
    const leadership = await lead(`asyndbt ${nameOf(request)}`, { takeOver: false });
    if (!leadership) return failed("other-tab", "Another tab of this browser is this participant.");
    let opened: Outcome | undefined;
    try {
      opened = await openTask(request, leadership);
      return opened;
    } finally {
      if (opened?.type !== "done") {
        visit.opened = null;
        leadership.release();
      }
    }
  };
  const openTask = async (request: InPageRequest, leadership: Leadership): Promise<Outcome> => {
    const { aggregator, task: taskId, invite = null, seat = "", budget = DEFAULT_BUDGET } = request;
    const { queries: budgetQueries = DEFAULT_BUDGET.queries, ...limits } = budget;
    const store = await openTaskStore(nameOf(request), (storage) => visit.show({ storage }));
    const seed = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
    await visit.keep({ seed, ...(await store.settings.load()), budgetQueries, limits, running: false });
    if (invite) await visit.keep({ invite });
    const open = { type: "join", aggregator, taskId, invite, takeOver: false, seat } as const;
    const found = await findTask(open, { store, visit, runtime });
    if (found.type === "failed") return found;
    const split = splitOf(request.examples, found.value.task.labels);
    if (split.type === "failed") return split;
    const { task, settings, phase } = found.value;
    visit.opened = { request: open, store, leadership, task, settings };
    const before = await store.examples.load();
    const choice = choiceOf(request.languageModel);
    const same = sameModel(choice, parseChoice(visit.kept.languageModel));
    if (!same || JSON.stringify(before?.split) !== JSON.stringify(split.value)) {
      // Answers on other examples or of another model cannot be mixed with these.
      await run.startOver();
      await visit.keep({ connection: null });
    }
    visit.examples = { origin: "own", split: split.value };
    await store.examples.save(visit.examples);
    await visit.keep({ languageModel: storable(choice), hasKey: choice.type === "http" && choice.key !== "", sealedKey: null });
    chosen.choose(choice, "memory");
    visit.show({ tab: "here", storage: store.storage(), task, phase, snapshot: (await store.shown.load()) ?? null });
    return { type: "done", value: null };
  };

  return {
    async start(request) {
      if (!visit.opened) {
        const opened = await open(request);
        if (opened.type === "failed") return opened;
      }
      paused = false;
      const before = visit.view.snapshot;
      visit.show({ snapshot: null });
      const end = new Promise<Outcome<TunedPrompt>>((resolve) => {
        let begun = false;
        const look = (view: SessionView): void => {
          begun ||= view.running;
          // A participant with nothing left to do ends without a word: what it came to the last time holds.
          const silent = begun && !view.running && !paused && view.snapshot === null;
          if (silent && before) {
            visit.show({ snapshot: before });
            return;
          }
          const outcome = outcomeOf(view);
          // Not before the run has let go: the next start would only join it.
          if (!outcome || view.running) return;
          ended.delete(look);
          resolve(outcome);
        };
        ended.add(look);
      });
      const started = await run.start();
      if (started.type === "done") return end;
      visit.show({ snapshot: before });
      return started;
    },
    async pause() {
      paused = true;
      return run.pause();
    },
    async resume() {
      paused = false;
      return run.start();
    },
    finish: run.finish,
    leave: run.leave,
  };
}

function nameOf({ aggregator, task, seat }: InPageRequest): string {
  return `${aggregator}/${task}${seat ? `/${seat}` : ""}`;
}

/** A text that stands there twice is taken once, with the label it has first. */
function splitOf(examples: unknown, labels: readonly string[]): Outcome<LocalExamples> {
  const read = readGiven(examples, labels);
  if (read.type === "failed") return read;
  const wrong = read.value.problems.find(({ code }) => code !== "other-label");
  return wrong ? failed("examples", whyUnusable(wrong)) : { type: "done", value: addToSplit(noExamples, read.value.examples) };
}

/** undefined while it goes on. */
function outcomeOf({ snapshot, tab }: SessionView): Outcome<TunedPrompt> | undefined {
  if (tab === "taken") return failed("other-tab", "Another tab of this browser took over.");
  if (snapshot?.activity.type === "failed") return snapshot.activity;
  if (snapshot?.activity.type !== "finished") return undefined;
  if (snapshot.result) return { type: "done", value: tunedPromptOf(snapshot.result) };
  return failed("no-result", "The run ended before there was a prompt to choose.");
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

function progressOf({ snapshot, budgetQueries, storage }: SessionView): Progress {
  return {
    activity: snapshot?.activity.type ?? "idle",
    connection: snapshot?.connection ?? "none",
    iteration: snapshot?.iteration ?? 0,
    contributions: snapshot?.contributions.merged ?? 0,
    queries: snapshot?.queries ?? 0,
    budgetQueries,
    loss: finite(snapshot?.history.at(-1)?.loss),
    kept: storage.type === "kept",
  };
}

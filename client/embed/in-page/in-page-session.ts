// A participant on a partner's page: the partner says everything at once, and what an earlier state left is gone on with where it still
// fits.

import { readGiven, whyUnusable } from "../../participant/import/provided-examples.ts";
import { addToSplit, noExamples } from "../../participant/import/split.ts";
import { LIMIT_NAMES } from "../../participant/limits.ts";
import { parseChoice, sameModel, storable } from "../../participant/model/model-choice.ts";
import { done, failed, type Outcome } from "../../participant/outcome.ts";
import type { LocalExamples } from "../../participant/participant.ts";
import { createChosenModel } from "../../participant/session/chosen-model.ts";
import { openTask } from "../../participant/session/open-task.ts";
import { RunControl } from "../../participant/session/run-control.ts";
import { beginSession, type OpenTask } from "../../participant/session/session-state.ts";
import type { FoundTask } from "../../participant/session/task-request.ts";
import type { SessionView } from "../../participant/session/worker-api.ts";
import type { Runtime } from "../../platform/platform.ts";
import type { Budget, ParticipantOptions, Progress, TunedPrompt } from "./api.ts";
import { choiceOf } from "./choice-of.ts";
import { progressOf } from "./progress-of.ts";
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
  const state = beginSession((view) => {
    onProgress(progressOf(view));
    for (const look of ended) look(view);
  });
  const chosen = createChosenModel(state);
  const run = new RunControl(state, chosen, runtime);

  /** Whatever fails lets go of the participant, so that another start can be it. */
  const open = async (request: InPageRequest): Promise<Outcome> => {
    const { budget = DEFAULT_BUDGET } = request;
    const wrong = LIMIT_NAMES.find((name) => budget[name] !== undefined && !(budget[name] > 0));
    if (wrong) return failed("invalid-settings", `budget.${wrong} must be a number above 0.`);
    const { aggregator, task: taskId, invite = null, seat = "" } = request;
    const found = await openTask(state, { type: "join", aggregator, taskId, invite, takeOver: false, seat }, runtime);
    if (found.type === "failed" || !state.opened) return found.type === "failed" ? found : done;
    const { opened } = state;
    let begun: Outcome | undefined;
    try {
      begun = await begin(request, opened, found.value);
      return begun;
    } finally {
      if (begun?.type !== "done") {
        state.opened = null;
        opened.leadership.release();
      }
    }
  };
  /** Takes over examples, language model and budget as the partner gives them. */
  const begin = async (request: InPageRequest, { store }: OpenTask, { task, phase }: FoundTask): Promise<Outcome> => {
    const { queries: budgetQueries = DEFAULT_BUDGET.queries, ...limits } = request.budget ?? DEFAULT_BUDGET;
    const split = splitOf(request.examples, task.labels);
    if (split.type === "failed") return split;
    await state.keep({ budgetQueries, limits, running: false });
    const before = await store.examples.load();
    const choice = choiceOf(request.languageModel);
    const same = sameModel(choice, parseChoice(state.kept.languageModel));
    if (!same || JSON.stringify(before?.split) !== JSON.stringify(split.value)) {
      // Answers on other examples or of another model cannot be mixed with these.
      await run.startOver();
      await state.keep({ connection: null });
    }
    state.examples = { origin: "own", split: split.value };
    await store.examples.save(state.examples);
    await state.keep({ languageModel: storable(choice), hasKey: choice.type === "http" && choice.key !== "", sealedKey: null });
    chosen.choose(choice, "memory");
    // The key is the partner's, and so is the page that asks: there is nobody else to allow more. Tokens and money hold over all runs.
    await (await chosen.account())?.allowMore(chosen.requestsOfRun());
    state.show({ tab: "here", storage: store.storage(), task, phase, snapshot: (await store.shown.load()) ?? null });
    return done;
  };

  return {
    async start(request) {
      if (!state.opened) {
        const opened = await open(request);
        if (opened.type === "failed") return opened;
      }
      paused = false;
      const before = state.view.snapshot;
      state.show({ snapshot: null });
      const end = new Promise<Outcome<TunedPrompt>>((resolve) => {
        let begun = false;
        const look = (view: SessionView): void => {
          begun ||= view.running;
          // A participant with nothing left to do ends without a word: what it came to the last time holds.
          const silent = begun && !view.running && !paused && view.snapshot === null;
          if (silent && before) {
            state.show({ snapshot: before });
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
      state.show({ snapshot: before });
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

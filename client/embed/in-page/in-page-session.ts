// A participant on a partner's page: the partner says everything at once, and what an earlier visit left is gone on with where it still fits.

import * as v from "valibot";
import { oneLine } from "../../../shared/prompt/render.ts";
import { exampleSchema } from "../../../shared/prompt/task.ts";
import { parseChoice, sameModel, storable } from "../../participant/choice.ts";
import { createChosenModel } from "../../participant/chosen-model.ts";
import { addToSplit, noExamples } from "../../participant/import/split.ts";
import { openTaskStore } from "../../participant/indexed-db-store.ts";
import { lead } from "../../participant/leader.ts";
import { LIMIT_NAMES } from "../../participant/limits.ts";
import type { LocalExamples, Runtime } from "../../participant/participant.ts";
import { createRunControl } from "../../participant/run-control.ts";
import { findTask } from "../../participant/task-request.ts";
import { beginVisit, failed } from "../../participant/visit.ts";
import type { Outcome, SessionView } from "../../participant/worker-api.ts";
import type { Budget, Example, ParticipantOptions, Progress, TunedPrompt } from "./api.ts";
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
  const visit = beginVisit((view) => {
    onProgress(progressOf(view));
    for (const look of ended) look(view);
  });
  const chosen = createChosenModel(visit);
  const run = createRunControl(visit, chosen, runtime);

  const open = async (request: InPageRequest): Promise<Outcome> => {
    const { aggregator, task: taskId, invite = null, seat = "", budget = DEFAULT_BUDGET } = request;
    const { queries: budgetQueries = DEFAULT_BUDGET.queries, ...limits } = budget;
    const wrong = LIMIT_NAMES.find((name) => limits[name] !== undefined && !(limits[name] > 0));
    if (wrong) return failed("invalid-settings", `budget.${wrong} must be a number above 0.`);
    const name = `${aggregator}/${taskId}${seat && `/${seat}`}`;
    const leadership = await lead(`asyndbt ${name}`, { takeOver: false });
    if (!leadership) return failed("other-tab", "Another tab of this browser is this participant.");
    const store = await openTaskStore(name, (storage) => visit.show({ storage }));
    const seed = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
    await visit.keep({ seed, ...(await store.settings.load()), budgetQueries, limits, running: false });
    if (invite) await visit.keep({ invite });
    const open = { type: "join", aggregator, taskId, invite, takeOver: false, seat } as const;
    const found = await findTask(open, { store, visit, runtime });
    const split = found.type === "done" ? splitOf(request.examples, found.value.task.labels) : found;
    if (found.type === "failed" || split.type === "failed") {
      leadership.release();
      return split.type === "failed" ? split : failed("internal", "");
    }
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
      visit.show({ snapshot: null });
      const end = new Promise<Outcome<TunedPrompt>>((resolve) => {
        const look = (view: SessionView): void => {
          const outcome = outcomeOf(view);
          if (!outcome) return;
          ended.delete(look);
          resolve(outcome);
        };
        ended.add(look);
      });
      const started = await run.start();
      return started.type === "failed" ? started : end;
    },
    pause: run.pause,
    resume: run.start,
    finish: run.finish,
    leave: run.leave,
  };
}

function splitOf(examples: readonly Example[], labels: readonly string[]): Outcome<LocalExamples> {
  const lines = examples.map(({ text, text2, label }) => ({ text: oneLine(text), ...(text2 ? { text2: oneLine(text2) } : {}), label }));
  const parsed = v.safeParse(v.array(exampleSchema), lines);
  // Told by number: an example's text may not stand in a message.
  const at = parsed.success ? lines.findIndex(({ label }) => !labels.includes(label)) : Number(parsed.issues[0].path?.[0]?.key);
  if (!parsed.success || at >= 0) {
    return failed(
      "examples",
      `Example ${at + 1} cannot be used: it needs a text of at most 20,000 characters and one of the task's labels.`,
    );
  }
  return { type: "done", value: addToSplit(noExamples, parsed.output) };
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

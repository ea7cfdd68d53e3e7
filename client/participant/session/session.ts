// One participant's visit: what the Web Worker does when the page asks.

import * as v from "valibot";
import { settingsSchema } from "../../../shared/algorithm/settings.ts";
import { digestOf } from "../../../shared/math/digest.ts";
import type { Query } from "../../../shared/prompt/render.ts";
import type { Example } from "../../../shared/prompt/task.ts";
import type { Runtime } from "../../platform/platform.ts";
import { createImport } from "../import/import.ts";
import { readGiven, whyUnusable } from "../import/provided-examples.ts";
import { sampleExamples } from "../import/sample.ts";
import { addToSplit, noExamples } from "../import/split.ts";
import { describeFailure, parseChoice, pricesOf, sameModel, storable, triesLayouts } from "../model/model-choice.ts";
import type { Outcome } from "../outcome.ts";
import { done, failed } from "../outcome.ts";
import { failureOf } from "../run/failure.ts";
import { type KeptExamples, openTaskStore } from "../store/indexed-db-store.ts";
import { openKey, sealKey } from "../store/key-vault.ts";
import { lead } from "../store/tab-lock.ts";
import { createChosenModel } from "./chosen-model.ts";
import { exportResult } from "./export-result.ts";
import { forecastOf } from "./forecast.ts";
import { createRunControl } from "./run-control.ts";
import { beginSession } from "./session-state.ts";
import { findTask } from "./task-request.ts";
import { compare } from "./try-prompt.ts";
import type { ExamplesSummary, LanguageModelView, ParticipantWorkerApi, SessionView } from "./worker-api.ts";

export interface SessionOptions {
  readonly runtime: Runtime;
  /** Called with the whole view after every change. */
  onView(view: SessionView): void;
}

export function createSession({ runtime, onView }: SessionOptions): Omit<ParticipantWorkerApi, "subscribe"> {
  const visit = beginSession(onView);
  const chosen = createChosenModel(visit);
  const run = createRunControl(visit, chosen, runtime);
  const reader = createImport();

  const setExamples = async (next: KeptExamples | null): Promise<void> => {
    await run.startOver();
    const { opened, kept } = visit;
    visit.examples = next;
    if (next) await opened?.store.examples.save(next);
    else await opened?.store.examples.clear();
    // The layout was chosen on the examples there were.
    chosen.disconnect();
    await visit.keep({ connection: kept.connection && { ...kept.connection, trials: null } });
    visit.show({ examples: next && opened && summaryOf(next, opened.task.labels) });
  };

  const keepOwn = async (read: readonly Example[]): Promise<Outcome> => {
    const before = visit.examples?.origin === "own" ? visit.examples.split : noExamples;
    const split = addToSplit(before, read);
    // A page that embeds this one may hand over the same examples on every visit: nothing starts over for them.
    if (split !== before) await setExamples({ origin: "own", split });
    return done;
  };

  return {
    async open(request) {
      const name =
        request.type === "join"
          ? `${request.aggregator}/${request.taskId}${request.seat && `/${request.seat}`}`
          : `alone/${digestOf(JSON.stringify(request.task))}`;
      const leadership = await lead(`asyndbt ${name}`, request);
      if (!leadership) {
        visit.show({ tab: "elsewhere" });
        return failed("other-tab", "Another tab is this participant.");
      }
      const store = await openTaskStore(name, (storage) => visit.show({ storage }));
      await visit.keep({ seed: randomSeed(), ...(await store.settings.load()) });
      if (request.type === "join" && request.invite) await visit.keep({ invite: request.invite });
      const { kept } = visit;
      const found = await findTask(request, { store, visit, runtime });
      if (found.type === "failed") {
        leadership.release();
        return found;
      }
      const { task, settings, phase } = found.value;
      visit.opened = { request, store, leadership, task, settings };
      const examples = (await store.examples.load()) ?? null;
      visit.examples = examples;
      leadership.lost.then(async () => {
        visit.show({ tab: "taken" });
        chosen.disconnect();
        await run.retire();
      });
      const remembered = parseChoice(kept.languageModel);
      chosen.choose(remembered, kept.sealedKey ? "sealed" : kept.hasKey || holdsFile(remembered) ? "gone" : "none");
      visit.show({
        tab: "here",
        storage: store.storage(),
        task,
        phase,
        alone: request.type === "alone",
        examples: examples && summaryOf(examples, task.labels),
        snapshot: (await store.shown.load()) ?? null,
      });
      // A run that needs its owner's key or file must wait for it; any other goes on where the last visit stopped.
      const resume = (kept.running || kept.starting) && chosen.missing() === null && examples !== null && remembered !== null;
      await visit.keep({ running: false, starting: resume });
      return resume ? run.start() : done;
    },

    async previewExamples(source, mapping) {
      if (!visit.opened) return failed("not-open", "No task is open.");
      return { type: "done", value: await reader.preview(source, mapping, visit.opened.task.labels) };
    },
    async keepExamples() {
      const read = reader.examples();
      return read.length === 0 ? failed("no-examples", "There is no usable example.") : keepOwn(read);
    },
    async provideExamples(given) {
      if (!visit.opened) return failed("not-open", "No task is open.");
      const read = readGiven(given, visit.opened.task.labels);
      if (read.type === "failed") return read;
      const { examples, problems } = read.value;
      const [first] = problems;
      if (examples.length === 0) return failed("examples", first ? whyUnusable(first) : "The list of examples is empty.");
      return keepOwn(examples);
    },
    async useSample(number) {
      await setExamples({ origin: "sample", split: await sampleExamples(number) });
      return done;
    },
    async forgetExamples() {
      await setExamples(null);
      return done;
    },

    async setLanguageModel(asked, passphrase) {
      const { kept, view } = visit;
      const before = parseChoice(kept.languageModel);
      // A key is for its own address and goes to no other.
      const keeps = asked.type === "http" && asked.key === "" && kept.hasKey && before?.type === "http" && before.url === asked.url;
      const next = keeps ? { ...asked, key: chosen.key() } : asked;
      const same = sameModel(next, before);
      await (same ? run.retire() : run.startOver());
      const key = next.type === "http" ? next.key : "";
      const held: LanguageModelView["held"] =
        key !== "" || holdsFile(next) ? "memory" : keeps ? (view.languageModel?.held ?? "gone") : "none";
      chosen.choose(next, held);
      await visit.keep({
        languageModel: storable(next),
        hasKey: keeps || key !== "",
        sealedKey: key !== "" && passphrase ? await sealKey(key, passphrase) : keeps ? kept.sealedKey : null,
        ...(same ? {} : { connection: null }),
      });
      return done;
    },
    async unlockKey(passphrase) {
      const { sealedKey, languageModel } = visit.kept;
      const key = sealedKey && (await openKey(sealedKey, passphrase));
      const remembered = parseChoice(languageModel);
      if (!key || remembered?.type !== "http") return failed("wrong-passphrase", "This passphrase does not open the key.");
      chosen.choose({ ...remembered, key }, "memory");
      return done;
    },
    async forgetKey() {
      await run.retire();
      chosen.choose(parseChoice(visit.kept.languageModel), "none");
      await visit.keep({ hasKey: false, sealedKey: null });
      return done;
    },
    async testConnection() {
      const missing = chosen.missing();
      if (missing)
        return failed(missing, missing === "file-needed" ? "Choose the model's file again." : "Enter the API key, or unlock it.");
      try {
        await chosen.connected("test");
        const report = visit.view.languageModel?.connected;
        return report ? { type: "done", value: report } : failed("internal", "The connection was replaced by another.");
      } catch (error) {
        return describeFailure(error);
      }
    },
    async cancelConnection() {
      chosen.disconnect();
      return done;
    },
    async forgetModelFile() {
      const choice = parseChoice(visit.kept.languageModel);
      await run.retire();
      chosen.choose(choice, holdsFile(choice) ? "gone" : "none");
      if (choice?.type === "in-tab" && choice.source.type === "address") {
        const { forgetModel } = await import("../../language-model/in-tab/model-file.ts");
        await forgetModel(choice.source.url);
      }
      return done;
    },

    async setBudget(budgetQueries, limits) {
      await run.retire();
      // An endpoint holds the budget, too; a model in the tab costs nothing and is slow to load again.
      if (parseChoice(visit.kept.languageModel)?.type === "http") chosen.disconnect();
      await visit.keep({ budgetQueries, limits, running: false, starting: false });
      return done;
    },
    async forecast(budgetQueries, limits) {
      const { opened, examples, kept, view } = visit;
      if (!opened) return failed("not-open", "No task is open.");
      if (!examples) return failed("no-examples", "Add examples first.");
      const choice = parseChoice(kept.languageModel);
      try {
        const value = forecastOf({
          task: opened.task,
          settings: v.parse(settingsSchema, opened.settings),
          examples: examples.split,
          alone: opened.request.type === "alone",
          budgetQueries,
          limits,
          spentQueries: view.snapshot?.queries ?? 0,
          kind: choice?.type ?? "simulated",
          triesLayouts: choice !== null && triesLayouts(choice, kept.connection),
          capability: kept.connection?.capability ?? null,
          prices: pricesOf(choice),
        });
        return { type: "done", value };
      } catch (error) {
        return failureOf(error);
      }
    },
    start: run.start,
    pause: run.pause,
    finish: run.finish,
    leave: run.leave,
    async deleteEverything() {
      await run.retire();
      const { opened } = visit;
      await opened?.store.erase();
      opened?.leadership.release();
      chosen.choose(null, "none");
      visit.reset();
      return done;
    },

    async tryPrompt(query: Query) {
      const { opened, view } = visit;
      if (!opened) return failed("not-open", "No task is open.");
      try {
        return { type: "done", value: await compare(opened.task, view.snapshot, await chosen.connected("try"), query) };
      } catch (error) {
        return describeFailure(error);
      }
    },
    exportPrompt: (request) => exportResult(visit, request),
  };
}

function holdsFile(choice: ReturnType<typeof parseChoice>): boolean {
  return choice?.type === "in-tab" && choice.source.type === "file";
}

function summaryOf({ origin, split }: KeptExamples, labels: readonly string[]): ExamplesSummary {
  const { train, pool, validation, test } = split;
  const all = [...train, ...pool, ...validation, ...test];
  return {
    origin,
    train: train.length,
    pool: pool.length,
    validation: validation.length,
    test: test.length,
    perLabel: labels.map((label) => ({ label, count: all.filter((example) => example.label === label).length })),
  };
}

function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}

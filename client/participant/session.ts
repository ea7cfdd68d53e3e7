// One participant's visit: what the Web Worker does when the page asks. Holds the task, the examples, the model's key and the participant itself.

import * as v from "valibot";
import { digestOf } from "../../shared/math/digest.ts";
import type { LanguageModel } from "../../shared/prompt/language-model.ts";
import type { Query } from "../../shared/prompt/render.ts";
import { type Task, taskSchema } from "../../shared/prompt/task.ts";
import { connectChoice, describeFailure, parseChoice, withoutKey } from "./choice.ts";
import { createImport } from "./import/import.ts";
import { sampleExamples } from "./import/sample.ts";
import { addToSplit, noExamples } from "./import/split.ts";
import { type KeptExamples, type KeptSettings, openTaskStore, type TaskStore } from "./indexed-db-store.ts";
import { openKey, sealKey } from "./key-vault.ts";
import { type Leadership, lead } from "./leader.ts";
import { createParticipant, type Participant, type Runtime } from "./participant.ts";
import { requestTask } from "./task-request.ts";
import { compare } from "./trial.ts";
import type {
  ConnectionReport,
  ExamplesSummary,
  LanguageModelChoice,
  LanguageModelView,
  OpenRequest,
  Outcome,
  ParticipantWorkerApi,
  SessionView,
} from "./worker-api.ts";

export interface SessionOptions {
  readonly runtime: Runtime;
  /** Called with the whole view after every change. */
  onView(view: SessionView): void;
}

const done: Outcome = { type: "done", value: null };
const failed = (code: string, message: string): { type: "failed"; code: string; message: string } => ({ type: "failed", code, message });

const firstSettings: KeptSettings = {
  invite: null,
  languageModel: null,
  hasKey: false,
  sealedKey: null,
  budgetQueries: 2000,
  shareValidation: true,
  seed: 0,
  running: false,
};

interface Opened {
  readonly request: OpenRequest;
  readonly store: TaskStore;
  readonly leadership: Leadership;
  readonly task: Task;
  readonly settings: unknown;
}

const freshView: SessionView = {
  tab: "opening",
  storage: { type: "kept" },
  task: null,
  phase: null,
  alone: false,
  examples: null,
  languageModel: null,
  budgetQueries: firstSettings.budgetQueries,
  shareValidation: true,
  running: false,
  providerWait: null,
  snapshot: null,
};

export function createSession({ runtime, onView }: SessionOptions): Omit<ParticipantWorkerApi, "subscribe"> {
  let view = freshView;
  let opened: Opened | null = null;
  let kept = firstSettings;
  let examples: KeptExamples | null = null;
  let choice: LanguageModelChoice | null = null;
  let model: Promise<LanguageModel> | null = null;
  let report: ConnectionReport | null = null;
  let participant: Participant | null = null;
  let turn: Promise<void> = Promise.resolve();
  const reader = createImport();

  const show = (change: Partial<SessionView>): void => {
    view = { ...view, ...change };
    onView(view);
  };
  const keep = async (change: Partial<KeptSettings>): Promise<void> => {
    kept = { ...kept, ...change };
    show({ budgetQueries: kept.budgetQueries, shareValidation: kept.shareValidation, running: kept.running });
    await opened?.store.settings.save(kept);
  };
  /** The budget or the key has changed: the next start makes another object, which goes on from the checkpoint. */
  const retire = async (): Promise<void> => {
    const old = participant;
    participant = null;
    await old?.pause();
    await turn;
  };
  const connected = (): Promise<LanguageModel> => {
    if (!choice || !opened) return Promise.reject(new TypeError("choose a language model first"));
    model ??= connectChoice(choice, opened.store.answers, (event) => {
      if (event.type === "waiting") show({ providerWait: { untilMs: event.untilMs, reason: event.reason } });
    }).then(({ model: found, explanation }) => {
      const { rung, layout } = found.capabilities;
      report = { id: found.id, rung, layout, explanation };
      if (view.languageModel) show({ languageModel: { ...view.languageModel, connected: report } });
      return found;
    });
    model.catch(() => {
      model = null;
    });
    return model;
  };
  const choose = async (next: LanguageModelChoice | null, key: LanguageModelView["key"]): Promise<void> => {
    choice = next;
    const old = model;
    model = null;
    report = null;
    show({ languageModel: next && { choice: withoutKey(next), key, connected: null }, providerWait: null });
    await old?.then((found) => found.dispose()).catch(() => {});
  };
  /** Answers on other examples or of another model cannot be mixed with earlier ones: a new participant begins. */
  const startOver = async (): Promise<void> => {
    const old = participant;
    await retire();
    await old?.leave(false);
    await opened?.store.checkpoint.clear();
    await opened?.store.shown.clear();
    show({ snapshot: null });
  };
  const setExamples = async (next: KeptExamples | null): Promise<void> => {
    await startOver();
    examples = next;
    if (next) await opened?.store.examples.save(next);
    else await opened?.store.examples.clear();
    show({ examples: next && opened && summaryOf(next, opened.task.labels) });
  };

  const ended = async (current: Participant): Promise<void> => {
    if (view.snapshot) await opened?.store.shown.save(view.snapshot);
    if (current === participant) await keep({ running: false });
  };

  const begin = async (): Promise<void> => {
    if (!opened || !examples) return;
    const { request } = opened;
    participant ??= createParticipant({
      aggregator: request.type === "join" ? { origin: request.aggregator, taskId: request.taskId, invite: kept.invite } : null,
      task: opened.task,
      settings: opened.settings,
      examples: examples.split,
      languageModel: await connected(),
      budgetQueries: kept.budgetQueries,
      seed: kept.seed,
      store: opened.store.checkpoint,
      runtime,
      shareValidation: kept.shareValidation,
      onSnapshot: (snapshot) => show({ snapshot, providerWait: null }),
    });
    const current = participant;
    turn = current.run().then(
      () => ended(current),
      (error: unknown) => {
        show({ snapshot: { ...current.snapshot(), activity: describeFailure(error) } });
        return ended(current);
      },
    );
  };

  const start = async (): Promise<Outcome> => {
    if (!opened) return failed("not-open", "No task is open.");
    if (!examples) return failed("no-examples", "Add examples first.");
    if (kept.running) return done;
    const key = view.languageModel?.key;
    if (key === "sealed" || key === "gone") return failed("key-needed", "Enter the API key, or unlock it, to go on.");
    await turn;
    try {
      await connected();
    } catch (error) {
      const { code, message } = describeFailure(error);
      return failed(code, message);
    }
    await keep({ running: true });
    await begin();
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
        show({ tab: "elsewhere" });
        return failed("other-tab", "Another tab is this participant.");
      }
      const store = await openTaskStore(name, (storage) => show({ storage }));
      kept = { ...firstSettings, seed: randomSeed(), ...(await store.settings.load()) };
      if (request.type === "join" && request.invite) kept = { ...kept, invite: request.invite };
      const identity = (await store.checkpoint.load())?.identity;
      const found = await findTask(request, identity?.participantToken ?? kept.invite, runtime);
      if (found.type === "failed") {
        leadership.release();
        return found;
      }
      opened = { request, store, leadership, task: found.value.task, settings: found.value.settings };
      examples = (await store.examples.load()) ?? null;
      leadership.lost.then(async () => {
        show({ tab: "taken" });
        await retire();
      });
      show({
        tab: "here",
        storage: store.storage(),
        task: found.value.task,
        phase: found.value.phase,
        alone: request.type === "alone",
        examples: examples && summaryOf(examples, found.value.task.labels),
      });
      const remembered = parseChoice(kept.languageModel);
      await choose(remembered, kept.sealedKey ? "sealed" : kept.hasKey ? "gone" : "none");
      show({ snapshot: (await store.shown.load()) ?? null });
      await keep({});
      // A run that needs a key must wait for its owner; any other goes on where the last visit stopped.
      const resume = kept.running && !kept.hasKey && examples !== null && remembered !== null;
      await keep({ running: false });
      return resume ? start() : done;
    },

    async previewExamples(source, mapping) {
      if (!opened) return failed("not-open", "No task is open.");
      return { type: "done", value: await reader.preview(source, mapping, opened.task.labels) };
    },
    async keepExamples() {
      const read = reader.examples();
      if (read.length === 0) return failed("no-examples", "There is no usable example.");
      const before = examples?.origin === "own" ? examples.split : noExamples;
      await setExamples({ origin: "own", split: addToSplit(before, read) });
      return done;
    },
    async useSample(number) {
      await setExamples({ origin: "sample", split: await sampleExamples(number) });
      return done;
    },
    async forgetExamples() {
      await setExamples(null);
      return done;
    },

    async setLanguageModel(next, passphrase) {
      const same = JSON.stringify(withoutKey(next)) === JSON.stringify(parseChoice(kept.languageModel));
      await (same ? retire() : startOver());
      const key = next.type === "http" ? next.key : "";
      await choose(next, key === "" ? "none" : "memory");
      await keep({
        languageModel: withoutKey(next),
        hasKey: key !== "",
        sealedKey: key !== "" && passphrase ? await sealKey(key, passphrase) : null,
      });
      return done;
    },
    async unlockKey(passphrase) {
      const key = kept.sealedKey && (await openKey(kept.sealedKey, passphrase));
      const remembered = parseChoice(kept.languageModel);
      if (!key || remembered?.type !== "http") return failed("wrong-passphrase", "This passphrase does not open the key.");
      await choose({ ...remembered, key }, "memory");
      return done;
    },
    async testConnection() {
      try {
        await connected();
        return report ? { type: "done", value: report } : failed("internal", "The connection was replaced by another.");
      } catch (error) {
        const { code, message } = describeFailure(error);
        return failed(code, message);
      }
    },

    async setBudget(budgetQueries, shareValidation) {
      await retire();
      await keep({ budgetQueries, shareValidation, running: false });
      return done;
    },
    start,
    async pause() {
      await keep({ running: false });
      await participant?.pause();
      await turn;
      return done;
    },
    async finish() {
      await participant?.finish();
      return done;
    },
    async leave(withdraw) {
      // Without a connection the goodbye would be lost, and the page would say otherwise.
      if (participant?.snapshot().connection !== "online") return failed("not-connected", "Press Go on first, then leave.");
      await keep({ running: false });
      await participant.leave(withdraw);
      await turn;
      if (withdraw) {
        participant = null;
        await opened?.store.shown.clear();
        show({ snapshot: null });
      }
      return done;
    },
    async deleteEverything() {
      await retire();
      await opened?.store.erase();
      opened?.leadership.release();
      opened = null;
      examples = null;
      kept = firstSettings;
      await choose(null, "none");
      show(freshView);
      return done;
    },

    async tryPrompt(query: Query) {
      if (!opened) return failed("not-open", "No task is open.");
      try {
        return { type: "done", value: await compare(opened.task, view.snapshot, await connected(), query) };
      } catch (error) {
        const { code, message } = describeFailure(error);
        return failed(code, message);
      }
    },
  };
}

type Found = Pick<Opened, "task" | "settings"> & Pick<SessionView, "phase">;

async function findTask(request: OpenRequest, token: string | null, runtime: Runtime): Promise<Outcome<Found>> {
  if (request.type === "alone") {
    const parsed = v.safeParse(taskSchema, request.task);
    if (parsed.success) return { type: "done", value: { task: parsed.output, settings: {}, phase: null } };
    return failed("malformed", v.getDotPath(parsed.issues[0]) ?? parsed.issues[0].message);
  }
  if (!token) return failed("unauthorised", "This link has no invite, and this browser has not joined the task before.");
  const { aggregator, taskId } = request;
  return requestTask({ aggregator, taskId, token }, runtime);
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

// The kept runs of the open task: those in the store, and those that it did not take, which stay in this tab's memory until it does.

import { costOf } from "../../language-model/transport/prices.ts";
import { nothingSpent } from "../limits.ts";
import { type LanguageModelChoice, parseChoice, pricesOf } from "../model/model-choice.ts";
import { redactedModel } from "../model/redacted-model.ts";
import type { KeptExamples } from "../store/database.ts";
import { type KeptRun, type NotStored, type RunData, restingSnapshot, summaryOfRun } from "../store/kept-run.ts";
import { digestOfExamples, type RunMark } from "../store/run-mark.ts";
import type { RunKeeper, SessionState } from "./session-state.ts";

/** A name is one line of a list. */
const LONGEST_NAME = 80;

export class RunShelf implements RunKeeper {
  readonly #state: SessionState;
  readonly #now: () => number;
  readonly #endUndo: () => void;
  readonly #unsaved = new Map<string, { readonly run: KeptRun; readonly why: NotStored }>();

  constructor(state: SessionState, now: () => number, endUndo: () => void) {
    this.#state = state;
    this.#now = now;
    this.#endUndo = endUndo;
  }

  /** Shows what is kept. A result that an older page stored, or that a tab had no time to keep, is a run from now on. */
  async open(): Promise<void> {
    const { view, opened } = this.#state;
    this.#unsaved.clear();
    this.#state.show({ runs: ((await opened?.store.runs.all()) ?? []).toReversed().map((run) => summaryOfRun(run, null)) });
    if (view.snapshot?.result) await this.keepShown();
  }

  endUndo(): void {
    this.#endUndo();
  }

  async begin(): Promise<void> {
    const { kept, view } = this.#state;
    const { snapshot } = view;
    const goesOn = snapshot !== null && kept.run !== null;
    if (goesOn && !snapshot.result) return;
    const fresh = this.#freshMark();
    await this.#state.keep({ run: goesOn && kept.run ? { ...fresh, after: { id: kept.run.id, step: snapshot.step } } : fresh });
  }

  async keepShown(): Promise<void> {
    const { snapshot } = this.#state.view;
    if (!snapshot?.result && !snapshot?.current) return;
    const mark = this.#state.kept.run ?? { ...this.#freshMark(), digest: "" };
    // A run that went on and came no further is the one that it went on from.
    const same = mark.after !== null && snapshot.step === mark.after.step;
    if (same && !snapshot.result) return;
    const own = same && mark.after ? { ...mark, id: mark.after.id, after: null } : mark;
    if (own !== this.#state.kept.run) await this.#state.keep({ run: own });
    const before = await this.load(own.id);
    if (before?.snapshot.result && before.snapshot.step === snapshot.step && before.snapshot.queries === snapshot.queries) return;
    await this.put({ ...(await this.#record(own)), ...(before ? { name: before.name, startedAtMs: before.startedAtMs } : {}) });
  }

  async load(id: string): Promise<KeptRun | undefined> {
    return this.#unsaved.get(id)?.run ?? (await this.#state.opened?.store.runs.load(id));
  }

  /** Stores a run, or keeps it in memory and says why it is there only. */
  async put(run: KeptRun): Promise<void> {
    const why = (await this.#state.opened?.store.runs.save(run)) ?? null;
    if (why) this.#unsaved.set(run.id, { run, why });
    else this.#unsaved.delete(run.id);
    this.#list(run.id, summaryOfRun(run, why));
  }

  async rename(run: KeptRun, name: string): Promise<void> {
    await this.put({ ...run, name: name.replace(/\s+/g, " ").trim().slice(0, LONGEST_NAME) });
  }

  /** False where the store does not let go of it. What found no room before may find some now. */
  async remove(id: string): Promise<boolean> {
    const stored = !this.#unsaved.has(id);
    if (stored && !(await this.#state.opened?.store.runs.remove(id))) return false;
    this.#unsaved.delete(id);
    this.#list(id, null);
    for (const { run } of [...this.#unsaved.values()]) await this.put(run);
    return true;
  }

  #list(id: string, summary: ReturnType<typeof summaryOfRun> | null): void {
    const others = this.#state.view.runs.filter((run) => run.id !== id);
    const runs = summary ? [...others, summary] : others;
    this.#state.show({ runs: runs.sort((a, b) => b.endedAtMs - a.endedAtMs) });
  }

  #freshMark(): RunMark {
    const { kept, examples } = this.#state;
    return {
      id: crypto.randomUUID(),
      startedAtMs: this.#now(),
      model: parseChoice(kept.languageModel),
      digest: examples ? digestOfExamples(examples.split) : "",
      after: null,
    };
  }

  async #record({ id, startedAtMs, model, digest }: RunMark): Promise<KeptRun> {
    const { opened, kept, view, examples } = this.#state;
    if (!opened || !view.snapshot) throw new TypeError("there is no run to keep");
    const spent = (await opened.store.checkpoint.load())?.spent ?? { ...nothingSpent, queries: view.snapshot.queries };
    return {
      ...{ id, name: "", startedAtMs, endedAtMs: this.#now() },
      model: redactedModel(model),
      capability: view.beginsNew ? null : (kept.connection?.capability ?? null),
      data: dataOf(examples, digest),
      budgetQueries: view.snapshot.budgetQueries,
      limits: kept.limits,
      spent,
      cost: view.beginsNew ? costIn(model, spent) : (view.cost ?? costIn(model, spent)),
      seed: kept.seed,
      alone: view.alone,
      settings: opened.settings,
      snapshot: restingSnapshot(view.snapshot),
    };
  }
}

function dataOf(examples: KeptExamples | null, digest: string): RunData {
  const { origin = "own", split } = examples ?? {};
  const { train = [], pool = [], validation = [], test = [] } = split ?? {};
  return { digest, origin, train: train.length, pool: pool.length, validation: validation.length, test: test.length };
}

function costIn(model: LanguageModelChoice | null, { promptTokens, completionTokens }: KeptRun["spent"]): number | null {
  const cost = costOf({ promptTokens, completionTokens, cachedTokens: 0 }, pricesOf(model) ?? undefined);
  return cost === "unknown" ? null : cost;
}

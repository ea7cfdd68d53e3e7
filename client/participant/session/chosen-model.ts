// The language model of one state: chosen, connected when first needed, cancelled, replaced. Keys and files stay in this worker's memory.

import type { LanguageModel } from "../../../shared/prompt/language-model.ts";
import type { ConnectedLanguageModel } from "../../language-model/scoring/endpoint.ts";
import type { LanguageModelEvent } from "../../language-model/transport/runtime.ts";
import type { TokenUsage } from "../../language-model/transport/transport.ts";
import { type KeySpending, nothingSpent } from "../limits.ts";
import type { LanguageModelChoice } from "../model/model-choice.ts";
import { connectChoice, storable, triesLayouts } from "../model/model-choice.ts";
import type { Account } from "../spending/account.ts";
import { createKeyAccount } from "./key-account.ts";
import { progressToGoOnFrom } from "./run-ground.ts";
import type { SessionState } from "./session-state.ts";
import type { ConnectionView, LanguageModelView } from "./worker-api.ts";

type Purpose = "test" | "run" | "try";

export interface ChosenModel {
  /** Ends the connection there was. Nothing is sent before a model is needed. */
  choose(next: LanguageModelChoice | null, held: LanguageModelView["held"]): void;
  /**
   * "run" finds out the layout on the participant's examples first, where that was left open; "test" asks the model anew, whatever is known
   * of it. @throws what connecting throws.
   */
  connected(purpose: Purpose): Promise<LanguageModel>;
  /** The key that this visit has heard for an address; "" without one. */
  key(url: string): string;
  /** Forgets the keys in memory: that of one address, or all. */
  forgetKeys(url: string | null): void;
  /** Tokens of this connection and of the visits before it, about; null without a connection. */
  counted(): TokenUsage | null;
  /** What the answers have cost, about; null where that is unknown or nobody is paid. */
  cost(): number | null;
  /** What was spent with the key of the choice; null where no key is asked with. */
  keySpending(): KeySpending | null;
  /** The account of the choice's key, once it is read. */
  account(): Promise<Account | null>;
  /** The most that a run of the present settings may send. */
  requestsOfRun(): number;
  /** Shows the account as it is now. */
  showAccount(): void;
  /** What is missing of what may not be stored, as a code of the help page. */
  missing(): "key-needed" | "file-needed" | null;
  /** Ends the connection, if need be in the middle of a download; the next use connects again. */
  disconnect(): void;
}

export function createChosenModel(state: SessionState): ChosenModel {
  let choice: LanguageModelChoice | null = null;
  const keys = new Map<string, string>();
  let model: Promise<LanguageModel> | null = null;
  let meter: ConnectedLanguageModel["meter"] | null = null;
  let stopping = new AbortController();
  const spending = createKeyAccount(state, () => choice);

  const showModel = (change: Partial<LanguageModelView>): void => {
    if (state.view.languageModel) state.show({ languageModel: { ...state.view.languageModel, ...change } });
  };
  const onEvent = (event: LanguageModelEvent): void => {
    if (event.type === "waiting") state.show({ providerWait: { untilMs: event.untilMs, reason: event.reason } });
    if (event.type === "loading") showModel({ loading: event.progress });
  };
  const disconnect = (): void => {
    stopping.abort(new DOMException("the connection was ended", "AbortError"));
    stopping = new AbortController();
    model = null;
    meter = null;
    showModel({ loading: null });
  };
  const connect = async (purpose: Purpose): Promise<LanguageModel> => {
    const { opened, examples, kept } = state;
    if (!choice || !opened) throw new TypeError("choose a language model first");
    const { signal } = stopping;
    const { queries: spentQueries = 0, spent = nothingSpent } = (await progressToGoOnFrom(state)) ?? {};
    signal.throwIfAborted();
    const { model: found, known } = await connectChoice(choice, {
      task: opened.task,
      examples: purpose === "run" ? (examples?.split ?? null) : null,
      known: kept.connection,
      probe: purpose === "test",
      answers: opened.store.answers,
      budgetQueries: kept.budgetQueries,
      spentQueries,
      limits: kept.limits,
      spent,
      account: await spending.account(),
      signal,
      onEvent,
    });
    signal.throwIfAborted();
    if (purpose === "run") await state.keep({ connection: known });
    else state.tryOut({ connection: known });
    const { rung, layout } = found.capabilities;
    const report: ConnectionView = { id: found.id, rung, layout, explanation: found.explanation, trials: known.trials ?? [] };
    meter = found.meter;
    showModel({ connected: report });
    return found;
  };

  return {
    disconnect,
    choose(next, held) {
      disconnect();
      choice = next;
      if (next?.type === "http" && next.key !== "") keys.set(next.url, next.key);
      spending.open(held);
      state.show({ languageModel: next && { choice: storable(next), held, connected: null, loading: null }, providerWait: null });
    },
    connected(purpose) {
      if (model && purpose === "run" && choice && triesLayouts(choice, state.kept.connection)) disconnect();
      if (model) return model;
      const current = connect(purpose);
      model = current;
      current.catch(() => {
        if (model !== current) return;
        model = null;
        showModel({ loading: null });
      });
      return current;
    },
    key: (url) => keys.get(url) ?? "",
    forgetKeys(url) {
      if (url === null) keys.clear();
      else keys.delete(url);
    },
    counted: () => meter?.() ?? null,
    cost() {
      const cost = meter?.().cost;
      return choice?.type === "http" && typeof cost === "number" ? cost : null;
    },
    keySpending: spending.now,
    account: spending.account,
    requestsOfRun: spending.requestsOfRun,
    showAccount: spending.show,
    missing() {
      const held = state.view.languageModel?.held;
      if (held !== "sealed" && held !== "gone") return null;
      return choice?.type === "in-tab" ? "file-needed" : "key-needed";
    },
  };
}

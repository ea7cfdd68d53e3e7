// The language model a participant chose: to the client that speaks to it, to what may be stored, and back.

import * as v from "valibot";
import { LAYOUTS, type Layout } from "../../../shared/prompt/language-model.ts";
import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import { searchSpaceOf } from "../../../shared/prompt/search-space.ts";
import type { Task } from "../../../shared/prompt/task.ts";
import { openEndpoint } from "../../language-model/connect.ts";
import { DEFAULT_DIALECT, type DialectName, isDialectName } from "../../language-model/dialects/dialects.ts";
import type { LayoutTrial } from "../../language-model/probe/choose-layout.ts";
import type { CapabilityRecord } from "../../language-model/scoring/capability-record.ts";
import type { ConnectedLanguageModel, LanguageModelEndpoint, ResponseStore } from "../../language-model/scoring/endpoint.ts";
import { requestsPerAnswer } from "../../language-model/scoring/requests-per-answer.ts";
import { type LanguageModelSettings, VOTES } from "../../language-model/settings.ts";
import { testConnection } from "../../language-model/test-connection.ts";
import type { Prices } from "../../language-model/transport/prices.ts";
import { type LanguageModelEvent, type LanguageModelRuntime, platformRuntime } from "../../language-model/transport/runtime.ts";
import type { Limits, Spent } from "../limits.ts";
import type { LocalExamples } from "../participant.ts";
import { TESTED_PROMPTS } from "../participant.ts";
import type { AnswerStore } from "../participant-store.ts";
import { testedRows } from "../run/tested-rows.ts";
import type { Account } from "../spending/account.ts";
import { chooseTaskLayout } from "./layout-choice.ts";

export type LanguageModelChoice =
  | {
      readonly type: "simulated";
      /** Makes a participant slow, for demonstrations. */
      readonly latencyMs?: number | undefined;
    }
  | {
      readonly type: "http";
      /** How the endpoint talks. Default "openai-compatible", also for what pages stored that did not ask. */
      readonly dialect?: DialectName | undefined;
      readonly url: string;
      readonly model: string;
      /** "" for endpoints without one. Stays in the worker's memory. */
      readonly key: string;
      /** null: found out by a probe. */
      readonly layout: Layout | null;
      /** What to accept where the endpoint gives no label probabilities. */
      readonly withoutLogProbs: "sampled" | "text" | null;
      /** As the user knows them, to tell what a run costs; null or absent: unknown. */
      readonly prices?: Prices | null | undefined;
    }
  /** A GGUF model that runs in the worker: prompts do not leave the tab. */
  | {
      readonly type: "in-tab";
      /** An address is downloaded once and kept; `file` is null once only its name and size are known, after a reload. */
      readonly source:
        | { readonly type: "address"; readonly url: string }
        | { readonly type: "file"; readonly name: string; readonly sizeBytes: number; readonly file: File | null };
      /** null: raw text. */
      readonly layout: Layout | null;
    };

const layoutSchema = v.nullable(v.picklist(LAYOUTS));
const rememberedSchema = v.variant("type", [
  v.object({ type: v.literal("simulated"), latencyMs: v.optional(v.number()) }),
  v.object({
    type: v.literal("http"),
    dialect: v.optional(v.custom<DialectName>(isDialectName)),
    url: v.string(),
    model: v.string(),
    key: v.literal(""),
    layout: layoutSchema,
    withoutLogProbs: v.nullable(v.picklist(["sampled", "text"])),
    prices: v.optional(v.nullable(v.object({ input: v.number(), output: v.number() }))),
  }),
  v.object({
    type: v.literal("in-tab"),
    source: v.variant("type", [
      v.object({ type: v.literal("address"), url: v.string() }),
      v.object({ type: v.literal("file"), name: v.string(), sizeBytes: v.number(), file: v.null() }),
    ]),
    layout: layoutSchema,
  }),
]);

/** null for what an older page stored in another form. */
export function parseChoice(stored: unknown): LanguageModelChoice | null {
  const parsed = v.safeParse(rememberedSchema, stored);
  return parsed.success ? parsed.output : null;
}

/** Without what lives in memory only: the key, the file. */
export function storable(choice: LanguageModelChoice): LanguageModelChoice {
  if (choice.type === "http") return { ...choice, key: "" };
  if (choice.type === "in-tab" && choice.source.type === "file") return { ...choice, source: { ...choice.source, file: null } };
  return choice;
}

/** Whether two choices ask the same model in the same way: neither its key nor what it costs changes an answer. */
export function sameModel(a: LanguageModelChoice, b: LanguageModelChoice | null): boolean {
  const told = (choice: LanguageModelChoice | null): string => {
    if (choice?.type !== "http") return JSON.stringify(choice && storable(choice));
    const { dialect = DEFAULT_DIALECT, url, model, layout, withoutLogProbs } = choice;
    return JSON.stringify({ dialect, url, model, layout, withoutLogProbs });
  };
  return told(a) === told(b);
}

/** What a connection found out, kept so that a reload need not pay for it again. */
export interface KnownConnection {
  readonly capability: CapabilityRecord | null;
  /** null: the layout was not yet chosen on examples. */
  readonly trials: readonly LayoutTrial[] | null;
}

export interface ConnectOptions {
  readonly task: Task;
  /** With examples, "auto" tries the layouts on them. */
  readonly examples: LocalExamples | null;
  readonly known: KnownConnection | null;
  /** Ask what the model can do even where it is known: another key, or another server at the address, may not. */
  readonly probe: boolean;
  readonly answers: AnswerStore;
  /** What the participant may spend on tuning and selection, and has spent on earlier visits. */
  readonly budgetQueries: number;
  readonly spentQueries: number;
  /** What it may spend on everything together, and has spent. */
  readonly limits: Limits;
  readonly spent: Spent;
  /** What was spent with the key, over all runs; null where there is none. */
  readonly account: Account | null;
  /** Ends the connection, whatever it is doing. */
  readonly signal: AbortSignal;
  onEvent(event: LanguageModelEvent): void;
}

export interface Connected {
  readonly model: ConnectedLanguageModel;
  readonly known: KnownConnection;
}

/** Answers of an endpoint are kept, so that none is paid for twice. @throws LanguageModelError when no connection can be made. */
export async function connectChoice(choice: LanguageModelChoice, options: ConnectOptions): Promise<Connected> {
  const settings = settingsOf(choice, options);
  const runtime = platformRuntime({ onEvent: options.onEvent });
  const endpoint = openEndpoint(settings, runtime);
  options.signal.addEventListener("abort", () => void endpoint.dispose(), { once: true });
  try {
    return await modelOf(choice, choice.type === "simulated" ? endpoint : storing(endpoint, options.answers), options);
  } catch (error) {
    options.signal.throwIfAborted();
    await endpoint.dispose();
    return await nameFailure(error, settings, runtime);
  }
}

async function modelOf(choice: LanguageModelChoice, endpoint: LanguageModelEndpoint, options: ConnectOptions): Promise<Connected> {
  const { known, examples, task } = options;
  if (triesLayouts(choice, known) && examples) {
    const { model, trials } = await chooseTaskLayout(endpoint, searchSpaceOf(task), examples);
    return { model, known: { capability: model.capability ?? null, trials } };
  }
  const layout = (choice.type === "simulated" ? null : choice.layout) ?? known?.capability?.layout;
  const model = await endpoint.model(layout ? { layout } : {});
  return { model, known: { capability: model.capability ?? null, trials: known?.trials ?? null } };
}

/** null where they are not known, or nobody is paid. */
export function pricesOf(choice: LanguageModelChoice | null): Prices | null {
  return (choice?.type === "http" && choice.prices) || null;
}

/** Whether a run has to begin with a trial of the layouts: in the tab that would take minutes, and raw text suits small models. */
export function triesLayouts(choice: LanguageModelChoice, known: KnownConnection | null): boolean {
  return choice.type === "http" && choice.layout === null && !known?.trials;
}

function storing(endpoint: LanguageModelEndpoint, answers: AnswerStore): LanguageModelEndpoint {
  const store: ResponseStore = {
    get: async (key) => {
      const text = await answers.get(key);
      return text === undefined ? undefined : JSON.parse(text);
    },
    set: (key, answer) => answers.set(key, JSON.stringify(answer)),
    clear: () => answers.clear(),
  };
  return { ...endpoint, model: (options) => endpoint.model({ store, ...options }) };
}

/** A browser hides why an endpoint cannot be reached; the connection test finds out by elimination. */
async function nameFailure(error: unknown, settings: LanguageModelSettings, runtime: LanguageModelRuntime): Promise<never> {
  if (!(error instanceof LanguageModelError) || error.code !== "unreachable" || settings.type !== "http") throw error;
  const report = await testConnection(settings, runtime);
  throw report.ok ? error : new LanguageModelError(report.code, { detail: new URL(settings.url).host });
}

/** Requests beside the run's own: probes and trials of three layouts, and the retries of what is asked after the budget is spent. */
const BESIDE_THE_RUN = 150;

/** The most that a run may send: the participant keeps its budget by itself, each test row is asked for some prompts, and one attempt in three
 * may fail. */
export function mostRequests(run: {
  readonly budgetQueries: number;
  readonly labels: number;
  readonly testRows: number;
  readonly known: KnownConnection | null;
}): number {
  const { budgetQueries, labels, testRows, known } = run;
  const perAnswer = known?.capability ? requestsPerAnswer(known.capability, labels) : Math.max(labels, VOTES);
  return budgetQueries + Math.ceil(1.5 * TESTED_PROMPTS * perAnswer * testRows) + BESIDE_THE_RUN;
}

function settingsOf(choice: LanguageModelChoice, options: ConnectOptions): LanguageModelSettings {
  if (choice.type === "simulated") return { type: "simulated", ...(choice.latencyMs ? { latencyMs: choice.latencyMs } : {}) };
  const layout = choice.layout ? { layout: choice.layout } : {};
  if (choice.type === "in-tab") {
    const source = choice.source.type === "address" ? choice.source.url : choice.source.file;
    if (source === null) throw new LanguageModelError("invalid-settings", { detail: "the model's file must be chosen again" });
    return { type: "in-tab", source, ...layout };
  }
  const { dialect, url, model, key, withoutLogProbs, prices } = choice;
  const { known, probe, examples, budgetQueries, spentQueries, spent, account } = options;
  const { minutes: _kept, testRows: _asked, ...limits } = options.limits;
  // The hard stop behind the participant's own count.
  const testRows = testedRows(examples?.test ?? [], options.limits).length;
  const queries = mostRequests({ budgetQueries, labels: options.task.labels.length, testRows, known });
  return {
    type: "http",
    ...(dialect === undefined ? {} : { dialect }),
    url,
    model,
    budget: { queries, ...limits },
    ...(account ? { ledger: account.ledger({ ...limits, prices: prices ?? null }) } : {}),
    spent: {
      queries: spentQueries,
      promptTokens: spent.promptTokens,
      cachedTokens: 0,
      completionTokens: spent.completionTokens,
      wallTimeMs: 0,
    },
    ...(key === "" ? {} : { key }),
    ...(prices ? { prices } : {}),
    ...layout,
    ...(withoutLogProbs ? { withoutLogProbs } : {}),
    ...(known?.capability && !probe ? { capability: known.capability } : {}),
  };
}

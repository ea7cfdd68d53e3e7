// A participant's settings for its language model. They are checked here, before anything is sent.

import type { Layout } from "../../shared/prompt/language-model.ts";
import { LanguageModelError } from "../../shared/prompt/language-model-error.ts";
import { DIALECT_NAMES, type DialectName, isDialectName } from "./dialects/dialects.ts";
import type { InTabSettings } from "./in-tab/settings.ts";
import type { CapabilityRecord } from "./scoring/capability-record.ts";
import type { BudgetLimits, Spending } from "./transport/budget.ts";
import type { Prices } from "./transport/prices.ts";
import type { SpendingLedger } from "./transport/spending-ledger.ts";

/** Votes per query on the sampled rung, unless the settings say otherwise. */
export const VOTES = 5;

export type LanguageModelSettings = SimulatedSettings | HttpSettings | InTabSettings;

/** The simulated in-context learner: no language model, nothing leaves the machine. */
export interface SimulatedSettings {
  readonly type: "simulated";
  /** Default 1. */
  readonly seed?: number;
  readonly layout?: Layout;
  readonly latencyMs?: number;
}

/** Any endpoint over HTTP. */
export interface HttpSettings {
  readonly type: "http";
  /** How the endpoint talks. Default "openai-compatible", which also tries raw completions and exact scores. */
  readonly dialect?: DialectName;
  /** Base address, such as https://host/v1. */
  readonly url: string;
  readonly model: string;
  readonly key?: string;
  /** Default: raw completion where the endpoint gives label probabilities for it, else chat turns. */
  readonly layout?: Layout;
  /** What the user allows where no log-probabilities can be had. Without it, connecting fails with `no-logprobs`. */
  readonly withoutLogProbs?: "sampled" | "text";
  /** Votes per query on the sampled rung. Default: `VOTES`. */
  readonly votes?: number;
  readonly budget?: BudgetLimits;
  /** Holds tokens and money over all runs with the key, in the place of `budget`, which then holds queries only. */
  readonly ledger?: SpendingLedger;
  /** What was spent before, so that a budget lasts over a reload. */
  readonly spent?: Spending;
  readonly prices?: Prices;
  /** Most requests at the same time. Default 8; 2 where the exact-score extension answers. */
  readonly concurrency?: number;
  /** Time for one attempt. Default 60 s. */
  readonly timeoutMs?: number;
  /** Longest wait that the endpoint may ask for without ending the run. Default: ten minutes. */
  readonly longestWaitMs?: number;
  /** Most attempts per request; where it is only put off (rate limit, no network), more. Default 5. */
  readonly attempts?: number;
  /** The record of an earlier probe of the same endpoint, model and layout: spares the probe. */
  readonly capability?: CapabilityRecord;
}

/** Routes below a base address. People copy them from documents, where they stand behind it. */
const ROUTE = /\/(?:chat\/completions|completions|responses|embeddings|models|messages|api\/(?:chat|generate|tags))$/;

/** The address below which the routes lie, without a slash at its end. A query stays: some providers need one. */
export function baseAddress(url: string): string {
  const [address = "", query] = url.split(/(?=\?)/, 2);
  const base = address.replace(/\/+$/, "").replace(ROUTE, "").replace(/\/+$/, "");
  return query === undefined ? base : base + query;
}

/** @throws LanguageModelError `invalid-settings` that names the setting, never its value. */
export function checkHttpSettings(settings: HttpSettings): void {
  const wrong = (detail: string): never => {
    throw new LanguageModelError("invalid-settings", { detail });
  };
  let url: URL | undefined;
  try {
    url = new URL(settings.url);
  } catch {
    wrong("the address is not a URL");
  }
  if (url && url.protocol !== "http:" && url.protocol !== "https:") wrong("the address must begin with http:// or https://");
  if (url && (url.username !== "" || url.password !== "")) wrong("the address must not contain a password");
  if (settings.model.trim() === "" || /[\p{Cc}]/u.test(settings.model)) wrong("the model's name is empty or contains control characters");
  // Anything else would be refused by fetch with an error that quotes the key.
  if (settings.key !== undefined && !/^[\x21-\x7e]{1,4096}$/.test(settings.key))
    wrong("the key contains spaces, line ends or non-ASCII characters");
  if (settings.dialect !== undefined && !isDialectName(settings.dialect)) wrong(`dialect must be one of ${DIALECT_NAMES.join(", ")}`);
  const { votes, concurrency, attempts, timeoutMs, longestWaitMs } = settings;
  const counts = { votes, concurrency, attempts, timeoutMs, longestWaitMs };
  for (const [name, value] of Object.entries(counts)) {
    if (value !== undefined && !(Number.isInteger(value) && value >= 1)) wrong(`${name} must be a whole number, at least 1`);
  }
  for (const [name, value] of Object.entries(settings.budget ?? {})) {
    if (value !== undefined && !(value >= 0)) wrong(`the budget of ${name} must be a number, at least 0`);
  }
  for (const [name, value] of Object.entries(settings.prices ?? {})) {
    if (value !== undefined && !(Number.isFinite(value) && value >= 0)) wrong(`the price ${name} must be a number, at least 0`);
  }
  if (settings.budget?.money !== undefined && settings.prices === undefined) throw new LanguageModelError("price-unknown");
}

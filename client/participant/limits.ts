// The optional limits of a run beside its budget of queries: tokens, money and time, each by itself, over all visits, the test at the end
// included. Tokens and money belong to the key where there is one: what other runs have spent with it counts, too. How many more queries
// they allow is told by what the mean one has taken so far.

import { LanguageModelError, type LanguageModelErrorCode } from "../../shared/prompt/language-model-error.ts";
import { costOf, type Prices } from "../language-model/transport/prices.ts";

export interface Limits {
  readonly tokens?: number;
  /** In the currency of the prices, without which it is refused (`price-unknown`). */
  readonly money?: number;
  /** While the run goes on, its waits included; pauses and closed tabs do not count. */
  readonly minutes?: number;
  /** Test examples that are asked about at the end, once per prompt. Default: `TEST_ROWS`. */
  readonly testRows?: number;
}
export type LimitName = Exclude<keyof Limits, "testRows">;
export const LIMIT_NAMES: readonly LimitName[] = ["tokens", "money", "minutes"];

/** What may end a run beside its budget: a limit, or the requests that the person allows with the key. */
export type ReachedLimit = LimitName | "key";
const REACHED_LIMITS: readonly ReachedLimit[] = [...LIMIT_NAMES, "key"];

/** With so many, a share of right answers is known to five points or better: more cost much and tell little. */
export const TEST_ROWS = 400;

export interface Terms {
  readonly limits: Limits;
  /** null: nobody is paid. */
  readonly prices: Prices | null;
}

/** What a run has taken so far. */
export interface Spent {
  readonly queries: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly runningMs: number;
  /** Of these, with queries under way. */
  readonly askingMs: number;
}
/** What was spent with the key by every run, and how many requests the person still allows with it. */
export interface KeySpending {
  readonly tokens: number;
  /** null where prices are unknown. */
  readonly money: number | null;
  readonly left: number;
}
export const nothingSpent: Spent = { queries: 0, promptTokens: 0, completionTokens: 0, runningMs: 0, askingMs: 0 };

/**
 * The limit that ends first, and how many more queries it allows at the mean so far [A45e]: Infinity before one was asked. null without
 * limits.
 */
export function nearestLimit(
  { limits, prices }: Terms,
  spent: Spent,
  key: KeySpending | null = null,
): { readonly name: LimitName; readonly queries: number } | null {
  const { queries, promptTokens, completionTokens, runningMs, askingMs } = spent;
  const cost = costOf({ promptTokens, completionTokens, cachedTokens: 0 }, prices ?? { input: 0, output: 0 });
  const room = (limit: number | undefined, used: number, byQueries: number): number => {
    if (limit === undefined) return Number.POSITIVE_INFINITY;
    return used >= limit ? 0 : byQueries > 0 ? ((limit - used) * queries) / byQueries : Number.POSITIVE_INFINITY;
  };
  const tokens = promptTokens + completionTokens;
  const money = cost === "unknown" ? 0 : cost;
  const rooms = [
    { name: "tokens", queries: room(limits.tokens, key?.tokens ?? tokens, tokens) },
    { name: "money", queries: room(limits.money, key?.money ?? money, money) },
    { name: "minutes", queries: room(limits.minutes, runningMs / 60_000, askingMs / 60_000) },
  ] as const;
  const [nearest] = rooms.filter(({ name }) => limits[name] !== undefined).sort((a, b) => a.queries - b.queries);
  return nearest ?? null;
}

/** How long the run may go on until the time that is left is that of so many queries. */
export function msUntilKept({ minutes = Number.POSITIVE_INFINITY }: Limits, spent: Spent, kept: number): number {
  const meanMs = spent.queries > 0 ? spent.askingMs / spent.queries : 0;
  return minutes * 60_000 - spent.runningMs - kept * meanMs;
}

/** The codes with which the language model's own budget refuses, too. */
const CODES = { tokens: "budget-tokens", money: "budget-money", minutes: "budget-time", key: "budget-key" } as const satisfies Record<
  ReachedLimit,
  LanguageModelErrorCode
>;

export function limitError(name: ReachedLimit): LanguageModelError {
  return new LanguageModelError(CODES[name]);
}

/** Which limit an error tells of. */
export function limitOf(error: unknown): ReachedLimit | undefined {
  if (!(error instanceof LanguageModelError)) return undefined;
  return REACHED_LIMITS.find((name) => CODES[name] === error.code);
}

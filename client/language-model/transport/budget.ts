// The hard budget and the meter: what may be spent on queries, tokens, money and time, checked before every attempt, retries included.
// A query is one attempt sent, whatever becomes of it. Tokens are reserved before sending and settled after, so that requests in flight
// together cannot pass the limit together; the reservation is an estimate (see `charsToTokens`), the count of queries is exact.

import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import { costOf, type Prices } from "./prices.ts";
import type { TokenUsage } from "./transport.ts";

export interface BudgetLimits {
  readonly queries?: number;
  readonly tokens?: number;
  /** In the currency of the prices. */
  readonly money?: number;
  /** From the connection on. */
  readonly wallTimeMs?: number;
}

export interface Spending extends TokenUsage {
  readonly queries: number;
  readonly wallTimeMs: number;
}

/** What a page shows: the spending and its cost. */
export interface MeterReading extends Spending {
  readonly cost: number | "unknown";
}

export interface Budget {
  /**
   * Takes one query and the tokens it may need, or waits until those in flight have settled.
   * @throws LanguageModelError `budget-...` when it would pass a limit; nothing is then taken.
   */
  reserve(estimate: { promptChars: number; completionTokens: number }, signal?: AbortSignal): Promise<Reservation>;
  reading(): MeterReading;
  /** Moment the time budget ends, Infinity without one. */
  readonly deadlineMs: number;
}

export interface Reservation {
  /** What it was taken for, when the endpoint does not say. */
  readonly estimate: TokenUsage;
  settle(usage: TokenUsage): void;
}

export function createBudget(options: {
  readonly limits?: BudgetLimits | undefined;
  readonly prices?: Prices | undefined;
  readonly spent?: Spending | undefined;
  readonly now: () => number;
}): Budget {
  const { limits = {}, prices, spent, now } = options;
  const startMs = now() - (spent?.wallTimeMs ?? 0);
  const deadlineMs = limits.wallTimeMs === undefined ? Number.POSITIVE_INFINITY : startMs + limits.wallTimeMs;
  let queries = spent?.queries ?? 0;
  let settled: TokenUsage = spent ?? NOTHING;
  const inFlight = new Set<TokenUsage>();
  let waiting: (() => void)[] = [];
  // Most tokens per character seen so far; English text has about 0.25, other scripts and templates more.
  let charsToTokens = 0.5;

  const refusal = (estimate: TokenUsage, reserved: Iterable<TokenUsage>): LanguageModelError | undefined => {
    if (limits.queries !== undefined && queries + 1 > limits.queries) return new LanguageModelError("budget-queries");
    if (now() >= deadlineMs) return new LanguageModelError("budget-time");
    const total = [...reserved].reduce(plus, plus(settled, estimate));
    if (limits.tokens !== undefined && total.promptTokens + total.completionTokens > limits.tokens)
      return new LanguageModelError("budget-tokens");
    if (limits.money === undefined) return undefined;
    const cost = costOf(total, prices);
    if (cost === "unknown") return new LanguageModelError("price-unknown");
    return cost > limits.money ? new LanguageModelError("budget-money") : undefined;
  };

  return {
    deadlineMs,
    async reserve({ promptChars, completionTokens }, signal) {
      for (;;) {
        signal?.throwIfAborted();
        const estimate = { promptTokens: Math.ceil(promptChars * charsToTokens), cachedTokens: 0, completionTokens };
        const refused = refusal(estimate, inFlight);
        if (!refused) {
          queries++;
          inFlight.add(estimate);
          const settle = (usage: TokenUsage): void => {
            if (!inFlight.delete(estimate)) return;
            settled = plus(settled, usage);
            if (promptChars > 0) charsToTokens = Math.max(charsToTokens, usage.promptTokens / promptChars);
            const resume = waiting;
            waiting = [];
            for (const go of resume) go();
          };
          return { estimate, settle };
        }
        // Only what is in flight stands in the way: it may turn out to need less.
        if (inFlight.size === 0 || refusal(estimate, [])) throw refused;
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
          signal?.addEventListener("abort", () => resolve(), { once: true });
        });
      }
    },
    reading: () => ({ ...pick(settled), queries, wallTimeMs: now() - startMs, cost: costOf(settled, prices) }),
  };
}

const NOTHING: TokenUsage = { promptTokens: 0, cachedTokens: 0, completionTokens: 0 };

function plus(a: TokenUsage, b: TokenUsage): TokenUsage {
  return {
    promptTokens: a.promptTokens + b.promptTokens,
    cachedTokens: a.cachedTokens + b.cachedTokens,
    completionTokens: a.completionTokens + b.completionTokens,
  };
}

function pick({ promptTokens, cachedTokens, completionTokens }: TokenUsage): TokenUsage {
  return { promptTokens, cachedTokens, completionTokens };
}

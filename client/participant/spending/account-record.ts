// The record of what was spent with one key: written before an attempt is sent, corrected after, and set back by nobody but the person.

import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import { costOf, type Prices } from "../../language-model/transport/prices.ts";
import type { TokenUsage } from "../../language-model/transport/transport.ts";

export interface Bill {
  /** Attempts sent: probes, retries, the test and tried texts included. */
  readonly requests: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** At the prices that were known when it was spent. */
  readonly money: number;
  /** Tokens spent while no prices were known. */
  readonly unpriced: { readonly promptTokens: number; readonly completionTokens: number };
}

export interface AccountRecord {
  /** Of the endpoint: what a person knows the key by. */
  readonly host: string;
  readonly spent: Bill;
  /** What was spent before the person last chose to count anew. */
  readonly earlier: Bill;
  /** Requests that the person has agreed to, those spent included; null before the first run with this key. */
  readonly allowed: number | null;
}

/** Limits beside the requests, and the prices that money is counted in; null where they are not known. */
export interface AccountTerms {
  readonly tokens?: number | undefined;
  readonly money?: number | undefined;
  readonly prices: Prices | null;
}

export const nothingBilled: Bill = {
  requests: 0,
  promptTokens: 0,
  completionTokens: 0,
  money: 0,
  unpriced: { promptTokens: 0, completionTokens: 0 },
};

/** Connection tests and layout trials before anybody has agreed to a number: many tests, and not a run. */
const BEFORE_ANY_RUN = 300;

export function freshAccount(host: string): AccountRecord {
  return { host, spent: nothingBilled, earlier: nothingBilled, allowed: null };
}

export function plusBill(a: Bill, b: Bill): Bill {
  return {
    requests: a.requests + b.requests,
    promptTokens: a.promptTokens + b.promptTokens,
    completionTokens: a.completionTokens + b.completionTokens,
    money: a.money + b.money,
    unpriced: {
      promptTokens: a.unpriced.promptTokens + b.unpriced.promptTokens,
      completionTokens: a.unpriced.completionTokens + b.unpriced.completionTokens,
    },
  };
}

/** Of so many requests with this usage. */
export function billOf(requests: number, usage: TokenUsage, prices: Prices | null): Bill {
  const { promptTokens, completionTokens } = usage;
  const cost = costOf(usage, prices ?? undefined);
  const money = cost === "unknown" ? 0 : cost;
  const unpriced = cost === "unknown" ? { promptTokens, completionTokens } : nothingBilled.unpriced;
  return { requests, promptTokens, completionTokens, money, unpriced };
}

/** Corrects an estimate. What a settled request gives back never makes a count negative, as after the person began to count anew. */
export function corrected(bill: Bill, estimate: Bill, real: Bill): Bill {
  const put = (now: number, was: number, is: number): number => Math.max(0, now - was + is);
  return {
    requests: bill.requests,
    promptTokens: put(bill.promptTokens, estimate.promptTokens, real.promptTokens),
    completionTokens: put(bill.completionTokens, estimate.completionTokens, real.completionTokens),
    money: put(bill.money, estimate.money, real.money),
    unpriced: {
      promptTokens: put(bill.unpriced.promptTokens, estimate.unpriced.promptTokens, real.unpriced.promptTokens),
      completionTokens: put(bill.unpriced.completionTokens, estimate.unpriced.completionTokens, real.unpriced.completionTokens),
    },
  };
}

export function billedTokens({ promptTokens, completionTokens }: Bill): number {
  return promptTokens + completionTokens;
}

/** What was spent without prices costs what it would cost now; null while that is unknown. */
export function moneyOf({ money, unpriced }: Bill, prices: Prices | null): number | null {
  if (unpriced.promptTokens + unpriced.completionTokens === 0) return money;
  const rest = costOf({ ...unpriced, cachedTokens: 0 }, prices ?? undefined);
  return rest === "unknown" ? null : money + rest;
}

/** Requests that may still be sent. */
export function requestsLeft({ spent, allowed }: AccountRecord): number {
  return Math.max(0, (allowed ?? BEFORE_ANY_RUN) - spent.requests);
}

/** Why one more attempt may not be sent; undefined where it may. */
export function spendingRefusal(
  record: AccountRecord,
  more: Bill,
  { tokens, money, prices }: AccountTerms,
): LanguageModelError | undefined {
  if (requestsLeft(record) < more.requests) return new LanguageModelError("budget-key");
  const next = plusBill(record.spent, more);
  if (tokens !== undefined && billedTokens(next) > tokens) return new LanguageModelError("budget-tokens");
  if (money === undefined) return undefined;
  const cost = moneyOf(next, prices);
  if (cost === null) return new LanguageModelError("price-unknown");
  return cost > money ? new LanguageModelError("budget-money") : undefined;
}

/** The person allows so many requests more than were spent or allowed so far. */
export function allowMore(record: AccountRecord, requests: number): AccountRecord {
  const { spent, allowed } = record;
  return { ...record, allowed: Math.max(spent.requests, allowed ?? 0) + requests };
}

/** The person has changed the budget: what was agreed to changes with it. Before the first run nothing was. */
export function changeAllowed(record: AccountRecord, by: number): AccountRecord {
  return record.allowed === null ? record : { ...record, allowed: Math.max(0, record.allowed + by) };
}

/** The person counts anew: the next run with the key sets a new limit. What was spent stays in the total. */
export function countAnew({ host, spent, earlier }: AccountRecord): AccountRecord {
  return { ...freshAccount(host), earlier: plusBill(earlier, spent) };
}

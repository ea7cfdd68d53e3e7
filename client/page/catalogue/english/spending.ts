// The English sentences about what was spent with a key.

import { figuresIn } from "../figures.ts";

const { about, count, money, n } = figuresIn("en");

export const spendingEn = {
  title: "Spent with this key",
  of: (requests: number, allowed: number): string =>
    `${n.format(requests)} of ${count(allowed, "request", "requests")} that you allow with this key`,
  soFar: (requests: number): string => `${count(requests, "request", "requests")} with this key so far`,
  tokens: (tokens: number): string => `${about.format(tokens)} tokens`,
  money: (amount: number): string => `about ${money(amount)} in the currency of your prices`,
  hint: (host: string): string =>
    `Everything that was sent to ${host} with this key counts: tests of the connection, repeated attempts and measuring the result, too, over all runs, tasks and tabs of this browser. Other examples, another model or another task set nothing back.`,
  total: (requests: number, tokens: number): string =>
    `With all keys together, ever: ${count(requests, "request", "requests")}, ${about.format(tokens)} tokens.`,
  tooFew: (left: number): string =>
    `You still allow ${count(left, "request", "requests")} with this key. That is not enough for the whole run: it would end early, or not begin.`,
  change: "Raise the limit, or count anew",
  more: (requests: number): string => `Allow ${n.format(requests)} more`,
  moreHint: "As many as a run with the budget above may send at most, repeated attempts and the measuring included.",
  anew: "Count anew",
  anewHint: "The count begins at nothing, and the next run sets the limit. Limits of tokens and cost count anew, too.",
};

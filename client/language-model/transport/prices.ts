// The price of tokens. Users enter and edit prices; an unknown price makes an unknown cost, never zero.

import type { TokenUsage } from "./transport.ts";

/** Per million tokens, in any one currency. */
export interface Prices {
  readonly input: number;
  readonly output: number;
  /** Default: as `input`. */
  readonly cachedInput?: number;
}

export function costOf(usage: TokenUsage, prices: Prices | undefined): number | "unknown" {
  if (!prices) return "unknown";
  const fresh = usage.promptTokens - usage.cachedTokens;
  return (fresh * prices.input + usage.cachedTokens * (prices.cachedInput ?? prices.input) + usage.completionTokens * prices.output) / 1e6;
}

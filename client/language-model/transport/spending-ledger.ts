// Where it is written down what was spent with a key, by whoever keeps that over all runs. The endpoint's client asks it before every
// attempt, retries and probes included.

import type { TokenUsage } from "./transport.ts";

export interface SpendingLedger {
  /**
   * Resolves once it is written down that an attempt may need this much: whatever happens to this page afterwards, it counts as spent.
   * @throws LanguageModelError `budget-...` when it would pass a limit; nothing is then written.
   */
  reserve(estimate: TokenUsage, signal?: AbortSignal): Promise<LedgerEntry>;
}

export interface LedgerEntry {
  /** Puts what the attempt took in the place of the estimate. */
  settle(usage: TokenUsage): Promise<void>;
}

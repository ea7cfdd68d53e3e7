// Puts the budget, and the ledger behind it, before every attempt and settles them after: with what the endpoint counted, else with the
// estimate where it may bill us.

import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import type { Budget } from "./budget.ts";
import type { SpendingLedger } from "./spending-ledger.ts";
import type { TokenUsage, Transport } from "./transport.ts";

const NOTHING: TokenUsage = { promptTokens: 0, cachedTokens: 0, completionTokens: 0 };

export function withBudget(next: Transport, budget: Budget, ledger?: SpendingLedger): Transport {
  return async (request, signal) => {
    const reservation = await budget.reserve(request, signal);
    const entry = await ledger?.reserve(reservation.estimate, signal).catch((error: unknown) => {
      reservation.settle(NOTHING);
      throw error;
    });
    const settle = async (usage: TokenUsage): Promise<void> => {
      reservation.settle(usage);
      await entry?.settle(usage);
    };
    try {
      const reply = await next(request, signal);
      const usage = request.readUsage(reply.json) ?? reservation.estimate;
      await settle(usage);
      return { ...reply, usage };
    } catch (error) {
      // A request refused with a status is not billed; one that was cut off may have been answered, and billed, all the same.
      const refused = error instanceof LanguageModelError && error.facts.status !== undefined && error.facts.status >= 400;
      await settle(refused ? NOTHING : reservation.estimate);
      throw error;
    }
  };
}

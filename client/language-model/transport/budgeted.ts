// Puts the budget before every attempt and settles it after: with what the endpoint counted, else with the estimate where it may bill us.

import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import type { Budget } from "./budget.ts";
import type { Transport } from "./transport.ts";

export function withBudget(next: Transport, budget: Budget): Transport {
  return async (request, signal) => {
    const reservation = await budget.reserve(request, signal);
    try {
      const reply = await next(request, signal);
      const usage = request.readUsage(reply.json) ?? reservation.estimate;
      reservation.settle(usage);
      return { ...reply, usage };
    } catch (error) {
      // A request refused with a status is not billed; one that was cut off may have been answered, and billed, all the same.
      const refused = error instanceof LanguageModelError && error.facts.status !== undefined && error.facts.status >= 400;
      reservation.settle(refused ? { promptTokens: 0, cachedTokens: 0, completionTokens: 0 } : reservation.estimate);
      throw error;
    }
  };
}

// Finds the Durable Object of the task whose id is in an address.

import type { Env } from "../env.ts";
import type { Aggregator } from "../task/aggregator.ts";

/** A task's id is its object's id. A text that is no id of this deployment gives undefined and wakes no object. */
export function taskOf({ AGGREGATOR }: Pick<Env, "AGGREGATOR">, taskId: string | undefined): DurableObjectStub<Aggregator> | undefined {
  try {
    return AGGREGATOR.get(AGGREGATOR.idFromString(taskId ?? ""));
  } catch {
    return undefined;
  }
}

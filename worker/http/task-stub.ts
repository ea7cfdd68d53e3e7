// From a task's id in an address to the Durable Object behind it.

import type { Env } from "../env.ts";
import type { Aggregator } from "../task/aggregator.ts";

/** Task ids are object ids: one that this deployment did not make is not an id, and wakes nothing. */
export function taskOf({ AGGREGATOR }: Pick<Env, "AGGREGATOR">, taskId: string | undefined): DurableObjectStub<Aggregator> | undefined {
  try {
    return AGGREGATOR.get(AGGREGATOR.idFromString(taskId ?? ""));
  } catch {
    return undefined;
  }
}

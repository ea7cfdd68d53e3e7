// From a task's id in an address to the Durable Object behind it.

import type { Aggregator } from "./aggregator.ts";
import type { Env } from "./env.ts";

/** Task ids are object ids: one that this deployment did not make is not an id, and wakes nothing. */
export function taskOf({ AGGREGATOR }: Pick<Env, "AGGREGATOR">, taskId: string | undefined): DurableObjectStub<Aggregator> | undefined {
  try {
    return AGGREGATOR.get(AGGREGATOR.idFromString(taskId ?? ""));
  } catch {
    return undefined;
  }
}

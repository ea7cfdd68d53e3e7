// The bindings and secrets that a deployment gives the Worker (wrangler.jsonc).

import type { Aggregator } from "./task/aggregator.ts";

export interface Env {
  readonly AGGREGATOR: DurableObjectNamespace<Aggregator>;
  readonly ASSETS: Fetcher;
  /** A secret. If it is set, a request must show it to create a task. */
  readonly CREATE_KEY?: string;
}

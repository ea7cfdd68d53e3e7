// The bindings and secrets that a deployment gives the Worker (wrangler.jsonc).

import type { CreationQuota } from "./http/creation-quota.ts";
import type { Aggregator } from "./task/aggregator.ts";

export interface Env {
  readonly AGGREGATOR: DurableObjectNamespace<Aggregator>;
  readonly CREATIONS: DurableObjectNamespace<CreationQuota>;
  readonly ASSETS: Fetcher;
  /** A secret. If it is set, a request must show it to create a task. */
  readonly CREATE_KEY?: string;
}

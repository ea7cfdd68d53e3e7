// What the deployment gives the Worker.

import type { Aggregator } from "./task/aggregator.ts";

export interface Env {
  readonly AGGREGATOR: DurableObjectNamespace<Aggregator>;
  readonly ASSETS: Fetcher;
  /** Secret; where it is set, only who knows it may create tasks. */
  readonly CREATE_KEY?: string;
}

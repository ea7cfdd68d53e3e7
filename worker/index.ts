// The Worker's entry point: it exports the HTTP routes and the Durable Object class behind them.

import { routes } from "./http/routes.ts";

export { CreationQuota } from "./http/creation-quota.ts";
export { Aggregator } from "./task/aggregator.ts";
export default routes;

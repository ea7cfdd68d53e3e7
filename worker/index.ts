// The Worker's entry: HTTP routes and the Durable Object class behind them.

import { routes } from "./routes.ts";

export { Aggregator } from "./aggregator.ts";
export default routes;

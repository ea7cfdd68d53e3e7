// The status of the dealings with the aggregator: one record, changed in place by those who hear of it.

import type { Phase } from "../../../shared/protocol/phase.ts";
import type { AggregatorCode } from "./aggregator-error.ts";

export interface FederationStatus {
  connection: "connecting" | "online" | "offline";
  /** The aggregator answers over HTTP, but no WebSocket to it opens: something on the way lets none through. */
  blocked: boolean;
  /** True after the first `welcome`, and whenever nothing has to be fetched before going on. */
  ready: boolean;
  phase: Phase;
  presence: { readonly live: number; readonly joined: number } | null;
  refusal: { readonly code: string; readonly detail: string } | null;
  /** The last contribution is stored by the aggregator, which waits for others (minActive above 1). */
  received: boolean;
  /** Set when going on makes no sense: another device took over, or the aggregator refuses for good. */
  failure: { readonly code: AggregatorCode; readonly message: string } | null;
}

export function firstStatus(): FederationStatus {
  return {
    connection: "connecting",
    blocked: false,
    ready: false,
    phase: "open",
    presence: null,
    refusal: null,
    received: false,
    failure: null,
  };
}

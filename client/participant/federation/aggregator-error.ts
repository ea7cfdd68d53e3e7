// A refusal of the aggregator or a failure on the way to it, with a stable code.

import type { RefusalCode } from "../../../shared/protocol/refusal.ts";

/** A refusal; `storage`: this device could not keep its state; `offline`: the aggregator cannot be reached. */
export type AggregatorCode = RefusalCode | "storage" | "offline";

export class AggregatorError extends Error {
  override readonly name = "AggregatorError";
  readonly code: AggregatorCode;
  constructor(code: AggregatorCode, message: string) {
    super(message);
    this.code = code;
  }
}

// The aggregator's log has one JSON line per event, with these fields and no others. No body, address, token or text can get into it,
// because none of them has a field here.

import type { RefusalCode } from "../shared/protocol/refusal.ts";

export interface LogFields {
  readonly event:
    | "created"
    | "joined"
    | "merged"
    | "refused"
    | "suspended"
    | "phase"
    | "partners"
    | "deleted"
    | "damaged"
    | "rebuilt"
    | "failed";
  readonly participant?: string;
  readonly code?: RefusalCode;
  readonly iteration?: number;
  readonly count?: number;
  /** The name of an error's class, never its message: a message may quote the data that was being stored. */
  readonly error?: string;
}

/** Copies the allowed fields one by one, so that a record with more fields than its type names cannot leak them. */
export function logEvent({ event, participant, code, iteration, count, error }: LogFields): void {
  console.log(JSON.stringify({ event, participant, code, iteration, count, error }));
}

export function errorName(error: unknown): string {
  return error instanceof Error ? error.constructor.name : typeof error;
}

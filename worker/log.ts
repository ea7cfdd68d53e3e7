// The aggregator's log: one JSON line per event, with these fields and no others. No body, address, token or text can get in,
// because nothing that holds one has a field here.

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
  /** Name of an error's class, never its message: a message may quote what was being stored. */
  readonly error?: string;
}

/** Copies the allowed fields one by one, so that a record with more than its type says still cannot leak. */
export function logEvent({ event, participant, code, iteration, count, error }: LogFields): void {
  console.log(JSON.stringify({ event, participant, code, iteration, count, error }));
}

export function errorName(error: unknown): string {
  return error instanceof Error ? error.constructor.name : typeof error;
}

// Describes who sent a request: its token, its page and the address it was sent to. The routes hand this to a task's Durable Object.

import type { Credential } from "./ledger/records.ts";

export interface Caller {
  readonly token: string | null;
  /** The request's Origin header. */
  readonly origin: string | null;
  /** The origin that the request was sent to. */
  readonly aggregatorOrigin: string;
}

export type Role = Credential["role"];

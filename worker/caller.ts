// Who is asking: the token, the page and the address behind a request, as the routes hand them to a task's Durable Object.

import type { Credential } from "./ledger/records.ts";

export interface Caller {
  readonly token: string | null;
  /** The request's Origin header. */
  readonly origin: string | null;
  /** The origin that the request came to. */
  readonly aggregatorOrigin: string;
}

export type Role = Credential["role"];

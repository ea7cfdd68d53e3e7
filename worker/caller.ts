// Who is asking, and what a task's Durable Object answers over RPC.

import type { Refusal, RefusalCode } from "../shared/protocol/refusal.ts";
import type { Credential } from "./ledger/records.ts";

export interface Caller {
  readonly token: string | null;
  /** The request's Origin header. */
  readonly origin: string | null;
  /** The origin that the request came to. */
  readonly aggregatorOrigin: string;
}

export type Role = Credential["role"];

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export function granted<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function refused(code: RefusalCode, detail: string): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal: { code, detail } };
}

// An answer inside the Worker is a value, or a refusal with its code. It is plain data, so it can travel over RPC.

import type { Refusal, RefusalCode } from "../shared/protocol/refusal.ts";

export type Result<T> = { readonly ok: true; readonly value: T } | Refused;

interface Refused {
  readonly ok: false;
  readonly refusal: Refusal;
}

export function granted<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** `retryAfterMs`: how long to wait before trying again, if that is known. */
export function refused(code: RefusalCode, detail: string, retryAfterMs?: number): Refused {
  return { ok: false, refusal: { code, detail, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) } };
}

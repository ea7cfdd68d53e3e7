// A token bucket that limits how many messages a participant may send. It is in memory only: an eviction fills it again.

const MESSAGES_PER_SECOND = 50;
const MESSAGE_BURST = 100;

export interface Bucket {
  /** Messages that may still come. Below zero, the participant has gone on although it was told to slow down. */
  readonly left: number;
  readonly at: number;
}

export type MessageAllowance =
  | { readonly type: "allowed" }
  | { readonly type: "limited"; readonly retryAfterMs: number }
  /** The participant ignored as many refusals as a burst has messages: its socket may be closed. */
  | { readonly type: "flooding" };

/** Takes one message out of the bucket. `now` is in milliseconds; a clock that goes back adds nothing. */
export function takeMessage(bucket: Bucket | undefined, now: number): { readonly bucket: Bucket; readonly allowance: MessageAllowance } {
  const refilled = bucket
    ? Math.min(MESSAGE_BURST, bucket.left + (Math.max(0, now - bucket.at) / 1_000) * MESSAGES_PER_SECOND)
    : MESSAGE_BURST;
  const left = Math.max(-MESSAGE_BURST, refilled - 1);
  return { bucket: { left, at: now }, allowance: allowanceOf(left) };
}

function allowanceOf(left: number): MessageAllowance {
  if (left >= 0) return { type: "allowed" };
  if (left <= -MESSAGE_BURST) return { type: "flooding" };
  // After this time the debt is paid and one more message fits, so a participant that waits for so long is heard.
  return { type: "limited", retryAfterMs: Math.ceil(((1 - left) * 1_000) / MESSAGES_PER_SECOND) };
}

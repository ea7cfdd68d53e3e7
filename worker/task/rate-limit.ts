// Token buckets that limit how many messages a participant may send, and how much work its questions may cost. They are in memory only: an
// eviction fills them again.

/** What a bucket takes in and holds, in units of its own. */
interface BucketSize {
  readonly perSecond: number;
  readonly burst: number;
}

const MESSAGES: BucketSize = { perSecond: 50, burst: 100 };
/** Milliseconds of the object's one thread: nobody takes more than a tenth of it for long. */
const WORK: BucketSize = { perSecond: 100, burst: 1_000 };
/** Sockets that one participant opens. A page opens one, and a new one after each break. */
const UPGRADES: BucketSize = { perSecond: 1, burst: 30 };

export interface Bucket {
  /** What may still come. Below zero, the sender has gone on although it was told to slow down, or one answer cost more than was left. */
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
  const left = Math.max(-MESSAGES.burst, refilled(MESSAGES, bucket, now) - 1);
  const flooding = left <= -MESSAGES.burst;
  return { bucket: { left, at: now }, allowance: flooding ? { type: "flooding" } : allowanceOf(MESSAGES, left) };
}

/** Takes the opening of one socket out of the bucket. An opening that is refused takes nothing. */
export function takeUpgrade(bucket: Bucket | undefined, now: number): { readonly bucket: Bucket; readonly allowance: MessageAllowance } {
  const before = refilled(UPGRADES, bucket, now);
  const allowance = allowanceOf(UPGRADES, before - 1);
  return { bucket: { left: allowance.type === "allowed" ? before - 1 : before, at: now }, allowance };
}

/** Says whether there is work left. What an answer costs is known only afterwards (`chargeWork`), so the last one may take more than that. */
export function workAllowance(bucket: Bucket | undefined, now: number): MessageAllowance {
  const left = refilled(WORK, bucket, now);
  return left > 0 ? { type: "allowed" } : { type: "limited", retryAfterMs: Math.ceil(((1 - left) * 1_000) / WORK.perSecond) };
}

/** Takes so many milliseconds of work out of the bucket. */
export function chargeWork(bucket: Bucket | undefined, workMs: number, now: number): Bucket {
  return { left: refilled(WORK, bucket, now) - workMs, at: now };
}

/**
 * The work of an answer in milliseconds. It is computed and not measured, because the platform's clock stands still while an object works.
 * A text of 5.4 MB took 160 to 360 ms to make and to send.
 */
export function answerWorkMs(characters: number): number {
  return 0.2 + characters / 20_000;
}

/** The work of one iteration, or of a status, in milliseconds: measured at 7,500 candidates and 1 to 256 participants. */
export function iterationWorkMs(dimension: number, participants: number): number {
  return (dimension / 7_500) * (3.3 + 0.15 * participants);
}

function refilled({ perSecond, burst }: BucketSize, bucket: Bucket | undefined, now: number): number {
  return bucket ? Math.min(burst, bucket.left + (Math.max(0, now - bucket.at) / 1_000) * perSecond) : burst;
}

function allowanceOf({ perSecond }: BucketSize, left: number): MessageAllowance {
  if (left >= 0) return { type: "allowed" };
  // After this time the debt is paid and one more message fits, so a participant that waits for so long is heard.
  return { type: "limited", retryAfterMs: Math.ceil(((1 - left) * 1_000) / perSecond) };
}

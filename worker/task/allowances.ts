// The work, messages and sockets that each participant, and each holder of a token, may still ask of one task. It is in memory only.

import { type Bucket, chargeWork, type MessageAllowance, takeMessage, takeUpgrade, workAllowance } from "./rate-limit.ts";

/** `who` is a participant's id, or the digest of a token. */
export class Allowances {
  readonly #messages = new Map<string, Bucket>();
  readonly #upgrades = new Map<string, Bucket>();
  readonly #work = new Map<string, Bucket>();

  /** Counts one more message, and says whether it may be read. `now` is in milliseconds. */
  message(who: string, now: number): MessageAllowance {
    const { bucket, allowance } = takeMessage(this.#messages.get(who), now);
    this.#messages.set(who, bucket);
    return allowance.type === "allowed" ? this.work(who, now) : allowance;
  }

  /** Counts the opening of one more socket. */
  upgrade(who: string, now: number): MessageAllowance {
    const { bucket, allowance } = takeUpgrade(this.#upgrades.get(who), now);
    this.#upgrades.set(who, bucket);
    return allowance;
  }

  /** Whether there is work left for one more answer. */
  work(who: string, now: number): MessageAllowance {
    return workAllowance(this.#work.get(who), now);
  }

  /** Takes what an answer cost. */
  charge(who: string, workMs: number, now: number): void {
    this.#work.set(who, chargeWork(this.#work.get(who), workMs, now));
  }

  forget(who: string): void {
    for (const buckets of [this.#messages, this.#upgrades, this.#work]) buckets.delete(who);
  }
}

// The token buckets, by hand: 100 messages at once, then one every 20 ms; a second of work, then a tenth of each.

import { expect, test } from "vitest";
import { answerWorkMs, type Bucket, chargeWork, takeMessage, takeUpgrade, workAllowance } from "./rate-limit.ts";

function take(times: number, bucket: Bucket | undefined, now: number) {
  let last = takeMessage(bucket, now);
  for (let i = 1; i < times; i++) last = takeMessage(last.bucket, now);
  return last;
}

test("[P11c] a burst of 100, then 50 a second, then the end", () => {
  const burst = take(100, undefined, 0);
  expect(burst.allowance).toEqual({ type: "allowed" });
  expect(take(1, burst.bucket, 0).allowance).toEqual({ type: "limited", retryAfterMs: 40 });
  expect(take(1, burst.bucket, 20).allowance).toEqual({ type: "allowed" });
  expect(take(50, burst.bucket, 1_000).allowance).toEqual({ type: "allowed" });
  expect(take(51, burst.bucket, 1_000).allowance.type).toBe("limited");
  expect(take(99, burst.bucket, 0).allowance.type).toBe("limited");
  expect(take(100, burst.bucket, 0).allowance).toEqual({ type: "flooding" });
});

test("[P11c] a clock that goes back gives nothing and takes nothing", () => {
  const burst = take(100, undefined, 1_000);
  expect(take(1, burst.bucket, 0).allowance.type).toBe("limited");
});

test("[P11c] who waits as long as it is told is heard", () => {
  let { bucket, allowance } = take(130, undefined, 0);
  for (let now = 0, i = 0; i < 20; i++) {
    if (allowance.type === "limited") now += allowance.retryAfterMs;
    ({ bucket, allowance } = take(1, bucket, now));
    expect(allowance.type).toBe("allowed");
    ({ bucket, allowance } = take(1, bucket, now));
  }
});

test("[P11d] the work of answers is taken afterwards, and paid back at a tenth of the thread", () => {
  expect(workAllowance(undefined, 0)).toEqual({ type: "allowed" });
  const spent = chargeWork(undefined, 1_250, 0);
  expect(workAllowance(spent, 0)).toEqual({ type: "limited", retryAfterMs: 2_510 });
  expect(workAllowance(spent, 2_510).type).toBe("allowed");
  expect(chargeWork(spent, 10, 3_600_000)).toEqual({ left: 990, at: 3_600_000 });
});

test("[P11d] a reader of the largest state gets a few at once, and then two megabytes a second", () => {
  let bucket: Bucket | undefined;
  let bytes = 0;
  for (let now = 0; now < 60_000; now += 10) {
    if (workAllowance(bucket, now).type !== "allowed") continue;
    bytes += 5_400_000;
    bucket = chargeWork(bucket, answerWorkMs(5_400_000), now);
  }
  expect(bytes).toBeLessThan(60 * 2_000_000 + 6 * 5_400_000);
});

test("[P10b] a participant opens thirty sockets at once, then one a second", () => {
  let { bucket, allowance } = takeUpgrade(undefined, 0);
  for (let i = 1; i < 30; i++) ({ bucket, allowance } = takeUpgrade(bucket, 0));
  expect(allowance).toEqual({ type: "allowed" });
  for (let i = 0; i < 5; i++) {
    ({ bucket, allowance } = takeUpgrade(bucket, 0));
    expect(allowance).toEqual({ type: "limited", retryAfterMs: 2_000 });
  }
  expect(takeUpgrade(bucket, 1_000).allowance.type).toBe("allowed");
});

// The token bucket, by hand: 100 at once, then one every 20 ms.

import { expect, test } from "vitest";
import { type Bucket, takeMessage } from "./rate-limit.ts";

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

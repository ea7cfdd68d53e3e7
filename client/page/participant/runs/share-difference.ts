// How sure the difference of two shares of right answers is, where it is not known which rows both answered right: Newcombe's interval from
// two Wilson intervals (Newcombe 1998, Statistics in Medicine 17, p. 873, method 10). For the same rows it is wider than need be.

import { intervalOf } from "../result/interval.ts";

export interface Counted {
  readonly correct: number;
  readonly total: number;
}

export interface ShareDifference {
  /** Of the second share less the first one. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** @throws RangeError when a total is 0. */
export function shareDifference(first: Counted, second: Counted): ShareDifference {
  const [p1, p2] = [first.correct / first.total, second.correct / second.total];
  const [low1, high1] = intervalOf(first.correct, first.total);
  const [low2, high2] = intervalOf(second.correct, second.total);
  const value = p2 - p1;
  return { value, low: value - Math.hypot(p2 - low2, high1 - p1), high: value + Math.hypot(high2 - p2, p1 - low1) };
}

import fc from "fast-check";
import { expect, it } from "vitest";
import { createEventQueue } from "./event-queue.ts";

it("gives events by time, those of the same time in the order they came", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (times) => {
      const queue = createEventQueue<number>();
      times.forEach((atMs, i) => {
        queue.schedule(atMs, i);
      });
      const expected = times.map((atMs, event) => ({ atMs, event })).sort((a, b) => a.atMs - b.atMs || a.event - b.event);
      expect(times.map(() => queue.next())).toEqual(expected);
      expect(queue.next()).toBeUndefined();
    }),
  );
});

it("refuses a time that is no number", () => {
  expect(() => createEventQueue<string>().schedule(Number.NaN, "x")).toThrow(RangeError);
});

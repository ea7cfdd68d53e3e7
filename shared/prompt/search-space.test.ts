// The search space is laid out so that every index in every message means the same string everywhere.

import { describe, expect, it } from "vitest";
import { spaceOf, toyTask } from "../algorithm/testing/toy.ts";
import { ABSENT, candidateText, EMPTY, initialLowerChoice } from "./search-space.ts";

describe("search space", () => {
  const space = spaceOf();

  it("[A1] [A1c] phrases with EMPTY, label words, public demonstrations shot by shot; the shots of a class share a table", () => {
    expect(space.slots.map(({ kind, label, size, offset, table }) => [kind, label, size, offset, table])).toEqual([
      ["phrase", -1, 4, 0, 0],
      ["phrase", -1, 3, 4, 4],
      ["label-word", 0, 2, 7, 7],
      ["label-word", 1, 1, 9, 9],
      ["public-demonstration", 0, 3, 10, 10],
      ["public-demonstration", 1, 2, 13, 13],
      ["public-demonstration", 0, 3, 15, 10],
      ["public-demonstration", 1, 2, 18, 13],
    ]);
    expect([space.dimension, space.tableSize]).toEqual([20, 15]);
  });

  it("[A1a] a candidate's text", () => {
    const text = (slot: number, candidate: number): string | undefined => {
      const at = space.slots[slot];
      return at && candidateText(space, at, candidate);
    };
    expect(text(0, EMPTY)).toBe("");
    expect(text(0, 3)).toBe("look at the verbs");
    expect(text(1, 1)).toBe("please");
    expect(text(2, 1)).toBe("rise");
    expect(text(7, 1)).toBe("it sinks");
    expect([...initialLowerChoice(space)]).toEqual([0, 0, 0, 0, ABSENT, ABSENT, ABSENT, ABSENT]);
  });

  it("[A1b] a class with fewer candidates than shots has fewer slots", () => {
    const few = spaceOf({ ...toyTask, publicShots: 3 });
    expect(few.slots.filter(({ kind }) => kind === "public-demonstration").map(({ label }) => label)).toEqual([0, 1, 0, 1, 0]);
  });

  it("[A1d] the digest is the task's: any change changes it, and a task too large is refused", () => {
    expect(spaceOf().digest).toBe(space.digest);
    expect(spaceOf({ ...toyTask, header: "x" }).digest).not.toBe(space.digest);
    const words = Array.from({ length: 4096 }, (_, j) => `w${j}`);
    expect(() => spaceOf({ ...toyTask, phrases: Array.from({ length: 33 }, () => words) })).toThrow(RangeError);
  });
});

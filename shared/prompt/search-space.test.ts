// The search space is laid out so that every index in every message means the same string everywhere.

import { describe, expect, it } from "vitest";
import { spaceOf, toyTask } from "../algorithm/testing/toy.ts";
import { contentOf } from "./render.ts";
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

  it("[A55] headers are a slot of their own, the first, and candidate 0 is the owner's", () => {
    const instructions = ["Which way? [VAR]", "Up or down? [VAR]"];
    const offering = spaceOf({ ...toyTask, header: "Say which. [VAR]", instructions });
    expect(offering.slots[0]).toEqual({ kind: "instruction", label: -1, size: 3, offset: 0, table: 0 });
    expect(offering.slots.slice(1).map(({ kind, offset }) => [kind, offset])).toEqual(
      space.slots.map(({ kind, offset }) => [kind, offset + 3]),
    );
    const [slot] = offering.slots;
    expect([0, 1, 2].map((candidate) => slot && candidateText(offering, slot, candidate))).toEqual(["Say which. [VAR]", ...instructions]);
    const shown = (candidate: number) => contentOf(offering, [candidate, ...initialLowerChoice(space)], []).header;
    expect([0, 1, 2].map(shown)).toEqual(["Say which. [VAR]", ...instructions]);
    expect(initialLowerChoice(offering)[0]).toBe(0);
  });

  it("[A55] a task without headers to choose from is what it was before there was such a slot", () => {
    expect(Object.keys(space.task)).not.toContain("instructions");
    expect(spaceOf({ ...toyTask, instructions: [] }).slots).toEqual(space.slots);
    // Computed before there was the slot.
    expect(space.digest).toBe("13ce55f187447efbe18979ce3f6c23bfeb3e6160db052e4fc00b38e59e715174");
  });

  it("[A55] a header that repeats, or shows an example, is refused", () => {
    for (const instructions of [["a", "a"], ["Say which."], ["Is [SENTENCE1] up?"], [""]])
      expect(() => spaceOf({ ...toyTask, header: "Say which.", instructions })).toThrow();
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

// Phrases that are mined from public text, and words that must not become one.

import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { minePhrases } from "./phrase-mining.ts";
import { taskSchema } from "./task.ts";

const times = (count: number, text: string): string[] => Array.from({ length: count }, () => text);

describe("minePhrases", () => {
  it("joins words that stand together more often than chance", () => {
    // 13 words: n(front) = n(door) = n(front door) = 2, PMI = ln(13 * 2 / 4) = 1.87;
    // n(the) = 4, n(the front) = 2, PMI = ln(13 * 2 / 8) = 1.18.
    const texts = ["see the front door", "open the front door", "ask the man", "not the"];
    expect(minePhrases(texts, { minCount: 2, minPmi: 1.2 })).toEqual(["front door"]);
    expect(minePhrases(texts, { minCount: 2, minPmi: 1 })).toEqual(["the front door"]);
    expect(minePhrases(texts, { minCount: 2, minPmi: 1.9 })).toEqual([]);
  });

  it("keeps by default what occurs five times, most frequent first", () => {
    const rest = times(40, "nothing. else. here");
    const texts = [...times(5, "lost parcel"), ...times(6, "gift card"), ...times(4, "broken screen"), ...rest];
    expect(minePhrases(texts)).toEqual(["gift card", "lost parcel"]);
    expect(minePhrases(texts, { limit: 1 })).toEqual(["gift card"]);
  });

  it("ends a phrase at punctuation and after five words", () => {
    expect(minePhrases([...times(5, "alpha, beta"), ...times(20, "x. y")])).toEqual([]);
    expect(minePhrases([...times(5, "one two three four five six seven"), ...times(90, "x. y")])).toEqual([
      "one two three four five",
      "six seven",
    ]);
  });

  it("counts without regard to case and shows the usual spelling", () => {
    const texts = [...times(3, "neue Rechnung"), ...times(2, "Neue Rechnung"), ...times(20, "so. da")];
    expect(minePhrases(texts)).toEqual(["neue Rechnung"]);
  });

  it("takes hidden characters, addresses and empty text for gaps", () => {
    const code = "a".repeat(80);
    expect(minePhrases([...times(5, `pay\u200b\u202enow ${code} ${code}`), ...times(20, "x. y"), "", "  \n"])).toEqual(["pay now"]);
  });

  it("gives only what a task's vocabulary takes, whatever the text", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 60 }), { maxLength: 20 }), (texts) => {
        const phrases = minePhrases([...texts, ...texts], { minCount: 2, minPmi: 0 });
        const task = { name: "n", labels: ["a", "b"], labelWords: [["a"], ["b"]], example: "[SENTENCE1]", phrases: [phrases] };
        expect(v.safeParse(taskSchema, task).success).toBe(true);
      }),
    );
  });

  it("refuses a phrase of less than two words", () => {
    expect(() => minePhrases([], { maxWords: 1 })).toThrow(RangeError);
  });
});

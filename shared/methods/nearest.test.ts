import { describe, expect, it } from "vitest";
import { nearestFirst } from "./nearest.ts";

const documents = (...texts: readonly string[]): { text: string }[] => texts.map((text) => ({ text }));

describe("nearestFirst", () => {
  it("lets a short text with the word once pass a long one with the word twice", () => {
    // Lengths 2, 9, 1, mean 4; the rarity of "red" is the same for all. By (1.2 + 1) f / (f + 1.2 (.25 + .75 length / 4)):
    // 2.2 / (1 + 0.75) = 1.26 against 4.4 / (2 + 2.325) = 1.02.
    expect(nearestFirst(documents("red car", "red red boat on the wide open sea today", "blue"), { text: "red" })).toEqual([0, 1, 2]);
  });

  it("counts a word twice where lengths are equal, but not for twice as much", () => {
    // Lengths 2, mean 2. Rarity of "red" (2 of 3) ln 1.6 = .470, of "car" and "boat" (1 of 3) ln(8/3) = .981.
    // "red red": .470 * 4.4 / 3.2 = .646; "car boat": 2 * .981; "red sun": .470; so two words once pass one word twice.
    expect(nearestFirst(documents("red sun", "red red", "car boat"), { text: "red car boat" })).toEqual([2, 1, 0]);
  });

  it("gives a rare word more than a frequent one three times", () => {
    // Lengths 3, 2, 2, 2, mean 2.25. "the" is in 3 of 4: ln(1 + 1.5 / 3.5) = .357; "fish" in 1: ln(1 + 3.5 / 1.5) = 1.204.
    // .357 * 6.6 / (3 + 1.5) = .523; 1.204 * 2.2 / 2.1 = 1.261; .357 * 2.2 / 2.1 = .374 twice.
    expect(nearestFirst(documents("the the the", "a fish", "the sun", "the moon"), { text: "the fish" })).toEqual([1, 0, 2, 3]);
  });

  it("reads Chinese character by character", () => {
    // Lengths 6, 7, 5, mean 6; rarity .981 in one text, .470 in two. Second: (2 * .981 + 2 * .470) * 2.2 / 2.35 = 2.72;
    // third: (.981 + 3 * .470) * 2.2 / 2.05 = 2.57; first, one character: .470.
    const order = nearestFirst(documents("今天天气很好。", "我喜欢这部电影！", "电影不好看"), { text: "这部电影，好看？" });
    expect(order).toEqual([1, 2, 0]);
  });

  it("keeps the given order of equals, and of all where the query says nothing", () => {
    expect(nearestFirst(documents("sun b", "moon a", "moon b", "sun a"), { text: "moon" })).toEqual([1, 2, 0, 3]);
    expect(nearestFirst(documents("sun", "moon", ""), { text: "" })).toEqual([0, 1, 2]);
    expect(nearestFirst(documents("sun", "moon"), { text: "... !?" })).toEqual([0, 1]);
  });

  it("takes texts without a word, and no texts at all", () => {
    expect(nearestFirst(documents("", "?!"), { text: "moon" })).toEqual([0, 1]);
    expect(nearestFirst([], { text: "moon" })).toEqual([]);
  });

  it("reads both texts of a pair, whatever the case, and a repeated word of the query once", () => {
    const pairs = [
      { text: "the moon", text2: "a cat" },
      { text: "the moon", text2: "a FISH" },
    ];
    expect(nearestFirst(pairs, { text: "moon", text2: "Fish" })).toEqual([1, 0]);
    // If "moon" counted three times (ln 1.4 / 0.6 apart), it would win.
    expect(nearestFirst(documents("moon rock", "fish soup", "moon tea"), { text: "moon moon moon fish" })).toEqual([1, 0, 2]);
  });
});

// The order of demonstrations is tuned like a word, whatever the demonstrations are.

import { describe, expect, it } from "vitest";
import { spaceOf, toyTask } from "../algorithm/testing/toy.ts";
import { contentOf } from "./render.ts";
import { candidateText, ORDERS, PLACES } from "./search-space.ts";

const ordered = { ...toyTask, labels: ["up", "down", "flat"], labelWords: [["up"], ["down"], ["flat"]], publicShots: 0, tuneOrder: true };
const space = spaceOf(ordered);
const first = space.slots.findIndex(({ kind }) => kind === "order");
const demonstrations = [0, 1, 2, 0, 1, 2].map((label, k) => ({ text: `${k}`, label }));

/** Texts in the order shown; `places`: the candidates of the last place, the one before, the one before that. */
function shown(order: number, places: readonly number[] = []): string {
  const lower = space.slots.map(({ kind }, i) => (kind === "order" ? order : kind === "place" ? (places[i - first - 1] ?? 0) : 0));
  return contentOf(space, lower, demonstrations)
    .demonstrations.map(({ text }) => text)
    .join("");
}

describe("order of demonstrations", () => {
  it("[A43] one slot of orders and three of places, only where wanted and where there are demonstrations", () => {
    const kinds = (task: Parameters<typeof spaceOf>[0]): string[] => spaceOf(task).slots.map(({ kind }) => kind);
    expect(space.slots.slice(first).map(({ kind, size }) => [kind, size])).toEqual([
      ["order", ORDERS],
      ...Array(PLACES).fill(["place", 4]),
    ]);
    expect(kinds({ ...ordered, tuneOrder: false })).not.toContain("order");
    expect(kinds({ ...ordered, privateShots: 0 })).not.toContain("order");
    expect(kinds({ ...ordered, privateShots: 0, publicShots: 1 })).toContain("order");
    expect(kinds(toyTask)).not.toContain("order");
  });

  it("[A43a] order 0 leaves them as they are; each other shows one of each class a turn, in orders that differ", () => {
    expect(shown(0)).toBe("012345");
    const orders = Array.from({ length: ORDERS - 1 }, (_, k) => shown(k + 1));
    for (const order of orders) {
      expect([...order.slice(0, 3)].sort().join("")).toBe("012");
      expect([...order.slice(3)].sort().join("")).toBe("345");
    }
    expect(new Set(orders).size).toBeGreaterThan(ORDERS / 2);
    expect(shown(5)).toBe(shown(5));
  });

  it("[A43c] a place moves the last of its class to the end, the first place last; who names none, or one with none left, moves none", () => {
    expect(shown(0, [1])).toBe("012453");
    expect(shown(0, [2, 1])).toBe("012534");
    expect(shown(0, [1, 1])).toBe("124503");
    expect(shown(0, [1, 1, 1])).toBe("124503");
    expect(shown(0, [0, 1])).toBe("012453");
    expect(shown(0, [2, 0, 1])).toBe("012534");
  });

  it("[A43b] an order is the same for who lacks a class", () => {
    const without = (order: number): string => {
      const lower = space.slots.map(({ kind }) => (kind === "order" ? order : 0));
      const some = demonstrations.filter(({ label }) => label !== 1);
      return contentOf(space, lower, some)
        .demonstrations.map(({ text }) => text)
        .join("");
    };
    for (let order = 0; order < ORDERS; order++) expect(without(order)).toBe(shown(order).replace("1", "").replace("4", ""));
  });

  it("[A43] says what a candidate is", () => {
    const text = (slot: number, candidate: number): string => candidateText(space, space.slots[slot] ?? fail(), candidate);
    const [turn = ""] = [shown(7).slice(0, 3)];
    expect(text(first, 7)).toBe([...turn].map((label) => ["up", "down", "flat"][Number(label)]).join(", "));
    expect(text(first, 0)).toBe("up, down, flat");
    expect(text(first + 1, 0)).toBe("");
    expect(text(first + 1, 3)).toBe("flat");
  });
});

function fail(): never {
  throw new RangeError("no such slot");
}

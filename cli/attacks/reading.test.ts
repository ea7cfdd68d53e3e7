// The rules take the reading attack's certainty away.

import { expect, it } from "vitest";
import { readingAttack } from "./reading.ts";

const attack = (guarded: boolean, rows: number) => readingAttack({ rows, budgetQueries: 2_000, candidates: 328, guarded, seed: 3 });

it("without the rules an operator reads letters, and knows which texts somebody has", async () => {
  const { lettersRead, letters, rowsNamed } = await attack(false, 6);
  expect(lettersRead / letters).toBeGreaterThan(0.5);
  expect(rowsNamed).toBe(6);
});

it.each([6, 16, 32])("[A18d] with %i rows few bits are certain, and hardly a letter", async (rows) => {
  const { lettersRead, letters, certainBits, bits } = await attack(true, rows);
  expect(lettersRead / letters).toBeLessThan(0.1);
  expect(certainBits / bits).toBeLessThan(0.55);
});

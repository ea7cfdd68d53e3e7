import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { randomStream } from "../../shared/math/random.ts";
import { randomGguf } from "../../test/random-gguf.ts";
import { readGgufHead } from "./gguf.ts";
import { fromHalf, toHalf } from "./half.ts";
import { requantise, storeAgain } from "./requantise.ts";

test("halves: every finite value survives the way there and back", () => {
  for (let bits = 0; bits < 0x10000; bits++) {
    const value = fromHalf(bits);
    if (Number.isFinite(value)) expect(toHalf(value)).toBe(bits);
  }
});

test("halves: rounds to the nearest, ties to even, and to infinity beyond the range", () => {
  expect(fromHalf(toHalf(1 + 1 / 2048))).toBe(1);
  expect(fromHalf(toHalf(1 + 3 / 2048))).toBe(1 + 2 / 1024);
  expect(fromHalf(toHalf(2047.9999))).toBe(2048);
  expect(fromHalf(toHalf(65519))).toBe(65504);
  expect(fromHalf(toHalf(65520))).toBe(Number.POSITIVE_INFINITY);
  expect(toHalf(Number.NaN) & 0x7c00).toBe(0x7c00);
});

test("a stored-again block holds the same weights to within half a step", () => {
  const rng = randomStream("blocks");
  const blocks = 200;
  const stored = new Uint8Array(blocks * 20);
  const view = new DataView(stored.buffer);
  for (let block = 0; block < blocks; block++) {
    view.setUint16(block * 20, toHalf(0.02 * rng()), true);
    view.setUint16(block * 20 + 2, toHalf(-0.15 * rng()), true);
    for (let i = 0; i < 16; i++) stored[block * 20 + 4 + i] = Math.floor(256 * rng());
  }
  const out = new Uint8Array(blocks * 34);
  storeAgain(stored, out, blocks);
  const result = new DataView(out.buffer);
  for (let block = 0; block < blocks; block++) {
    const scale = fromHalf(view.getUint16(block * 20, true));
    const minimum = fromHalf(view.getUint16(block * 20 + 2, true));
    const step = fromHalf(result.getUint16(block * 34, true));
    for (let i = 0; i < 32; i++) {
      const pair = stored[block * 20 + 4 + (i % 16)] ?? 0;
      const weight = (i < 16 ? pair & 15 : pair >> 4) * scale + minimum;
      const again = result.getInt8(block * 34 + 2 + i) * step;
      // Half a step, and for the largest weight what the step's own rounding to 11 bits costs over 127 steps.
      expect(Math.abs(again - weight)).toBeLessThanOrEqual(step * (0.5 + 127 * 2 ** -11));
    }
  }
});

test("finds the tensors of a model, and refuses one without Q4_1 weights", async () => {
  const folder = await mkdtemp(join(tmpdir(), "gguf-"));
  try {
    const path = join(folder, "m.gguf");
    await writeFile(path, randomGguf());
    const file = await open(path);
    const head = await readGgufHead(file);
    await file.close();
    expect(head.tensors).toHaveLength(20);
    expect(head.tensors[0]).toMatchObject({ name: "token_embd.weight", type: 0, offset: 0 });
    expect(head.dataAt % 32).toBe(0);
    await expect(requantise(path, join(folder, "out.gguf"))).rejects.toThrow(/no Q4_1/);
    await writeFile(path, "hello, I am no model at all");
    await expect(requantise(path, join(folder, "out.gguf"))).rejects.toThrow(/no GGUF/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

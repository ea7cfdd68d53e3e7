// A record comes back from the store bit for bit, or not at all.

import { expect, test } from "vitest";
import { DamagedError, decodeRecord, encodeRecord } from "./record-codec.ts";

const record = {
  id: "ada",
  nothing: null,
  negativeZero: -0,
  tiny: 5e-324,
  third: 1 / 3,
  doubles: Float64Array.of(1 / 3, -0, 5e-324, 1e308),
  singles: Float32Array.of(0.1, -0, 3),
  indices: Uint16Array.of(0, 65_535),
  signs: Int8Array.of(-1, 0, 1),
  zeros: new Float64Array(1_000),
  negativeZeros: Float64Array.of(-0, -0),
  empty: new Float32Array(0),
  blocks: new Map([
    ["ben", { sign: Int8Array.of(1, -1), offset: -0 }],
    ["ada", { sign: Int8Array.of(0, 0), offset: 0.25 }],
  ]),
  list: [{ dual: 0.1 }, { dual: -0 }],
};

test("[P26] a record comes back as it was, signs of zero and order of Maps included", () => {
  const again = decodeRecord<typeof record>(encodeRecord(record));
  expect(again).toEqual(record);
  expect(Object.is(again.doubles[1], -0) && Object.is(again.negativeZero, -0)).toBe(true);
  expect([...again.blocks.keys()]).toEqual(["ben", "ada"]);
  expect(again.doubles.buffer).not.toBe(record.doubles.buffer);
});

test("[P26] a vector of zeros costs no bytes", () => {
  expect(encodeRecord({ zeros: new Float64Array(1_000) }).bytes.length).toBe(0);
});

test("[P27] any flipped bit, in text or bytes, is found", () => {
  const row = encodeRecord(record);
  for (let at = 0; at < row.bytes.length; at++) {
    for (let bit = 0; bit < 8; bit++) {
      const bytes = row.bytes.slice();
      bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
      expect(() => decodeRecord({ ...row, bytes })).toThrow(DamagedError);
    }
  }
  expect(() => decodeRecord({ ...row, meta: row.meta.replace("ada", "adb") })).toThrow(DamagedError);
  expect(() => decodeRecord({ ...row, bytes: row.bytes.slice(0, -1) })).toThrow(DamagedError);
});

// Vectors on the wire are compared with the platform's own base64.
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  decodeBytes,
  decodeFloat32,
  decodeFloat64,
  decodeUint16,
  encodeBytes,
  encodeFloat32,
  encodeFloat64,
  encodeUint16,
} from "./vector-codec.ts";

test("[P28] bytes become the base64 that everybody else writes, whatever their number", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const text = encodeBytes(bytes);
      expect(text).toBe(Buffer.from(bytes).toString("base64"));
      expect(decodeBytes(text)).toEqual(Uint8Array.from(bytes));
    }),
  );
  const long = Uint8Array.from({ length: 100_001 }, (_, i) => (i * 31) & 255);
  expect(encodeBytes(long)).toBe(Buffer.from(long).toString("base64"));
});

test("[P28] what is not canonical base64 is not read", () => {
  for (const text of ["A", "AB", "ABC", "A===", "AB=C", "====", "AA=A", "A A=", "AAA\u00e9", "AAA\uffff", "AB==", "AAB=", "A=A="])
    expect(decodeBytes(text)).toBeUndefined();
  expect(decodeBytes("")).toEqual(new Uint8Array(0));
  expect(decodeBytes("AA==")).toEqual(Uint8Array.of(0));
});

test("[P26] numbers keep their bits, and a part of an entry is no vector", () => {
  const doubles = Float64Array.of(1 / 3, -0, 5e-324, Number.POSITIVE_INFINITY);
  expect(decodeFloat64(encodeFloat64(doubles))).toEqual(doubles);
  const singles = Float32Array.of(0.1, -0, 3e38);
  expect(decodeFloat32(encodeFloat32(singles))).toEqual(singles);
  const indices = Uint16Array.of(0, 1, 65_535);
  expect(decodeUint16(encodeUint16(indices))).toEqual(indices);
  expect(decodeFloat32("AAAA")).toBeUndefined();
  // Little-endian: 258 is 02 01.
  expect(encodeUint16(Uint16Array.of(258))).toBe("AgE=");
});

// Computes SHA-256 of texts and of numbers, as hexadecimal digits. It is synchronous, because the aggregator's merge may not await.

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** SHA-256 of a text's UTF-8 bytes, 64 hexadecimal digits. */
export function digestOf(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/**
 * SHA-256 over the little-endian float64 bytes of several vectors in order; its first 32 hexadecimal digits.
 * Equal digests mean equal bits. The digests of -0 and 0 differ, so callers that care write 0.
 */
export function digestOfVectors(vectors: readonly Float64Array[]): string {
  const hash = sha256.create();
  for (const vector of vectors) hash.update(littleEndianBytes(vector));
  return bytesToHex(hash.digest()).slice(0, 32);
}

const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** The vector's own bytes if the machine is little-endian, which saves a fifth of a digest's time. They must not be changed. */
function littleEndianBytes(vector: Float64Array): Uint8Array {
  if (LITTLE_ENDIAN) return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
  const view = new DataView(new ArrayBuffer(vector.byteLength));
  vector.forEach((value, i) => {
    view.setFloat64(i * 8, value, true);
  });
  return new Uint8Array(view.buffer);
}

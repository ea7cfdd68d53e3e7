// SHA-256 of text and of numbers, synchronous (the aggregator's merge may not await), as hexadecimal digits.

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** SHA-256 of a text's UTF-8 bytes, 64 hexadecimal digits. */
export function digestOf(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/**
 * SHA-256 over the little-endian float64 bytes of several vectors in order, first 32 hexadecimal digits.
 * Equal digests mean equal bits: -0 and 0 differ, so callers that care write 0.
 */
export function digestOfVectors(vectors: readonly Float64Array[]): string {
  const hash = sha256.create();
  for (const vector of vectors) {
    const view = new DataView(new ArrayBuffer(vector.length * 8));
    vector.forEach((value, i) => {
      view.setFloat64(i * 8, value, true);
    });
    hash.update(new Uint8Array(view.buffer));
  }
  return bytesToHex(hash.digest()).slice(0, 32);
}

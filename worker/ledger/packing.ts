// Packs numeric vectors side by side into one BLOB, and computes a checksum that shows when a row differs from what was stored.
// The bytes are little-endian, as on every platform that runs workerd; they never leave the object.

export type Vector = Float64Array | Float32Array | Uint16Array | Int8Array | Uint8Array;

/** Concatenates the vectors' bytes. */
export function pack(vectors: readonly Vector[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(vectors.reduce((sum, vector) => sum + vector.byteLength, 0));
  let at = 0;
  for (const vector of vectors) {
    bytes.set(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength), at);
    at += vector.byteLength;
  }
  return bytes;
}

/** Takes the packed vectors out again, in the order in which they went in. Each is a copy. */
export class Unpacker {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  f64(length: number): Float64Array<ArrayBuffer> {
    return new Float64Array(this.#take(length * 8));
  }

  f32(length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.#take(length * 4));
  }

  u16(length: number): Uint16Array<ArrayBuffer> {
    return new Uint16Array(this.#take(length * 2));
  }

  i8(length: number): Int8Array<ArrayBuffer> {
    return new Int8Array(this.#take(length));
  }

  /** @throws RangeError when bytes are left over. */
  end(): void {
    if (this.#at !== this.#bytes.length) throw new RangeError(`${this.#bytes.length - this.#at} bytes left over`);
  }

  #take(length: number): ArrayBuffer {
    if (this.#at + length > this.#bytes.length) throw new RangeError(`bytes end at ${this.#bytes.length}, wanted ${this.#at + length}`);
    const part = new Uint8Array(length);
    part.set(this.#bytes.subarray(this.#at, this.#at + length));
    this.#at += length;
    return part.buffer;
  }
}

/**
 * Two running sums over the words of a row's text and bytes, as one number below 2^53. Any single flipped bit changes the first sum.
 * It protects against decay, not against an adversary: a SHA-256 of a participant's 300 KB would cost more than the merge.
 */
export function checksum(text: string, bytes: Uint8Array<ArrayBuffer>): number {
  let a = 1;
  let b = 0;
  for (const words of [new TextEncoder().encode(text), wholeWords(bytes), bytes.subarray(bytes.length - (bytes.length % 4))]) {
    for (const word of words) {
      a = (a + word) | 0;
      b = (b + a) | 0;
    }
  }
  return (b & 0x1fffff) * 0x1_0000_0000 + (a >>> 0);
}

function wholeWords(bytes: Uint8Array<ArrayBuffer>): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, Math.floor(bytes.length / 4));
}

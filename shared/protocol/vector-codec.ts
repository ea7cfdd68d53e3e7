// Encodes vectors for the wire as little-endian bytes in base64, inside JSON, so that one schema per message covers everything ([A38b]).

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const CODES = Uint8Array.from(ALPHABET, (character) => character.charCodeAt(0));
const PAD = "=".charCodeAt(0);
/** The value of each ASCII character in base64; 255 for characters that have none. */
const VALUE_OF = new Uint8Array(128).fill(255);
CODES.forEach((code, value) => {
  VALUE_OF[code] = value;
});
/** So many characters are joined in one call, which stays below every engine's limit of arguments. */
const CHUNK = 8_192;

/** Bytes to base64 with padding (RFC 4648 section 4). */
export function encodeBytes(bytes: Uint8Array): string {
  const codes = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  for (let i = 0, at = 0; i < bytes.length; i += 3, at += 4) {
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    codes[at] = CODES[group >>> 18] ?? 0;
    codes[at + 1] = CODES[(group >>> 12) & 63] ?? 0;
    codes[at + 2] = i + 1 < bytes.length ? (CODES[(group >>> 6) & 63] ?? 0) : PAD;
    codes[at + 3] = i + 2 < bytes.length ? (CODES[group & 63] ?? 0) : PAD;
  }
  const parts: string[] = [];
  for (let at = 0; at < codes.length; at += CHUNK) parts.push(Reflect.apply(String.fromCharCode, null, codes.subarray(at, at + CHUNK)));
  return parts.join("");
}

/** Base64 to bytes. Returns undefined if the text is not canonical base64: wrong length, foreign characters, stray bits. */
export function decodeBytes(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let at = 0;
  for (let i = 0; i < text.length; i += 4) {
    let group = 0;
    const last = i + 4 === text.length;
    for (let j = 0; j < 4; j++) {
      const padded = last && j >= 4 - padding;
      const value = padded ? 0 : (VALUE_OF[text.charCodeAt(i + j)] ?? 255);
      if (value === 255) return undefined;
      group = (group << 6) | value;
    }
    if (last && padding > 0 && (group & (padding === 2 ? 0xffff : 0xff)) !== 0) return undefined;
    for (let shift = 16; shift >= 0 && at < bytes.length; shift -= 8) bytes[at++] = (group >>> shift) & 255;
  }
  return bytes;
}

/** uint16, little-endian. */
export function encodeUint16(values: Uint16Array): string {
  const view = new DataView(new ArrayBuffer(values.length * 2));
  values.forEach((value, i) => {
    view.setUint16(i * 2, value, true);
  });
  return encodeBytes(new Uint8Array(view.buffer));
}

/** Returns undefined if the text is not base64, or its bytes are no whole number of entries. */
export function decodeUint16(text: string): Uint16Array | undefined {
  const view = viewOf(text, 2);
  return view && Uint16Array.from({ length: view.byteLength / 2 }, (_, i) => view.getUint16(i * 2, true));
}

/** float32, little-endian. */
export function encodeFloat32(values: Float32Array): string {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  values.forEach((value, i) => {
    view.setFloat32(i * 4, value, true);
  });
  return encodeBytes(new Uint8Array(view.buffer));
}

export function decodeFloat32(text: string): Float32Array | undefined {
  const view = viewOf(text, 4);
  return view && Float32Array.from({ length: view.byteLength / 4 }, (_, i) => view.getFloat32(i * 4, true));
}

/** float64, little-endian. */
export function encodeFloat64(values: Float64Array): string {
  const view = new DataView(new ArrayBuffer(values.length * 8));
  values.forEach((value, i) => {
    view.setFloat64(i * 8, value, true);
  });
  return encodeBytes(new Uint8Array(view.buffer));
}

export function decodeFloat64(text: string): Float64Array | undefined {
  const view = viewOf(text, 8);
  return view && Float64Array.from({ length: view.byteLength / 8 }, (_, i) => view.getFloat64(i * 8, true));
}

function viewOf(text: string, width: number): DataView | undefined {
  const bytes = decodeBytes(text);
  return bytes && bytes.length % width === 0 ? new DataView(bytes.buffer) : undefined;
}

// Reads the head of a GGUF file: where its tensors are and how they are stored. Metadata is passed over, not interpreted, except for the
// two fields that concern storage. Format: ggml's docs/gguf.md, version 3.

import type { FileHandle } from "node:fs/promises";

export interface GgufTensor {
  readonly name: string;
  readonly dims: readonly number[];
  /** ggml's number of the storage type. */
  readonly type: number;
  /** From the start of the data section. */
  readonly offset: number;
}

export interface GgufHead {
  /** Everything before the tensor list, byte for byte. */
  readonly metadata: Uint8Array;
  /** Where the value of general.file_type stands in `metadata`; -1 if the file has none. */
  readonly fileTypeAt: number;
  readonly tensors: readonly GgufTensor[];
  readonly alignment: number;
  /** Where the data section begins in the file. */
  readonly dataAt: number;
}

// Size in bytes of metadata values by their type number; strings (8) and arrays (9) are read by their own lengths.
const VALUE_BYTES = new Map([1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8].map((size, type) => [type, size]));
const U32 = 4;
const STRING = 8;
const ARRAY = 9;
const DEFAULT_ALIGNMENT = 32;
const MAX_HEAD_BYTES = 256 * 2 ** 20;

/** @throws RangeError when the file is no GGUF of version 2 or 3, or its head does not end. */
export async function readGgufHead(file: FileHandle): Promise<GgufHead> {
  const { size } = await file.stat();
  // Vocabularies make heads of a few megabytes; how many is known only after reading them.
  for (let length = 8 * 2 ** 20; ; length *= 4) {
    const bytes = new Uint8Array(Math.min(length, size));
    await file.read(bytes, 0, bytes.length, 0);
    try {
      return parseHead(bytes);
    } catch (error) {
      const whole = bytes.length === size || length > MAX_HEAD_BYTES;
      if (!(error instanceof RangeError) || whole || error.cause === "not-gguf") throw error;
    }
  }
}

function parseHead(bytes: Uint8Array): GgufHead {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const u32 = () => {
    at += 4;
    return view.getUint32(at - 4, true);
  };
  const u64 = () => {
    at += 8;
    return Number(view.getBigUint64(at - 8, true));
  };
  const text = () => {
    const length = u64();
    if (at + length > bytes.length) throw new RangeError("a text of the head runs past its end");
    at += length;
    return new TextDecoder().decode(bytes.subarray(at - length, at));
  };
  const skip = (type: number): void => {
    if (type === STRING) {
      const length = u64();
      at += length;
    } else if (type === ARRAY) {
      const item = u32();
      const count = u64();
      if (item === STRING || item === ARRAY) for (let i = 0; i < count; i++) skip(item);
      else at += count * (VALUE_BYTES.get(item) ?? 0);
    } else at += VALUE_BYTES.get(type) ?? 0;
  };
  const magic = u32();
  const version = u32();
  if (magic !== 0x46554747 || version < 2 || version > 3)
    throw new RangeError("the file is no GGUF of version 2 or 3", { cause: "not-gguf" });
  const tensorCount = u64();
  const fieldCount = u64();
  let alignment = DEFAULT_ALIGNMENT;
  let fileTypeAt = -1;
  for (let i = 0; i < fieldCount; i++) {
    const key = text();
    const type = u32();
    if (key === "general.alignment" && type === U32) alignment = view.getUint32(at, true);
    if (key === "general.file_type" && type === U32) fileTypeAt = at;
    skip(type);
  }
  const metadata = bytes.slice(0, at);
  const tensors = Array.from({ length: tensorCount }, () => {
    const name = text();
    const dims = Array.from({ length: u32() }, u64);
    return { name, dims, type: u32(), offset: u64() };
  });
  return { metadata, fileTypeAt, tensors, alignment, dataAt: Math.ceil(at / alignment) * alignment };
}

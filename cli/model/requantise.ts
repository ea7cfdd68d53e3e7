// Stores a Q4_1 model's weights again as Q8_0: the same numbers to within half a step of 127, which CPUs multiply much faster.
// Tensors in other types stay as they are. Blocks: 32 weights each; Q4_1 is scale, minimum and 16 bytes of nibbles, Q8_0 is scale and 32
// bytes.

import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { type GgufHead, type GgufTensor, readGgufHead } from "./gguf.ts";
import { fromHalf, toHalf } from "./half.ts";

const Q4_1 = 3;
const Q8_0 = 8;
const FILE_TYPE_Q8_0 = 7;
const BLOCK = 32;
const Q4_1_BYTES = 20;
const Q8_0_BYTES = 34;

/** Writes `to` whole or not at all. @throws RangeError when `from` is no GGUF or holds no Q4_1 tensor. */
export async function requantise(from: string, to: string): Promise<void> {
  const source = await open(from, "r");
  const partial = `${to}.${process.pid}.part`;
  try {
    const head = await readGgufHead(source);
    if (!head.tensors.some((tensor) => tensor.type === Q4_1)) throw new RangeError("the model has no Q4_1 tensors to store again");
    const { size } = await source.stat();
    const target = await open(partial, "w");
    try {
      await writeTensors(source, target, { head, sizeBytes: size });
      await target.sync();
    } finally {
      await target.close();
    }
    await rename(partial, to);
  } finally {
    await source.close();
    await rm(partial, { force: true });
  }
}

async function writeTensors(
  source: FileHandle,
  target: FileHandle,
  { head, sizeBytes }: { readonly head: GgufHead; readonly sizeBytes: number },
) {
  const pad = (length: number) => Math.ceil(length / head.alignment) * head.alignment;
  const inOrder = [...head.tensors].sort((a, b) => a.offset - b.offset);
  const storedBytes = new Map(inOrder.map((tensor, i) => [tensor, (inOrder[i + 1]?.offset ?? sizeBytes - head.dataAt) - tensor.offset]));
  let dataBytes = 0;
  const moved = inOrder.map((tensor) => {
    const stored = storedBytes.get(tensor) ?? 0;
    const length = tensor.type === Q4_1 ? (weightCount(tensor) / BLOCK) * Q8_0_BYTES : stored;
    const placed = { tensor, stored, length, offset: dataBytes };
    dataBytes += pad(length);
    return placed;
  });
  const start = headBytes(head, new Map(moved.map(({ tensor, offset }) => [tensor, offset])));
  const padded = new Uint8Array(pad(start.length));
  padded.set(start);
  let at = 0;
  const append = async (bytes: Uint8Array) => {
    await target.write(bytes, 0, bytes.length, at);
    at += bytes.length;
  };
  await append(padded);
  for (const { tensor, stored, length } of moved) {
    const bytes = new Uint8Array(stored);
    await source.read(bytes, 0, stored, head.dataAt + tensor.offset);
    const out = new Uint8Array(pad(length));
    if (tensor.type === Q4_1) storeAgain(bytes, out, weightCount(tensor) / BLOCK);
    else out.set(bytes);
    await append(out);
  }
}

/** The head again, with new types and offsets; tensors keep their order in the list. */
function headBytes(head: GgufHead, offsets: ReadonlyMap<GgufTensor, number>): Uint8Array {
  const metadata = Uint8Array.from(head.metadata);
  if (head.fileTypeAt >= 0) new DataView(metadata.buffer).setUint32(head.fileTypeAt, FILE_TYPE_Q8_0, true);
  const parts = head.tensors.map((tensor) => {
    const name = new TextEncoder().encode(tensor.name);
    const part = new Uint8Array(8 + name.length + 4 + 8 * tensor.dims.length + 12);
    const view = new DataView(part.buffer);
    view.setBigUint64(0, BigInt(name.length), true);
    part.set(name, 8);
    let at = 8 + name.length;
    view.setUint32(at, tensor.dims.length, true);
    at += 4;
    for (const dim of tensor.dims) {
      view.setBigUint64(at, BigInt(dim), true);
      at += 8;
    }
    view.setUint32(at, tensor.type === Q4_1 ? Q8_0 : tensor.type, true);
    view.setBigUint64(at + 4, BigInt(offsets.get(tensor) ?? 0), true);
    return part;
  });
  return Buffer.concat([metadata, ...parts]);
}

/** Exported for its test. `blocks` blocks of `stored` (Q4_1) into `out` (Q8_0). */
export function storeAgain(stored: Uint8Array, out: Uint8Array, blocks: number): void {
  const from = new DataView(stored.buffer, stored.byteOffset, stored.byteLength);
  const to = new DataView(out.buffer, out.byteOffset, out.byteLength);
  const weights = new Float64Array(BLOCK);
  for (let block = 0; block < blocks; block++) {
    const read = block * Q4_1_BYTES;
    const write = block * Q8_0_BYTES;
    const scale = fromHalf(from.getUint16(read, true));
    const minimum = fromHalf(from.getUint16(read + 2, true));
    let largest = 0;
    for (let i = 0; i < BLOCK / 2; i++) {
      const pair = stored[read + 4 + i] ?? 0;
      const low = (pair & 15) * scale + minimum;
      const high = (pair >> 4) * scale + minimum;
      weights[i] = low;
      weights[i + BLOCK / 2] = high;
      largest = Math.max(largest, Math.abs(low), Math.abs(high));
    }
    const half = toHalf(largest / 127);
    const step = fromHalf(half);
    to.setUint16(write, half, true);
    // The scale's own rounding can push the largest weight just past 127.
    for (let i = 0; i < BLOCK; i++)
      to.setInt8(write + 2 + i, step === 0 ? 0 : Math.max(-127, Math.min(127, Math.round((weights[i] ?? 0) / step))));
  }
}

function weightCount(tensor: GgufTensor): number {
  return tensor.dims.reduce((product, dim) => product * dim, 1);
}

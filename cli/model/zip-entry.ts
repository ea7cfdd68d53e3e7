// Streams one file out of a zip archive, as far as Python wheels need it: one disk, stored or deflated, below 4 GB, no encryption.
// Format: PKWARE's APPNOTE, sections 4.3.7 (local header), 4.3.12 (central directory) and 4.3.16 (its end).

import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { PassThrough, type Readable } from "node:stream";
import { createInflateRaw } from "node:zlib";

const END_BYTES = 22;
const MAX_COMMENT_BYTES = 65_535;
const STORED = 0;
const DEFLATED = 8;

export interface ZipEntry {
  readonly name: string;
  readonly sizeBytes: number;
  /** The unpacked content. */
  open(): Readable;
}

/** The first file whose name ends in `ending`. @throws RangeError when the file is no such archive or has no such entry. */
export async function findZipEntry(archive: string, ending: string): Promise<ZipEntry> {
  const file = await open(archive, "r");
  try {
    const { size } = await file.stat();
    const read = async (at: number, length: number) => {
      const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - at)));
      await file.read(bytes, 0, bytes.length, at);
      return bytes;
    };
    const tail = await read(Math.max(0, size - END_BYTES - MAX_COMMENT_BYTES), END_BYTES + MAX_COMMENT_BYTES);
    const end = tail.lastIndexOf("PK\x05\x06", undefined, "latin1");
    if (end < 0) throw new RangeError("the file is no zip archive");
    const directory = await read(tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
    for (let at = 0; at + 46 <= directory.length; ) {
      const nameLength = directory.readUInt16LE(at + 28);
      const name = directory.toString("utf8", at + 46, at + 46 + nameLength);
      const method = directory.readUInt16LE(at + 10);
      if (name.endsWith(ending) && (method === STORED || method === DEFLATED)) {
        const header = directory.readUInt32LE(at + 42);
        const packedBytes = directory.readUInt32LE(at + 20);
        // Lengths in the local header may differ from those in the directory.
        const local = await read(header, 30);
        const start = header + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
        return { name, sizeBytes: directory.readUInt32LE(at + 24), open: () => unpack(archive, { start, packedBytes, method }) };
      }
      at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
    }
    throw new RangeError(`the archive has no file that ends in ${ending}`);
  } finally {
    await file.close();
  }
}

function unpack(
  archive: string,
  { start, packedBytes, method }: { readonly start: number; readonly packedBytes: number; readonly method: number },
): Readable {
  const packed = createReadStream(archive, { start, end: start + packedBytes - 1, highWaterMark: 2 ** 20 });
  const out = method === STORED ? new PassThrough() : createInflateRaw();
  packed.once("error", (error) => out.destroy(error));
  return packed.pipe(out);
}

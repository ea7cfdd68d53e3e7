// A record in rows of at most 2 MB, which is what a row may hold.

import { pack } from "./packing.ts";
import { decodeRecord, type EncodedRecord, encodeRecord } from "./record-codec.ts";

/** Below the 2 MB that a row may hold. */
const PART_BYTES = 1_900_000;

export type StoredRow = { meta: string; bytes: ArrayBuffer; checksum: number };

export function encodedRecordOf({ meta, bytes, checksum }: StoredRow): EncodedRecord {
  return { meta, bytes: new Uint8Array(bytes), checksum };
}

/** The record's text is in the first part, its bytes in all of them, its checksum in each. At least one part. */
export function partsOf(record: object): readonly { readonly meta: string; readonly bytes: Uint8Array; readonly checksum: number }[] {
  const { meta, bytes, checksum } = encodeRecord(record);
  if (bytes.length <= PART_BYTES) return [{ meta, bytes, checksum }];
  return Array.from({ length: Math.ceil(bytes.length / PART_BYTES) }, (_, part) => ({
    meta: part === 0 ? meta : "",
    bytes: bytes.slice(part * PART_BYTES, (part + 1) * PART_BYTES),
    checksum,
  }));
}

/** @throws DamagedError when the parts are not what was written. The caller names the type that was stored. */
export function recordOfParts<T extends object>(parts: readonly StoredRow[]): T {
  const bytes = pack(parts.map((part) => new Uint8Array(part.bytes)));
  return decodeRecord<T>({ meta: parts[0]?.meta ?? "", bytes, checksum: parts[0]?.checksum ?? 0 });
}

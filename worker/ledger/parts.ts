// Splits a record into parts, because a row may hold 2 MB at most.

import { pack } from "./packing.ts";
import { decodeRecord, type EncodedRecord, encodeRecord } from "./record-codec.ts";

/** Leaves room for the row's other columns. */
const PART_BYTES = 1_900_000;

export type StoredRow = { meta: string; bytes: ArrayBuffer; checksum: number };

export function encodedRecordOf({ meta, bytes, checksum }: StoredRow): EncodedRecord {
  return { meta, bytes: new Uint8Array(bytes), checksum };
}

/** At least one part. The first part has the record's text, each has some of its bytes and the whole record's checksum. */
export function partsOf(record: object): readonly { readonly meta: string; readonly bytes: Uint8Array; readonly checksum: number }[] {
  const { meta, bytes, checksum } = encodeRecord(record);
  if (bytes.length <= PART_BYTES) return [{ meta, bytes, checksum }];
  return Array.from({ length: Math.ceil(bytes.length / PART_BYTES) }, (_, part) => ({
    meta: part === 0 ? meta : "",
    bytes: bytes.slice(part * PART_BYTES, (part + 1) * PART_BYTES),
    checksum,
  }));
}

/** `T` is the type that was stored: the caller has to know it. @throws DamagedError if the parts differ from what was written. */
export function recordOfParts<T extends object>(parts: readonly StoredRow[]): T {
  const bytes = pack(parts.map((part) => new Uint8Array(part.bytes)));
  return decodeRecord<T>({ meta: parts[0]?.meta ?? "", bytes, checksum: parts[0]?.checksum ?? 0 });
}

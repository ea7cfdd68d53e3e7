// Turns any readonly record of the algorithm into JSON and bytes, and back, bit for bit. Vectors become bytes; Maps and -0 survive.
// The codec knows no field names, so a field that is added to the algorithm's state is stored without a change here.

import { checksum, pack, Unpacker, type Vector } from "./packing.ts";

export interface EncodedRecord {
  /** The record as JSON, with a marker where a vector was. */
  readonly meta: string;
  /** The vectors in the order of their markers. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly checksum: number;
}

/** Thrown if a stored record differs from what was written, or cannot be read. */
export class DamagedError extends Error {}

const kinds = { f64: Float64Array, f32: Float32Array, u16: Uint16Array, i8: Int8Array } as const;
type Kind = keyof typeof kinds;
const isKind = (name: string): name is Kind => name in kinds;

/** A vector of zeros is stored as its length: the outer dual, which is off by default, takes no room. */
type Marker =
  | { readonly $: Kind | `${Kind} zero`; readonly length: number }
  | { readonly $: "map"; readonly entries: readonly unknown[] }
  | { readonly $: "-0" };

/** The record's numbers must be finite, its vectors of the four kinds above, and none of its fields may be called `$`. */
export function encodeRecord(record: object): EncodedRecord {
  const vectors: Vector[] = [];
  const meta = JSON.stringify(record, (_key, value: unknown): unknown => {
    if (Object.is(value, -0)) return { $: "-0" } satisfies Marker;
    if (value instanceof Map) return { $: "map", entries: [...value] } satisfies Marker;
    const kind = kindOf(value);
    if (!kind) return value;
    const { name, vector } = kind;
    if (vector.every((entry) => Object.is(entry, 0))) return { $: `${name} zero`, length: vector.length } satisfies Marker;
    vectors.push(vector);
    return { $: name, length: vector.length } satisfies Marker;
  });
  const bytes = pack(vectors);
  return { meta, bytes, checksum: checksum(meta, bytes) };
}

/** `T` is the type that was encoded: the caller has to know it. @throws DamagedError if the checksum or a length does not fit. */
export function decodeRecord<T extends object>(row: EncodedRecord): T {
  if (checksum(row.meta, row.bytes) !== row.checksum) throw new DamagedError("a checksum does not fit");
  const from = new Unpacker(row.bytes);
  try {
    // JSON.parse visits the markers in the order in which JSON.stringify wrote them.
    const record: T = JSON.parse(row.meta, (_key, value: unknown) => (isMarker(value) ? unmark(value, from) : value));
    from.end();
    return record;
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError) throw new DamagedError("a stored record cannot be read");
    throw error;
  }
}

function kindOf(value: unknown): { readonly name: Kind; readonly vector: Vector } | undefined {
  if (value instanceof Float64Array) return { name: "f64", vector: value };
  if (value instanceof Float32Array) return { name: "f32", vector: value };
  if (value instanceof Uint16Array) return { name: "u16", vector: value };
  return value instanceof Int8Array ? { name: "i8", vector: value } : undefined;
}

function isMarker(value: unknown): value is Marker {
  return typeof value === "object" && value !== null && "$" in value;
}

function unmark(marker: Marker, from: Unpacker): unknown {
  if (marker.$ === "-0") return -0;
  if (marker.$ === "map") return new Map(marker.entries.filter(isEntry));
  const [name = "", zero] = marker.$.split(" ");
  if (!isKind(name)) throw new RangeError("an unknown kind of vector");
  return zero ? new kinds[name](marker.length) : from[name](marker.length);
}

function isEntry(entry: unknown): entry is readonly [unknown, unknown] {
  return Array.isArray(entry) && entry.length === 2;
}

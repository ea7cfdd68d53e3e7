// Seeded randomness. Independent streams are named by a path, so that a step can be drawn again after a crash without a stored generator
// state. Generator: sfc32 (Doty-Humphrey, PractRand), 128 bits of state. Seeding: FNV-1a of the path, mixed by murmur3's finaliser.

/** A stream of uniform numbers in [0, 1), 53 bits each. */
export type Rng = () => number;

/**
 * The stream of a path [A35c], for example randomStream(seed, participant, "step", 7). The same path gives the same numbers on every
 * engine. 0 and "0" are different paths.
 */
export function randomStream(...path: readonly (string | number)[]): Rng {
  const name = path.map((part) => (typeof part === "number" ? `n${part}` : `s${part}`)).join("\u001f");
  let a = hash32(name, 1);
  let b = hash32(name, 2);
  let c = hash32(name, 3);
  let counter = hash32(name, 4);
  const next = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 15; i++) next();
  return () => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992;
}

/** An integer in [0, n). */
export function integerBelow(rng: Rng, n: number): number {
  return Math.floor(rng() * n);
}

/** A nearly standard-normal number: a sum of twelve uniform numbers, so that every engine draws the same. */
export function normal(rng: Rng): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += rng();
  return sum;
}

/** A new array with the items in random order (Fisher-Yates). */
export function shuffled<T>(rng: Rng, items: readonly T[]): T[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    const j = integerBelow(rng, i + 1);
    const a = out[i];
    const b = out[j];
    if (a === undefined || b === undefined) continue;
    out[i] = b;
    out[j] = a;
  }
  return out;
}

/** A 32-bit hash of a text: FNV-1a over UTF-16 units, finalised by murmur3's mixer. */
export function hash32(text: string, seed = 0): number {
  let h = (0x811c9dc5 ^ Math.imul(seed, 0x9e3779b9)) | 0;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

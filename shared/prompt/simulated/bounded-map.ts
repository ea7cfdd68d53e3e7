// A map that forgets its oldest entries, so that a memo cannot grow without end.

export class BoundedMap<K, V> {
  readonly #entries = new Map<K, V>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The value under a key. If there is none, it is computed and kept. */
  getOrCompute(key: K, compute: () => V): V {
    const kept = this.#entries.get(key);
    if (kept !== undefined) return kept;
    const value = compute();
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size < this.#limit) break;
      this.#entries.delete(oldest);
    }
    this.#entries.set(key, value);
    return value;
  }
}

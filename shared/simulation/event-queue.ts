// A queue of events in virtual time: a binary heap by time. Events of the same time come in the order in which they were scheduled.

export interface EventQueue<T> {
  /** @throws RangeError if the time is not a finite number. */
  schedule(atMs: number, event: T): void;
  /** Removes the earliest event and returns it; undefined if there is none. */
  next(): { readonly atMs: number; readonly event: T } | undefined;
  readonly size: number;
}

interface Entry<T> {
  readonly atMs: number;
  readonly order: number;
  readonly event: T;
}

/** Scheduling and taking out an event each cost O(log n). */
export function createEventQueue<T>(): EventQueue<T> {
  const heap: Entry<T>[] = [];
  let order = 0;
  const before = (a: Entry<T>, b: Entry<T>): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

  const rise = (entry: Entry<T>): void => {
    let at = heap.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (!parent || !before(entry, parent)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = entry;
  };
  const sink = (entry: Entry<T>): void => {
    let at = 0;
    for (;;) {
      const left = heap[2 * at + 1];
      const right = heap[2 * at + 2];
      const child = right && left && before(right, left) ? right : left;
      if (!child || !before(child, entry)) break;
      heap[at] = child;
      at = child === left ? 2 * at + 1 : 2 * at + 2;
    }
    heap[at] = entry;
  };

  return {
    schedule(atMs, event) {
      if (!Number.isFinite(atMs)) throw new RangeError(`an event needs a finite time, got ${atMs}`);
      rise({ atMs, order: order++, event });
    },
    next() {
      const first = heap[0];
      const last = heap.pop();
      if (!first || !last) return undefined;
      if (heap.length > 0) sink(last);
      return { atMs: first.atMs, event: first.event };
    },
    get size() {
      return heap.length;
    },
  };
}

// How many entries two lists share, each counted as often as it stands in both.

export function sharedCount(a: readonly string[], b: readonly string[]): number {
  const left = new Map<string, number>();
  for (const entry of a) left.set(entry, (left.get(entry) ?? 0) + 1);
  let shared = 0;
  for (const entry of b) {
    const count = left.get(entry) ?? 0;
    if (count === 0) continue;
    shared++;
    left.set(entry, count - 1);
  }
  return shared;
}

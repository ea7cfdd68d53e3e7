// How many participants a task of a given size can have, so that its whole state fits into the memory of the object that serves it.

/** The memory that all participants' states may take together: half of what an object has. */
export const STATE_BYTES = 64 * 1_024 * 1_024;
/**
 * What the state takes per participant and candidate, with planes and caches: `full-task.test.ts` fills a task and measures it. p, both
 * sums of the table and the outer dual are float64, two views of two vectors are float32: that is 48. The rest is the participant's
 * standardised costs, its blocks of the planes (a byte per entry, in up to cutLimit planes a slot), and records.
 */
const BYTES_PER_CANDIDATE = 152;

/** At least 1. `dimension` is the number of the task's candidates. */
export function fittingParticipants(dimension: number): number {
  return Math.max(1, Math.floor(STATE_BYTES / (BYTES_PER_CANDIDATE * Math.max(1, dimension))));
}

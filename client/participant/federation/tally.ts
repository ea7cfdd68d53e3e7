// Counts of what happened between a participant and the aggregator.

/** What happened between this participant and the aggregator, over all its visits. */
export interface Tally {
  readonly sent: number;
  readonly merged: number;
  readonly stale: number;
  readonly refused: number;
  readonly stalenessLast: number;
  readonly stalenessSum: number;
  readonly stalenessMax: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
}

export const emptyTally: Tally = {
  sent: 0,
  merged: 0,
  stale: 0,
  refused: 0,
  stalenessLast: 0,
  stalenessSum: 0,
  stalenessMax: 0,
  bytesUp: 0,
  bytesDown: 0,
};

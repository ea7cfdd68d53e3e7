// The snapshot that a visit begins with: what was last shown, and never fewer queries than are known to be spent. A tab that crashed has
// not kept what it showed last.

import type { Checkpoint } from "../participant-store.ts";
import { emptySnapshot, tallyPart } from "../run/snapshot-parts.ts";
import type { ParticipantSnapshot } from "../snapshot.ts";

export function shownAgain(
  shown: ParticipantSnapshot | undefined,
  checkpoint: Checkpoint | undefined,
  budgetQueries: number,
): ParticipantSnapshot | null {
  if (!checkpoint || checkpoint.queries <= (shown?.queries ?? 0)) return shown ?? null;
  const { queries, tokens, history, tally, identity, tuning } = checkpoint;
  const begun: ParticipantSnapshot = {
    ...emptySnapshot(budgetQueries, identity ? "connecting" : "none"),
    activity: { type: "paused" },
    participant: identity?.participant ?? null,
    iteration: tuning.view.iteration,
    ...tallyPart(tally),
  };
  return { ...(shown ?? begun), queries, tokens, step: tuning.step, history };
}

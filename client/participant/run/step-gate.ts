// The wait before a step begins. It needs only as much of the aggregator as it must: a first hello, a full outbox, an owner's pause, or an
// iteration that others delay.

import { AggregatorError } from "../federation/aggregator-error.ts";
import type { Activity } from "../snapshot.ts";
import type { OpenedParticipant } from "./open-participant.ts";

/** Unanswered contributions after which the participant waits for the aggregator instead of scoring on. */
const OUTBOX_LIMIT = 8;
/** How long a step waits for the answer to the one before; then it goes on with the view it has. */
const REPLY_PATIENCE_MS = 3_000;

type Waiting = Extract<Activity, { type: "waiting-for-aggregator" }>;

/** False when there is to be no further step: the signal aborted or the task is closed. @throws AggregatorError */
export async function readyForStep(
  { federation, memory }: OpenedParticipant,
  signal: AbortSignal,
  onWaiting: (activity: Waiting) => void,
): Promise<boolean> {
  if (!federation) return !signal.aborted;
  const { status } = federation;
  const unanswered = (): number => memory.checkpoint.outbox.length;
  const wait = async (reason: Waiting["reason"], condition: () => boolean, patienceMs?: number): Promise<void> => {
    if (condition()) return;
    onWaiting({ type: "waiting-for-aggregator", reason });
    await federation.until(() => condition() || status.phase === "closed", signal, patienceMs);
  };
  // The first hello has to be waited for; after that a step may be based on an older view, but not for want of a moment's patience.
  await wait("offline", () => status.ready, memory.checkpoint.epoch === 0 ? undefined : REPLY_PATIENCE_MS);
  await wait("paused", () => status.phase !== "paused");
  await wait("reply", () => unanswered() === 0, status.connection === "online" ? REPLY_PATIENCE_MS : 0);
  await wait("reply", () => !status.received);
  await wait("offline", () => unanswered() < OUTBOX_LIMIT);
  if (status.failure) throw new AggregatorError(status.failure.code, status.failure.message);
  return !signal.aborted && status.phase !== "closed";
}

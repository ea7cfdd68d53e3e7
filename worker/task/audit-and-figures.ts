// What a step of the aggregator means for the owner's audit and charts. Pure: no clock, no storage.

import type { AggregatorEvent, MergeReply } from "../../shared/algorithm/aggregator/aggregator.ts";
import type { AggregatorState, Contribution } from "../../shared/algorithm/state.ts";
import type { AuditNote } from "../ledger/audit-rows.ts";
import type { Figures } from "../ledger/figure-rows.ts";

export interface Happening {
  readonly before: AggregatorState;
  readonly after: AggregatorState;
  readonly events: readonly AggregatorEvent[];
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** First joins, leaves and withdrawals, and places made free for newcomers. Leases that end, and come back, are no act of anybody. */
export function auditOf({ before, after, events, at }: Happening): AuditNote[] {
  const placeOf = (id: string): number | null => {
    const record = [...before.participants, ...after.participants].find((one) => one.id === id);
    return record ? record.number + 1 : null;
  };
  return events.flatMap((event): AuditNote[] => {
    const what = actOf(event, before);
    if (what === null || event.type === "contribute") return [];
    // Who withdraws in the step in which another joins was not asked: its place was needed.
    if (what === "withdrew" && events.some(({ type }) => type === "join"))
      return [{ at, who: "aggregator", participant: null, what: "made-room", detail: "", times: 1 }];
    return [{ at, who: "participant", participant: placeOf(event.participant), what, detail: "", times: 1 }];
  });
}

/** One note per code. */
export function refusalNotes(refused: Readonly<Record<string, number>>, at: number): AuditNote[] {
  return Object.entries(refused).map(([detail, times]) => ({ at, who: "aggregator", participant: null, what: "refused", detail, times }));
}

export function figuresOf({
  events,
  replies,
  at,
}: Pick<Happening, "events" | "at"> & { readonly replies: readonly MergeReply[] }): Figures {
  const contributions = events.flatMap((event) => (event.type === "contribute" ? [event.contribution] : []));
  const losses = contributions.flatMap(meanLoss);
  const accuracies = contributions.flatMap(shareRight);
  return {
    minute: Math.floor(at / 60_000),
    contributions: contributions.length,
    stale: replies.filter(({ verdict }) => verdict === "stale").length,
    lossSum: total(losses),
    losses: losses.length,
    accuracySum: total(accuracies),
    accuracies: accuracies.length,
    queries: total(contributions.map(({ queries }) => queries)),
    tokens: total(contributions.map(({ tokens }) => tokens)),
    staleness: replies.map(({ staleness }) => staleness),
  };
}

function actOf(event: AggregatorEvent, before: AggregatorState): AuditNote["what"] | null {
  switch (event.type) {
    case "join":
      return before.participants.some(({ id }) => id === event.participant) ? null : "joined";
    case "leave":
      return "left";
    case "withdraw":
      return "withdrew";
    case "contribute":
    case "suspend":
    case "resume":
      return null;
  }
}

/** Of the samples that were drawn from the distributions; the others were tried because they looked good. */
function meanLoss({ losses, onDistribution }: Contribution): number[] {
  const drawn = [...losses.subarray(0, onDistribution)];
  return drawn.length > 0 ? [total(drawn) / drawn.length] : [];
}

/** A share, so that claiming more answers does not weigh more. */
function shareRight({ accuracy }: Contribution): number[] {
  return accuracy && accuracy.asked > 0 ? [accuracy.right / accuracy.asked] : [];
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

// Turns a change of the state into notes for the owner's audit and figures for the owner's charts. It reads no clock and stores nothing.

import type { AggregatorEvent, MergeReply } from "../../shared/algorithm/aggregator/aggregator.ts";
import type { AggregatorState, Contribution } from "../../shared/algorithm/state.ts";
import type { AuditNote } from "../ledger/audit-rows.ts";
import type { Figures } from "../ledger/figure-rows.ts";

export interface StateChange {
  readonly before: AggregatorState;
  readonly after: AggregatorState;
  readonly events: readonly AggregatorEvent[];
  /** Participants that the owner removes with these events. */
  readonly removed?: readonly string[];
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Notes first joins, leaves, withdrawals and places that were made free. A lease that ends, or begins again, is nobody's act. */
export function auditOf({ before, after, events, removed = [], at }: StateChange): AuditNote[] {
  const placeOf = (id: string): number | null => {
    const record = [...before.participants, ...after.participants].find((one) => one.id === id);
    return record ? record.number + 1 : null;
  };
  return events.flatMap((event): AuditNote[] => {
    const what = actOf(event, before);
    if (event.type === "vote-round") return [{ ...byOwner(at), what: "vote-round", detail: String((before.votes?.round ?? 0) + 1) }];
    if (event.type === "label-text") return [{ ...byOwner(at), what: "labelled", detail: String(event.text + 1) }];
    if (what === null || event.type === "contribute") return [];
    if (what === "withdrew" && removed.includes(event.participant))
      return [{ at, who: "owner", participant: placeOf(event.participant), what: "removed", detail: "", times: 1 }];
    // A participant that is withdrawn together with another's join did not ask for it: its place was needed.
    if (what === "withdrew" && events.some(({ type }) => type === "join"))
      return [{ at, who: "aggregator", participant: null, what: "made-room", detail: "", times: 1 }];
    return [{ at, who: "participant", participant: placeOf(event.participant), what, detail: "", times: 1 }];
  });
}

/** Makes one note per code. `refused` counts the refusals by code. */
export function refusalNotes(refused: Readonly<Record<string, number>>, at: number): AuditNote[] {
  return Object.entries(refused).map(([detail, times]) => ({ at, who: "aggregator", participant: null, what: "refused", detail, times }));
}

export function figuresOf({
  events,
  replies,
  at,
}: Pick<StateChange, "events" | "at"> & { readonly replies: readonly MergeReply[] }): Figures {
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

function byOwner(at: number): Pick<AuditNote, "at" | "who" | "participant" | "times"> {
  return { at, who: "owner", participant: null, times: 1 };
}

function actOf(event: AggregatorEvent, before: AggregatorState): AuditNote["what"] | null {
  switch (event.type) {
    case "join":
      return before.participants.some(({ id }) => id === event.participant) ? null : "joined";
    case "leave":
      return "left";
    case "withdraw":
      return "withdrew";
    case "vote":
      return "voted";
    case "contribute":
    case "suspend":
    case "resume":
    case "vote-round":
    case "label-text":
      return null;
  }
}

/** The mean over the samples that were drawn from the distributions; the others were tried because they looked good. */
function meanLoss({ losses, onDistribution }: Contribution): number[] {
  const drawn = [...losses.subarray(0, onDistribution)];
  return drawn.length > 0 ? [total(drawn) / drawn.length] : [];
}

/** A share and not a count, so that a contribution that claims more answers does not weigh more. */
function shareRight({ accuracy }: Contribution): number[] {
  return accuracy && accuracy.asked > 0 ? [accuracy.right / accuracy.asked] : [];
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

// The events for a partner's page, from one view of the participant to the next: counts and codes, which no example and no prompt fits
// into. Queries are told in twentieths of the budget: an exact count would tell how many rows a step asked about, and so whether a text
// that the partner handed over was there before.

import { refusals } from "../../../shared/protocol/refusal.ts";
import type { FrameEvent } from "../../embed/bridge.ts";
import type { SessionView } from "../../participant/session/worker-api.ts";

type Ended = Extract<FrameEvent, { type: "refused" | "failed" }>;

/** `before` is null for the first view. */
export function hostEvents(before: SessionView | null, after: SessionView): FrameEvent[] {
  const events: FrameEvent[] = [];
  const [old, now] = [before?.snapshot ?? null, after.snapshot];
  const kept = after.storage.type === "kept";
  if (after.tab === "here" && (before?.tab !== "here" || (before.storage.type === "kept") !== kept)) events.push({ type: "storage", kept });
  if (!now) return events;
  if (now.participant !== null && !old?.participant) events.push({ type: "joined" });
  const { merged } = now.contributions;
  if (merged > (old?.contributions.merged ?? 0)) events.push({ type: "contributing", contributions: merged, iteration: now.iteration });
  const { activity } = now;
  const { budgetQueries } = after;
  const queries = coarse(now.queries, budgetQueries);
  const shown = old && coarse(old.queries, before?.budgetQueries ?? budgetQueries);
  if (queries !== shown || activity.type !== old?.activity.type)
    events.push({ type: "progress", activity: activity.type, queries, budgetQueries });
  if (activity.type === old?.activity.type) return events;
  if (activity.type === "finished") events.push({ type: "finished", reason: activity.reason });
  if (activity.type === "failed") events.push(activity.source === "aggregator" ? refusedBy(activity.code) : failedWith(activity.code));
  return events;
}

const PARTS = 20;

function coarse(queries: number, budgetQueries: number): number {
  return Math.round((Math.floor((queries * PARTS) / Math.max(1, budgetQueries)) * budgetQueries) / PARTS);
}

/** The aggregator's refusal, with its help. What is not on its list, such as `offline` or a failing worker, is a failure. */
export function refusedBy(code: string): Ended {
  for (const [known, { help }] of Object.entries(refusals)) if (known === code) return { type: "refused", code, message: help };
  return failedWith(code);
}

/** By its code alone: the words of a failure may name an endpoint. */
export function failedWith(code: string): Ended {
  return { type: "failed", code, message: "The participant stopped. Its frame says why." };
}

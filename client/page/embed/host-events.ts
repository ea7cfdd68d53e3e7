// The events for a partner's page, from one view of the participant to the next: counts and codes, which no example and no prompt fits
// into.

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
  const { activity, queries } = now;
  if (queries !== old?.queries || activity.type !== old.activity.type)
    events.push({ type: "progress", activity: activity.type, queries, budgetQueries: after.budgetQueries });
  if (activity.type === old?.activity.type) return events;
  if (activity.type === "finished") events.push({ type: "finished", reason: activity.reason });
  if (activity.type === "failed") events.push(activity.source === "aggregator" ? refusedBy(activity.code) : failedWith(activity.code));
  return events;
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

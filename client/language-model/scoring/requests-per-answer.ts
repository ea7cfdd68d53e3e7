// What one answer costs in requests, which is what a budget counts: see score-query.ts.

import { dialectOf } from "../dialects/dialects.ts";
import type { CapabilityRecord } from "../probe/capability-record.ts";

/** Requests that one answer about so many labels takes when none has to be repeated. */
export function requestsPerAnswer({ dialect, rung, route, votes }: CapabilityRecord, labels: number): number {
  if (route === "echo") return labels;
  if (rung !== "sampled") return 1;
  const generating = route === "completions" ? "completions" : "chat";
  return Math.ceil(votes / (dialectOf(dialect)[generating]?.samplesAtOnce ?? 1));
}

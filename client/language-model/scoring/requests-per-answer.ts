// The requests that one answer costs, which is what a budget counts: see score-query.ts.

import type { Dialect } from "../dialects/dialect.ts";
import { dialectOf } from "../dialects/dialects.ts";
import type { CapabilityRecord } from "./capability-record.ts";

/** Requests that one answer about so many labels takes when none has to be repeated. */
export function requestsPerAnswer(record: CapabilityRecord, labels: number): number {
  if (record.route === "echo") return labels;
  if (record.rung !== "sampled") return 1;
  return Math.ceil(record.votes / samplesAtOnce(dialectOf(record.dialect), record));
}

/** Most votes that one request may ask for. */
export function samplesAtOnce(dialect: Dialect, { route, quirks }: Pick<CapabilityRecord, "route" | "quirks">): number {
  if (quirks.refuses?.includes("samples")) return 1;
  return dialect[route === "completions" ? "completions" : "chat"]?.samplesAtOnce ?? 1;
}

// A partner's page hears this of a run that goes on.

import type { SessionView } from "../../participant/session/worker-api.ts";
import type { Progress } from "./api.ts";

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

export function progressOf({ snapshot, budgetQueries, storage, providerWait }: SessionView): Progress {
  return {
    activity: snapshot?.activity.type ?? "idle",
    connection: snapshot?.connection ?? "none",
    iteration: snapshot?.iteration ?? 0,
    contributions: snapshot?.contributions.merged ?? 0,
    queries: snapshot?.queries ?? 0,
    budgetQueries,
    loss: finite(snapshot?.history.at(-1)?.loss),
    wait: providerWait && { reason: providerWait.reason, untilMs: providerWait.untilMs },
    kept: storage.type === "kept",
  };
}

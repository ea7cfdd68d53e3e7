// Opens a task in this tab: takes the tab's lock, opens the store, finds the task. The page and a partner's page open tasks in the same
// way.

import { digestOf } from "../../../shared/math/digest.ts";
import type { Platform } from "../../platform/platform.ts";
import { failed, type Outcome } from "../outcome.ts";
import { openTaskStore } from "../store/indexed-db-store.ts";
import { lead } from "../store/tab-lock.ts";
import type { SessionState } from "./session-state.ts";
import { type FoundTask, findTask } from "./task-request.ts";
import type { OpenRequest } from "./worker-api.ts";

/** Fills `state.opened`. Whatever fails or throws lets go of the lock, so that another attempt can be this participant. */
export async function openTask(state: SessionState, request: OpenRequest, runtime: Pick<Platform, "fetch">): Promise<Outcome<FoundTask>> {
  const name = nameOf(request);
  const leadership = await lead(`asyndbt ${name}`, request);
  if (!leadership) return failed("other-tab", "Another tab of this browser is this participant.");
  try {
    const store = await openTaskStore(name, (storage) => state.show({ storage }));
    // What an earlier opening only tried out is forgotten.
    await state.keep({ ...state.stored, seed: state.stored.seed || randomSeed(), ...(await store.settings.load()) });
    if (request.type === "join" && request.invite) await state.keep({ invite: request.invite });
    const found = await findTask(request, { store, state, runtime });
    if (found.type === "done") {
      const { task, settings } = found.value;
      state.opened = { request, store, leadership, task, settings };
    }
    return found;
  } finally {
    if (!state.opened) leadership.release();
  }
}

/** One participant of one task in this browser: the key of its lock and of its records. */
function nameOf(request: OpenRequest): string {
  if (request.type === "alone") return `alone/${digestOf(JSON.stringify(request.task))}`;
  const { aggregator, taskId, seat } = request;
  return `${aggregator}/${taskId}${seat && `/${seat}`}`;
}

function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}

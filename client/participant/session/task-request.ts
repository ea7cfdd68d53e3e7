// Finds the task that the page was asked to open, before the participant has joined: one must see what one is asked to take part in.

import * as v from "valibot";
import { type Task, taskSchema } from "../../../shared/prompt/task.ts";
import type { Runtime } from "../../platform/platform.ts";
import { AggregatorError } from "../federation/aggregator-error.ts";
import { readTask } from "../federation/aggregator-http.ts";
import type { Outcome } from "../outcome.ts";
import type { TaskStore } from "../store/indexed-db-store.ts";
import type { SessionState } from "./session-state.ts";
import type { OpenRequest, SessionView } from "./worker-api.ts";

export interface FoundTask {
  readonly task: Task;
  readonly settings: unknown;
  /** null when tuning alone. */
  readonly phase: SessionView["phase"];
}

export interface FindOptions {
  readonly store: TaskStore;
  readonly state: SessionState;
  readonly runtime: Pick<Runtime, "fetch">;
}

/**
 * As the participant this device has been, else with the invite. Who is no longer known, and has an invite, is forgotten and begins anew.
 */
export async function findTask(request: OpenRequest, { store, state, runtime }: FindOptions): Promise<Outcome<FoundTask>> {
  if (request.type === "alone") {
    const parsed = v.safeParse(taskSchema, request.task);
    if (parsed.success) return { type: "done", value: { task: parsed.output, settings: {}, phase: null } };
    return { type: "failed", code: "malformed", message: v.getDotPath(parsed.issues[0]) ?? parsed.issues[0].message };
  }
  const look = async (participantToken: string): Promise<Outcome<FoundTask>> => {
    try {
      return { type: "done", value: await readTask({ ...request, participantToken }, runtime) };
    } catch (error) {
      if (error instanceof AggregatorError) return { type: "failed", code: error.code, message: error.message };
      throw error;
    }
  };
  const { invite, identity: before } = state.kept;
  const identity = (await store.checkpoint.load())?.identity ?? before;
  if (!identity && !invite)
    return { type: "failed", code: "unauthorised", message: "This link has no invite, and this browser has not joined the task before." };
  const found = await look(identity?.participantToken ?? invite ?? "");
  if (!identity || !invite || found.type === "done" || found.code !== "unauthorised") return found;
  const invited = await look(invite);
  if (invited.type === "done") {
    await state.keep({ identity: null });
    await store.checkpoint.clear();
  }
  return invited;
}

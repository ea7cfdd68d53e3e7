// Finds the task that the page was asked to open, before the participant has joined: one must see what one is asked to take part in.

import * as v from "valibot";
import { type Task, taskSchema } from "../../shared/prompt/task.ts";
import { JoinError, readTask } from "./join.ts";
import type { Runtime } from "./participant.ts";
import type { OpenRequest, Outcome, SessionView } from "./worker-api.ts";

export interface FoundTask {
  readonly task: Task;
  readonly settings: unknown;
  /** null when tuning alone. */
  readonly phase: SessionView["phase"];
}

/** `token`: the participant's, else the invite. */
export async function findTask(request: OpenRequest, token: string | null, runtime: Pick<Runtime, "fetch">): Promise<Outcome<FoundTask>> {
  if (request.type === "alone") {
    const parsed = v.safeParse(taskSchema, request.task);
    if (parsed.success) return { type: "done", value: { task: parsed.output, settings: {}, phase: null } };
    return { type: "failed", code: "malformed", message: v.getDotPath(parsed.issues[0]) ?? parsed.issues[0].message };
  }
  if (!token)
    return { type: "failed", code: "unauthorised", message: "This link has no invite, and this browser has not joined the task before." };
  try {
    return { type: "done", value: await readTask({ ...request, participantToken: token }, runtime) };
  } catch (error) {
    if (error instanceof JoinError) return { type: "failed", code: error.code, message: error.message };
    throw error;
  }
}

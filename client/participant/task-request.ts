// Reads a task from its aggregator before the participant has joined: the page must show what one is asked to take part in.

import * as v from "valibot";
import { type TaskView, taskViewSchema } from "../../shared/protocol/messages.ts";
import { refusals } from "../../shared/protocol/refusal.ts";
import type { Runtime } from "./participant.ts";
import type { Outcome } from "./worker-api.ts";

const problemSchema = v.object({ code: v.picklist(Object.keys(refusals)), detail: v.optional(v.string(), ""), title: v.string() });

export interface TaskAddress {
  readonly aggregator: string;
  readonly taskId: string;
  /** The participant's token, else the invite. */
  readonly token: string;
}

export async function requestTask({ aggregator, taskId, token }: TaskAddress, runtime: Pick<Runtime, "fetch">): Promise<Outcome<TaskView>> {
  let response: Response;
  try {
    response = await runtime.fetch(`${aggregator}/api/tasks/${encodeURIComponent(taskId)}`, {
      headers: { authorization: `Bearer ${token}` },
      credentials: "omit",
      referrerPolicy: "no-referrer",
    });
  } catch {
    return { type: "failed", code: "offline", message: `${new URL(aggregator).host} cannot be reached.` };
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) {
    const view = v.safeParse(taskViewSchema, body);
    if (view.success) return { type: "done", value: view.output };
    return { type: "failed", code: "wrong-version", message: refusals["wrong-version"].help };
  }
  const problem = v.safeParse(problemSchema, body);
  if (problem.success) return { type: "failed", code: problem.output.code, message: problem.output.title };
  return { type: "failed", code: "internal", message: refusals.internal.help };
}

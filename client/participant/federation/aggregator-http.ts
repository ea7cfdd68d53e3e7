// A participant's questions over HTTP: joining, where the invite becomes a participant and its token, and looking at the task again.

import * as v from "valibot";
import { searchSpaceOf } from "../../../shared/prompt/search-space.ts";
import { type Joined, joinedSchema, type TaskView, taskViewSchema } from "../../../shared/protocol/messages.ts";
import { REFUSAL_CODES, refusals } from "../../../shared/protocol/refusal.ts";
import type { Platform } from "../../platform/platform.ts";
import { AggregatorError } from "./aggregator-error.ts";
import type { Identity } from "./identity.ts";
import { unsound } from "./soundness.ts";

const problemSchema = v.object({ code: v.picklist(REFUSAL_CODES), detail: v.optional(v.string(), "") });

/** `digest`: of the task that was looked at and agreed to, if there is one. Another is not joined. @throws AggregatorError */
export async function requestToJoin(
  aggregator: { readonly origin: string; readonly taskId: string; readonly invite: string | null; readonly digest?: string },
  runtime: Pick<Platform, "fetch">,
): Promise<Joined> {
  if (aggregator.invite === null) throw new AggregatorError("unauthorised", refusals.unauthorised.help);
  const path = `/api/tasks/${encodeURIComponent(aggregator.taskId)}/participants`;
  const joined = await asked(`${aggregator.origin}${path}`, { method: "POST", token: aggregator.invite, schema: joinedSchema }, runtime);
  if (withOwnDigest(joined).taskDigest !== (aggregator.digest ?? joined.taskDigest)) throw unsound();
  return joined;
}

/** The task as whoever holds an invite may see it, which uses nothing of the invite. @throws AggregatorError */
export async function lookAtTask(
  aggregator: { readonly origin: string; readonly taskId: string; readonly invite: string | null },
  runtime: Pick<Platform, "fetch">,
): Promise<TaskView> {
  const { origin, taskId, invite } = aggregator;
  if (invite === null) throw new AggregatorError("unauthorised", refusals.unauthorised.help);
  return readTask({ aggregator: origin, taskId, participantToken: invite }, runtime);
}

/** The task as a participant may see it. @throws AggregatorError */
export async function readTask(
  identity: Pick<Identity, "aggregator" | "taskId" | "participantToken">,
  runtime: Pick<Platform, "fetch">,
): Promise<TaskView> {
  const path = `/api/tasks/${encodeURIComponent(identity.taskId)}`;
  const question = { method: "GET", token: identity.participantToken, schema: taskViewSchema } as const;
  return withOwnDigest(await asked(`${identity.aggregator}${path}`, question, runtime));
}

/** The digest that the aggregator names must be that of the task that it sends [P36b]. @throws AggregatorError */
function withOwnDigest<T extends TaskView>(view: T): T {
  if (searchSpaceOf(view.task).digest !== view.taskDigest) throw unsound();
  return view;
}

interface Question<T> {
  readonly method: "GET" | "POST";
  readonly token: string;
  readonly schema: v.GenericSchema<unknown, T>;
}

async function asked<T>(url: string, { method, token, schema }: Question<T>, runtime: Pick<Platform, "fetch">): Promise<T> {
  let response: Response;
  try {
    response = await runtime.fetch(url, {
      method,
      headers: { authorization: `Bearer ${token}` },
      credentials: "omit",
      referrerPolicy: "no-referrer",
    });
  } catch {
    throw new AggregatorError("offline", `The aggregator at ${new URL(url).origin} cannot be reached.`);
  }
  const body: unknown = await response.json().catch(() => undefined);
  const answer = v.safeParse(schema, body);
  if (response.ok && answer.success) return answer.output;
  const problem = v.safeParse(problemSchema, body);
  const code = problem.success ? problem.output.code : "wrong-version";
  // Not the detail: it is for whoever wrote the request; the help says what to do.
  throw new AggregatorError(code, refusals[code].help);
}

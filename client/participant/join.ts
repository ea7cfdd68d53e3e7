// Joining a task over HTTP: the invite becomes a participant and its token.

import * as v from "valibot";
import { type Joined, joinedSchema } from "../../shared/protocol/messages.ts";
import { type RefusalCode, refusals } from "../../shared/protocol/refusal.ts";
import type { Runtime } from "./participant.ts";

/** A refusal or an unreachable aggregator, told with a stable code. */
export class JoinError extends Error {
  override readonly name = "JoinError";
  readonly code: RefusalCode | "offline";
  constructor(code: RefusalCode | "offline", message: string) {
    super(message);
    this.code = code;
  }
}

const codes = Object.keys(refusals).filter((code): code is RefusalCode => code in refusals);
const problemSchema = v.object({ code: v.picklist(codes), detail: v.optional(v.string(), "") });

/** @throws JoinError */
export async function joinTask(
  aggregator: { readonly origin: string; readonly taskId: string; readonly invite: string | null },
  runtime: Pick<Runtime, "fetch">,
): Promise<Joined> {
  if (aggregator.invite === null) throw new JoinError("unauthorised", refusals.unauthorised.help);
  let response: Response;
  try {
    response = await runtime.fetch(`${aggregator.origin}/api/tasks/${encodeURIComponent(aggregator.taskId)}/participants`, {
      method: "POST",
      headers: { authorization: `Bearer ${aggregator.invite}` },
      credentials: "omit",
      referrerPolicy: "no-referrer",
    });
  } catch {
    throw new JoinError("offline", `The aggregator at ${aggregator.origin} cannot be reached.`);
  }
  const body: unknown = await response.json().catch(() => undefined);
  const joined = v.safeParse(joinedSchema, body);
  if (response.ok && joined.success) return joined.output;
  const problem = v.safeParse(problemSchema, body);
  const code = problem.success ? problem.output.code : "wrong-version";
  throw new JoinError(code, problem.success && problem.output.detail ? problem.output.detail : refusals[code].help);
}

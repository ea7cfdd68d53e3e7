// A task owner's requests to the aggregator. Tokens travel in the Authorization header only.

import * as v from "valibot";
import {
  CONFIRM_DELETE_HEADER,
  type CreateTaskInput,
  createdInviteSchema,
  createdTaskSchema,
  type createInviteSchema,
  type Status,
  statusSchema,
  type TaskView,
  taskViewSchema,
} from "../../../shared/protocol/messages.ts";
import {
  auditSchema,
  type Dashboard,
  dashboardSchema,
  exportSchema,
  invitesSchema,
  type Published,
  publishedSchema,
  type TaskExport,
  versionsSchema,
} from "../../../shared/protocol/owner-messages.ts";
import { type PartnerList, partnerListSchema } from "../../../shared/protocol/partner-messages.ts";
import { refusals } from "../../../shared/protocol/refusal.ts";
import type { Outcome } from "../../participant/session/worker-api.ts";

export interface Failure {
  readonly code: string;
  readonly message: string;
}

const problemSchema = v.object({ code: v.string(), title: v.string(), detail: v.optional(v.string(), "") });

/** `createKey`: "" where the aggregator wants none. */
export async function createTask(input: CreateTaskInput, createKey = ""): Promise<Outcome<v.InferOutput<typeof createdTaskSchema>>> {
  // No other characters can travel in a header.
  if (!/^[ -~]*$/.test(createKey)) return { type: "failed", code: "create-key-needed", message: refusals["create-key-needed"].help };
  const token = createKey === "" ? {} : { token: createKey };
  return send("/api/tasks", { method: "POST", body: input, ...token }, createdTaskSchema);
}

/** The published version, for anybody. */
export function fetchPublished(taskId: string): Promise<Outcome<Published>> {
  return send(`/api/tasks/${taskId}/published`, {}, publishedSchema);
}

export type Versions = v.InferOutput<typeof versionsSchema>;

/** A task as its owner reaches it. */
export interface OwnedTask {
  view(): Promise<Outcome<TaskView>>;
  status(): Promise<Outcome<Status>>;
  setPhase(phase: TaskView["phase"]): Promise<Outcome<unknown>>;
  invite(input: v.InferInput<typeof createInviteSchema>): Promise<Outcome<{ invite: string; id: string }>>;
  invites(): Promise<Outcome<v.InferOutput<typeof invitesSchema>>>;
  revoke(id: string): Promise<Outcome<v.InferOutput<typeof invitesSchema>>>;
  versions(): Promise<Outcome<Versions>>;
  /** Without a choice, the likeliest of Z. */
  publish(choice: readonly number[] | null): Promise<Outcome<Versions>>;
  rollBack(number: number): Promise<Outcome<Versions>>;
  dashboard(): Promise<Outcome<Dashboard>>;
  audit(): Promise<Outcome<v.InferOutput<typeof auditSchema>>>;
  export(): Promise<Outcome<TaskExport>>;
  partners(): Promise<Outcome<PartnerList>>;
  setPartners(allowedOrigins: readonly string[]): Promise<Outcome<PartnerList>>;
  erase(): Promise<Outcome<unknown>>;
}

export function ownedTask(taskId: string, token: string): OwnedTask {
  const path = `/api/tasks/${taskId}`;
  return {
    view: () => send(path, { token }, taskViewSchema),
    status: () => send(`${path}/status`, { token }, statusSchema),
    setPhase: (phase) => send(`${path}/phase`, { method: "PUT", token, body: { phase } }, v.unknown()),
    invite: (body) => send(`${path}/invites`, { method: "POST", token, body }, createdInviteSchema),
    invites: () => send(`${path}/invites`, { token }, invitesSchema),
    revoke: (id) => send(`${path}/invites/${id}`, { method: "DELETE", token }, invitesSchema),
    versions: () => send(`${path}/versions`, { token }, versionsSchema),
    publish: (choice) => send(`${path}/versions`, { method: "POST", token, body: choice ? { choice } : {} }, versionsSchema),
    rollBack: (number) => send(`${path}/published`, { method: "PUT", token, body: { number } }, versionsSchema),
    dashboard: () => send(`${path}/dashboard`, { token }, dashboardSchema),
    audit: () => send(`${path}/audit`, { token }, auditSchema),
    export: () => send(`${path}/export`, { token }, exportSchema),
    partners: () => send(`${path}/origins`, { token }, partnerListSchema),
    setPartners: (allowedOrigins) => send(`${path}/origins`, { method: "PUT", token, body: { allowedOrigins } }, partnerListSchema),
    erase: () => send(path, { method: "DELETE", token, headers: { [CONFIRM_DELETE_HEADER]: taskId } }, v.unknown()),
  };
}

interface Request {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

async function send<T>(path: string, request: Request, schema: v.GenericSchema<unknown, T>): Promise<Outcome<T>> {
  const { method = "GET", token, body, headers } = request;
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: "omit",
      headers: {
        ...headers,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    return { type: "failed", code: "offline", message: "" };
  }
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) {
    const problem = v.safeParse(problemSchema, answer);
    if (!problem.success) return { type: "failed", code: "internal", message: refusals.internal.help };
    const { code, title, detail } = problem.output;
    return { type: "failed", code, message: detail === "" ? title : `${title} (${detail})` };
  }
  const parsed = v.safeParse(schema, answer);
  if (parsed.success) return { type: "done", value: parsed.output };
  return { type: "failed", code: "wrong-version", message: refusals["wrong-version"].help };
}

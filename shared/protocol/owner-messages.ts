// What only a task's owner asks for, and what it publishes. Over HTTP; docs/protocol.md has the routes.

import * as v from "valibot";
import { settingsSchema } from "../algorithm/settings.ts";
import { exampleSchema, taskSchema } from "../prompt/task.ts";
import { count, digest, identifier, phaseSchema, positive, vectorBase64 } from "./messages.ts";

const finite = v.pipe(v.number(), v.finite());
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const choice = v.pipe(v.array(v.pipe(v.number(), v.safeInteger(), v.minValue(-1))), v.maxLength(4_096));

// ---- invites ------------------------------------------------------------------------------------------------------------------------

/** An invite without its token, which nobody can show again. */
const inviteSchema = v.strictObject({
  id: identifier,
  label: v.string(),
  maxUses: positive,
  usesLeft: count,
  /** Milliseconds since 1970; null for invites older than this list. */
  createdAt: v.nullable(count),
  /** Null never expires. */
  expiresAt: v.nullable(count),
});
export type Invite = v.InferOutput<typeof inviteSchema>;

/** GET /api/tasks/:taskId/invites: newest first. DELETE .../invites/:id revokes one; who joined with it stays. */
export const invitesSchema = v.strictObject({ invites: v.array(inviteSchema) });

// ---- versions of the prompt ---------------------------------------------------------------------------------------------------------

/** POST /api/tasks/:taskId/versions publishes the likeliest choice of Z, or the one named: a candidate per slot, -1 for a demonstration left out. */
export const publishSchema = v.strictObject({ choice: v.optional(choice) });
export type Publish = v.InferOutput<typeof publishSchema>;

/** What a version rests on, counted by the aggregator when it was published. */
const evidenceSchema = v.strictObject({
  iteration: count,
  contributions: count,
  /** How many participants had contributed, of those the aggregator still knows. */
  participants: count,
  queries: count,
  tokens: count,
  /** Mean loss of what was tried in the last ten minutes with contributions; null before the first, and for a choice the owner named. */
  loss: v.nullable(finite),
  /** Mean share of right answers over the same time, by contribution; null where nobody sent one, and for a choice the owner named. */
  accuracy: v.optional(v.nullable(share), null),
  disagreement: finite,
  entropy: finite,
});
export type Evidence = v.InferOutput<typeof evidenceSchema>;

const versionSchema = v.strictObject({
  number: positive,
  at: count,
  /** Whether Z's likeliest choice was taken, or one that the owner named. */
  chosenBy: v.picklist(["consensus", "owner"]),
  choice,
  evidence: evidenceSchema,
});
export type Version = v.InferOutput<typeof versionSchema>;

/** GET /api/tasks/:taskId/versions: newest first. */
export const versionsSchema = v.strictObject({ current: v.nullable(positive), versions: v.array(versionSchema) });

/** PUT /api/tasks/:taskId/published makes an earlier version the published one again. */
export const rollBackSchema = v.strictObject({ number: positive });

/** GET /api/tasks/:taskId/published, by anybody who knows the task's id: the prompt in words, without the vocabulary it was chosen from. */
export const publishedSchema = v.strictObject({
  taskId: identifier,
  name: v.string(),
  language: v.string(),
  version: versionSchema,
  content: v.strictObject({
    header: v.string(),
    example: v.string(),
    labels: v.array(v.string()),
    labelWords: v.array(v.string()),
    phrases: v.array(v.string()),
    demonstrations: v.array(v.strictObject({ ...v.omit(exampleSchema, ["id", "label"]).entries, label: count })),
  }),
});
export type Published = v.InferOutput<typeof publishedSchema>;

// ---- what happened ------------------------------------------------------------------------------------------------------------------

export const auditActs = [
  "created",
  "phase",
  "partners",
  "invited",
  "revoked",
  "published",
  "rolled-back",
  "exported",
  "joined",
  "left",
  "withdrew",
  "made-room",
  "refused",
] as const;

const auditEntrySchema = v.strictObject({
  /** Milliseconds since 1970, of the last time. */
  at: count,
  who: v.picklist(["owner", "participant", "aggregator"]),
  /** The participant's place in the order of joining, from 1; null for the others. */
  participant: v.nullable(positive),
  what: v.picklist(auditActs),
  /** A phase, a number of partner sites, an invite's label, a version's number, a refusal's code; else empty. */
  detail: v.string(),
  /** How often within the hour: what participants do again and again is one entry. */
  times: positive,
});
export type AuditEntry = v.InferOutput<typeof auditEntrySchema>;

/** GET /api/tasks/:taskId/audit: newest first, the latest 2,000. */
export const auditSchema = v.strictObject({ entries: v.array(auditEntrySchema) });

const minuteSchema = v.strictObject({
  /** Minutes since 1970. */
  minute: count,
  contributions: count,
  stale: count,
  /** Mean over the minute's contributions of the mean loss of what was drawn from p; null where nothing was. */
  loss: v.nullable(finite),
  /** Mean over the minute's contributions of each one's share of right answers; null where nobody sent one. */
  accuracy: v.optional(v.nullable(share), null),
  queries: count,
  tokens: count,
});
export type Minute = v.InferOutput<typeof minuteSchema>;

/** GET /api/tasks/:taskId/dashboard: what `status` does not say. */
export const dashboardSchema = v.strictObject({
  participants: v.strictObject({ live: count, suspended: count, left: count }),
  capacity: count,
  /** Minutes with contributions, oldest first, the latest 1,440. */
  minutes: v.array(minuteSchema),
  /** How many contributions were so many iterations behind: 0, 1, 2, 3 to 4, 5 to 8 and so on, up to and with `upTo`. */
  staleness: v.array(v.strictObject({ upTo: count, times: count })),
  planes: v.array(v.strictObject({ slot: count, born: count, dual: finite })),
});
export type Dashboard = v.InferOutput<typeof dashboardSchema>;

/** GET /api/tasks/:taskId/export: all an owner may take away. No token, no participant's name, nothing private. */
export const exportSchema = v.strictObject({
  format: v.literal("asyndbt-task"),
  formatVersion: v.literal(1),
  exportedAt: count,
  taskId: identifier,
  phase: phaseSchema,
  task: taskSchema,
  settings: settingsSchema,
  taskDigest: digest,
  iteration: count,
  /** float32, little-endian, base64: as in `status`. */
  z: vectorBase64,
  ...versionsSchema.entries,
  audit: v.array(auditEntrySchema),
  minutes: v.array(minuteSchema),
});
export type TaskExport = v.InferOutput<typeof exportSchema>;

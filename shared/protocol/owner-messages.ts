// The messages of a task's owner, all over HTTP: invites, versions of the prompt, audit, figures and export. docs/protocol.md has the
// routes.

import * as v from "valibot";
import { settingsSchema } from "../algorithm/settings.ts";
import { ANSWER_KINDS } from "../prompt/answers/answer-value.ts";
import { exampleSchema, publicTextSchema, taskSchema } from "../prompt/task.ts";
import { count, digest, identifier, phaseSchema, positive, vectorBase64 } from "./messages.ts";

const finite = v.pipe(v.number(), v.finite());
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const choice = v.pipe(v.array(v.pipe(v.number(), v.safeInteger(), v.minValue(-1))), v.maxLength(4_096));

// Invites.

/** An invite as the owner sees it later. Its token cannot be shown again. */
const inviteSchema = v.strictObject({
  id: identifier,
  label: v.string(),
  maxUses: positive,
  usesLeft: count,
  /** Milliseconds since 1970; null for invites that were made before there was this list. */
  createdAt: v.nullable(count),
  /** Milliseconds since 1970; an invite with null never expires. */
  expiresAt: v.nullable(count),
});
export type Invite = v.InferOutput<typeof inviteSchema>;

/**
 * GET /api/tasks/:taskId/invites, newest first. DELETE .../invites/:id revokes one; participants that joined with it stay, unless the
 * address ends in ?participants=remove.
 */
export const invitesSchema = v.strictObject({ invites: v.array(inviteSchema) });

// Participants, and the tokens of owner and viewers.

/** A participant as the owner sees it, by its number alone. */
const memberSchema = v.strictObject({
  /** Its place in the order of joining, from 1, as in the audit. */
  number: positive,
  status: v.picklist(["live", "suspended", "left"]),
  contributions: count,
  /** The invite that it joined with; null if that was before there was this list. */
  invite: v.nullable(identifier),
});
export type ListedParticipant = v.InferOutput<typeof memberSchema>;

/** GET /api/tasks/:taskId/participants, in order of joining. DELETE .../participants/:number removes one. */
export const membersSchema = v.strictObject({ participants: v.array(memberSchema) });

/** POST /api/tasks/:taskId/owner-token. The new token is shown once; the earlier ones end at `earlierUntil`. */
export const rotatedSchema = v.strictObject({ ownerToken: identifier, earlierUntil: count });

/** POST /api/tasks/:taskId/viewers. The token is shown once. */
export const createdViewerSchema = v.strictObject({ viewer: identifier, id: identifier });

/** GET /api/tasks/:taskId/viewers. DELETE .../viewers/:id revokes one. */
export const viewersSchema = v.strictObject({ viewers: v.array(v.strictObject({ id: identifier })) });

// Versions of the prompt.

/**
 * POST /api/tasks/:taskId/versions publishes the choice in the body, or else the likeliest choice of Z. A choice has one candidate per
 * slot, -1 for a demonstration that is left out.
 */
export const publishSchema = v.strictObject({ choice: v.optional(choice) });
export type Publish = v.InferOutput<typeof publishSchema>;

/** The evidence for a version, as the aggregator counted it when the version was published. */
const evidenceSchema = v.strictObject({
  iteration: count,
  contributions: count,
  /** The number of participants that had contributed, of those that the aggregator still knows. */
  participants: count,
  queries: count,
  tokens: count,
  /** The mean loss in the last ten minutes with contributions; null before the first, and for a choice of the owner's. */
  loss: v.nullable(finite),
  /** The mean of the contributions' shares of right answers in the same time; null if nobody sent one, and for a choice of the owner's. */
  accuracy: v.optional(v.nullable(share), null),
  disagreement: finite,
  entropy: finite,
});
export type Evidence = v.InferOutput<typeof evidenceSchema>;

const versionSchema = v.strictObject({
  number: positive,
  at: count,
  /** Whether it is Z's likeliest choice, or one of the owner's. */
  chosenBy: v.picklist(["consensus", "owner"]),
  choice,
  evidence: evidenceSchema,
});
export type Version = v.InferOutput<typeof versionSchema>;

/** GET /api/tasks/:taskId/versions, newest first. */
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
    kind: v.optional(v.picklist(ANSWER_KINDS)),
    demonstrations: v.array(
      v.strictObject({ ...v.omit(exampleSchema, ["id", "label", "expected"]).entries, label: count, answer: v.optional(v.string()) }),
    ),
  }),
});
export type Published = v.InferOutput<typeof publishedSchema>;

// Votes on public texts.

/** A class, -1 for no demonstration; -2 leaves it to the votes. */
const decidedLabel = v.pipe(v.number(), v.integer(), v.minValue(-2), v.maxValue(63));

/** PUT /api/tasks/:taskId/votes: the owner decides about one text by hand. `text` counts from 0. */
export const labelTextSchema = v.strictObject({ text: count, label: decidedLabel });
export type LabelText = v.InferOutput<typeof labelTextSchema>;

/** GET /api/tasks/:taskId/votes, and the answer to PUT and to POST, which opens the next round. It names no voter. */
export const votesSchema = v.strictObject({
  /** The round that is open; 0 in a task without public texts. */
  round: count,
  voters: count,
  texts: v.array(
    v.strictObject({
      ...publicTextSchema.entries,
      /** Votes of this round by class, in the task's order. */
      counts: v.array(count),
      abstained: count,
      margin: count,
      /** A class, or -1. */
      decision: decidedLabel,
      by: v.picklist(["votes", "earlier", "owner", "none"]),
    }),
  ),
});
export type Votes = v.InferOutput<typeof votesSchema>;

// Audit, figures and export.

export const auditActs = [
  "created",
  "phase",
  "partners",
  "invited",
  "revoked",
  "removed",
  "rotated",
  "viewer",
  "viewer-revoked",
  "published",
  "rolled-back",
  "exported",
  "joined",
  "left",
  "withdrew",
  "made-room",
  "voted",
  "vote-round",
  "labelled",
  "refused",
] as const;

const auditEntrySchema = v.strictObject({
  /** The last time it happened, in milliseconds since 1970. */
  at: count,
  who: v.picklist(["owner", "participant", "aggregator"]),
  /** The participant's place in the order of joining, from 1; null if it was no participant. */
  participant: v.nullable(positive),
  what: v.picklist(auditActs),
  /** A phase, a number of partner sites, an invite's label, a version's number, a round's or a text's number, or a refusal's code; else empty. */
  detail: v.string(),
  /** How often it happened within the hour: an act that participants repeat is one entry. */
  times: positive,
});
export type AuditEntry = v.InferOutput<typeof auditEntrySchema>;

/** GET /api/tasks/:taskId/audit, newest first, the latest 2,000. */
export const auditSchema = v.strictObject({ entries: v.array(auditEntrySchema) });

const minuteSchema = v.strictObject({
  /** Minutes since 1970. */
  minute: count,
  contributions: count,
  stale: count,
  /** The mean over the minute's contributions of their mean loss on samples drawn from p; null if there are none. */
  loss: v.nullable(finite),
  /** The mean over the minute's contributions of their shares of right answers; null if nobody sent one. */
  accuracy: v.optional(v.nullable(share), null),
  queries: count,
  tokens: count,
});
export type Minute = v.InferOutput<typeof minuteSchema>;

/** GET /api/tasks/:taskId/dashboard: the owner's figures that `status` does not have. */
export const dashboardSchema = v.strictObject({
  participants: v.strictObject({ live: count, suspended: count, left: count }),
  capacity: count,
  /** Minutes with contributions, oldest first, the latest 1,440. */
  minutes: v.array(minuteSchema),
  /** How many contributions were so many iterations behind: 0, 1, 2, 3 to 4, 5 to 8 and so on. `upTo` is the last of its class. */
  staleness: v.array(v.strictObject({ upTo: count, times: count })),
  planes: v.array(v.strictObject({ slot: count, born: count, dual: finite })),
});
export type Dashboard = v.InferOutput<typeof dashboardSchema>;

/** GET /api/tasks/:taskId/export: everything an owner may take away. It has no token, no participant's name and nothing private. */
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
  /** float32, little-endian, in base64, as in `status`. */
  z: vectorBase64,
  ...versionsSchema.entries,
  audit: v.array(auditEntrySchema),
  minutes: v.array(minuteSchema),
});
export type TaskExport = v.InferOutput<typeof exportSchema>;

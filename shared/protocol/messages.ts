// The messages between participant, task owner and aggregator. Each has one schema, from which its type is inferred. docs/protocol.md tells
// when they are sent.

import * as v from "valibot";
import { settingsSchema } from "../algorithm/settings.ts";
import { LAYOUTS, RUNGS } from "../prompt/language-model.ts";
import { LOSS_KINDS } from "../prompt/loss.ts";
import { MAX_LOWER_DIMENSION, MAX_PUBLIC_TEXTS, taskSchema } from "../prompt/task.ts";
import { partnerOriginsSchema } from "./partner-messages.ts";
import { PHASES } from "./phase.ts";
import { REFUSAL_CODES } from "./refusal.ts";

/** Raised with every change that an older page could not understand. */
export const PROTOCOL_VERSION = 1;
/**
 * The first item of the WebSocket's Sec-WebSocket-Protocol. The second is `bearer.` and the participant's token, because a browser cannot
 * set headers on a WebSocket.
 */
export const SUBPROTOCOL = "asyndbt.1";
/** A participant's frame above this is refused unread. The aggregator's own messages may be longer. */
export const MAX_MESSAGE_BYTES = 524_288;
/** The length of the largest task's vector in float64, as base64. */
const MAX_VECTOR_CHARACTERS = Math.ceil((8 * MAX_LOWER_DIMENSION) / 3) * 4;

export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** Turns a sum into a `count`. Sums that were stored before contributions had bounds may be too large for one; they become the largest. */
export const asCount = (sum: number): number => Math.min(sum, Number.MAX_SAFE_INTEGER);
export const positive = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const base64 = v.regex<string>(/^[A-Za-z0-9+/]*={0,2}$/);
/** A vector of a contribution, which has to fit into a frame. */
const samplesBase64 = v.pipe(v.string(), v.maxLength(MAX_MESSAGE_BYTES), base64);
/** A vector of the aggregator's, with one number per candidate of the task. */
export const vectorBase64 = v.pipe(v.string(), v.maxLength(MAX_VECTOR_CHARACTERS), base64);
export const identifier = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));
export const digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{32,64}$/));
export const phaseSchema = v.picklist(PHASES);

/** The consensus as one participant may see it: z and pull, float32 each. */
const viewSchema = v.strictObject({ iteration: count, z: vectorBase64, pull: vectorBase64 });

// Over the socket, from participant to aggregator.

/** Sent when a step is finished, and again until it is answered. Contribution in shared/algorithm/state.ts explains the fields. */
export const contributeSchema = v.strictObject({
  type: v.literal("contribute"),
  epoch: positive,
  seq: positive,
  base: count,
  /** uint16[samples x slots] */
  samples: samplesBase64,
  /** float32[samples] */
  losses: samplesBase64,
  onDistribution: count,
  /** The scale: the rung of the scores, the loss made of them, layout and model. Tables of different scales are not averaged. */
  rung: v.picklist(RUNGS),
  loss: v.picklist(LOSS_KINDS),
  /** Two more parts of the scale. Pages of earlier versions leave them out. */
  layout: v.optional(v.picklist(LAYOUTS)),
  model: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/))),
  queries: count,
  tokens: count,
  /** For the owner's charts. A participant that counted nothing leaves it out. */
  accuracy: v.optional(v.strictObject({ right: count, asked: count })),
});

/** Sent when the digest in a reply differs from the participant's own, or its local state was lost. Asks for `state`. */
const resyncSchema = v.strictObject({
  type: v.literal("resync"),
  /** True starts a new epoch: the device lost its outbox, or takes over from another tab. */
  newEpoch: v.boolean(),
});

/** Sent when a participant needs the newest consensus without contributing, for example to select the final prompt. Asks for `observed`. */
const observeSchema = v.strictObject({ type: v.literal("observe") });

/** Sent when the participant is done. It may come back. With `withdraw`, the aggregator forgets its table. */
const leaveSchema = v.strictObject({ type: v.literal("leave"), withdraw: v.boolean() });

/** A class per public text, in the task's order; -1 abstains. */
const textLabels = v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(-1), v.maxValue(63))), v.maxLength(MAX_PUBLIC_TEXTS));

/** Sent once a round, when the participant's prompt has answered the public texts; again until it is answered. Asks for `ballot`. */
const voteSchema = v.strictObject({ type: v.literal("vote"), round: positive, labels: textLabels });

/** Sent when a participant wants to know how the votes stand. Asks for `ballot`. */
const pollSchema = v.strictObject({ type: v.literal("poll") });

export const uplinkSchema = v.variant("type", [contributeSchema, resyncSchema, observeSchema, leaveSchema, voteSchema, pollSchema]);
export type Uplink = v.InferOutput<typeof uplinkSchema>;
export type ContributeMessage = v.InferOutput<typeof contributeSchema>;

// Over the socket, from aggregator to participant.

/** How many participants there are. It says nothing else about them. */
const presence = v.strictObject({ live: count, joined: count });

/** The first message on every socket. It says where the aggregator thinks the participant stands. */
const welcomeSchema = v.strictObject({
  type: v.literal("welcome"),
  protocol: positive,
  participant: identifier,
  epoch: positive,
  /** The last contribution that was merged. The outbox is sent again from the next one. */
  seq: count,
  /** The digest of p and table. If it differs from the participant's own, the participant sends `resync`. */
  digest,
  phase: phaseSchema,
  view: viewSchema,
  presence,
});

/** Sent only with minActive above 1: the contribution is stored and counts, but its iteration has not happened yet. */
const receivedSchema = v.strictObject({ type: v.literal("received"), epoch: positive, seq: positive });

/** Sent when the contribution is merged and stored. A repeat gets the same answer. */
const mergedSchema = v.strictObject({
  type: v.literal("merged"),
  epoch: positive,
  seq: positive,
  iteration: count,
  staleness: count,
  verdict: v.picklist(["merged", "stale"]),
  digest,
  view: viewSchema,
  presence,
});

/** The answer to `resync`: the participant's whole lower level, in float64. */
const stateSchema = v.strictObject({
  type: v.literal("state"),
  epoch: positive,
  seq: count,
  distribution: vectorBase64,
  tableSum: vectorBase64,
  tableWeight: vectorBase64,
  moments: v.nullable(v.strictObject({ first: vectorBase64, second: vectorBase64 })),
  lossVariance: v.pipe(v.number(), v.finite(), v.minValue(0)),
  steps: count,
  view: viewSchema,
});

const observedSchema = v.strictObject({ type: v.literal("observed"), view: viewSchema, presence });
/** The answer to `vote` and `poll`: the round that is open, and what the votes have decided so far. It has no counts and no names. */
const ballotSchema = v.strictObject({
  type: v.literal("ballot"),
  /** 0 in a task without public texts. */
  round: count,
  /** Whether this participant's vote of this round is counted. */
  voted: v.boolean(),
  decided: textLabels,
});
const leftSchema = v.strictObject({ type: v.literal("left") });
/** Sent to every socket when the owner pauses, opens or closes the task. */
const phaseMessageSchema = v.strictObject({ type: v.literal("phase"), phase: phaseSchema });

const refusedSchema = v.strictObject({
  type: v.literal("refused"),
  /** The contribution that is refused, if it is one. */
  seq: v.optional(positive),
  code: v.picklist(REFUSAL_CODES),
  detail: v.string(),
  retryAfterMs: v.optional(count),
});

export const downlinkSchema = v.variant("type", [
  welcomeSchema,
  receivedSchema,
  mergedSchema,
  stateSchema,
  observedSchema,
  ballotSchema,
  leftSchema,
  phaseMessageSchema,
  refusedSchema,
]);
export type Downlink = v.InferOutput<typeof downlinkSchema>;
export type WireView = v.InferOutput<typeof viewSchema>;

// Over HTTP.

/** POST /api/tasks, by anybody whom the deployment allows to create tasks. */
export const createTaskSchema = v.strictObject({
  task: taskSchema,
  settings: v.optional(settingsSchema, {}),
  maxParticipants: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(256)), 256),
  allowedOrigins: v.optional(partnerOriginsSchema, []),
});
export type CreateTaskInput = v.InferInput<typeof createTaskSchema>;
export type CreateTask = v.InferOutput<typeof createTaskSchema>;

/** The answer, with status 201. The tokens are shown once and stored as digests only. */
export const createdTaskSchema = v.strictObject({ taskId: identifier, ownerToken: identifier, invite: identifier });
export type CreatedTask = v.InferOutput<typeof createdTaskSchema>;

/** GET /api/tasks/:taskId with an invite, participant or owner token. */
export const taskViewSchema = v.strictObject({
  taskId: identifier,
  task: taskSchema,
  settings: settingsSchema,
  taskDigest: digest,
  phase: phaseSchema,
});
export type TaskView = v.InferOutput<typeof taskViewSchema>;

/** The answer to POST /api/tasks/:taskId/participants with the invite as bearer, with status 201. The token is shown once. */
export const joinedSchema = v.strictObject({ participant: identifier, participantToken: identifier, ...taskViewSchema.entries });
export type Joined = v.InferOutput<typeof joinedSchema>;

/** GET /api/tasks/:taskId/status with any of the task's tokens. */
export const statusSchema = v.strictObject({
  taskId: identifier,
  phase: phaseSchema,
  iteration: count,
  presence,
  merged: count,
  stale: count,
  refused: count,
  refusedByCode: v.record(v.string(), count),
  stalenessMean: v.number(),
  stalenessMax: count,
  planes: count,
  planesAdded: count,
  planesDropped: count,
  queries: count,
  tokens: count,
  /** The mean l1 distance per slot between live participants' p and z. */
  disagreement: v.number(),
  /** The mean over slots of z's entropy divided by log N_i; 1 is flat. */
  entropy: v.number(),
  /** float32 z, the published consensus. */
  z: vectorBase64,
});
export type Status = v.InferOutput<typeof statusSchema>;

/** PUT /api/tasks/:taskId/phase with the owner token. DELETE /api/tasks/:taskId deletes everything. */
export const setPhaseSchema = v.strictObject({ phase: phaseSchema });

/** The header that confirms DELETE /api/tasks/:taskId; its value is the task's id. */
export const CONFIRM_DELETE_HEADER = "x-confirm-delete";

/** POST /api/tasks/:taskId/invites with the owner token. */
export const createInviteSchema = v.strictObject({
  maxUses: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(256)),
  /** Milliseconds since 1970; absent never expires. */
  expiresAt: v.optional(count),
  /** Only the owner's list shows it. One line without control characters. */
  label: v.optional(v.pipe(v.string(), v.maxLength(60), v.regex(/^\P{C}*$/u)), ""),
});
export type CreateInvite = v.InferOutput<typeof createInviteSchema>;

/** The answer, with status 201. The token is shown once; from then on the owner names the invite by its id. */
export const createdInviteSchema = v.strictObject({ invite: identifier, id: identifier });

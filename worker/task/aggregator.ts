// The Durable Object of one task. It parses, stores and sends; shared/algorithm decides what happens, the ledger decides how it is written.

import { DurableObject } from "cloudflare:workers";
import { initialAggregatorState } from "../../shared/algorithm/aggregator/aggregator.ts";
import { searchSpaceOf } from "../../shared/prompt/search-space.ts";
import {
  type CreatedTask,
  type CreateInvite,
  type CreateTask,
  type Joined,
  type Status,
  SUBPROTOCOL,
  type TaskView,
  uplinkSchema,
} from "../../shared/protocol/messages.ts";
import type { Published } from "../../shared/protocol/owner-messages.ts";
import type { PartnerList } from "../../shared/protocol/partner-messages.ts";
import type { Phase } from "../../shared/protocol/phase.ts";
import type { Caller, Role } from "../caller.ts";
import type { Env } from "../env.ts";
import { Ledger } from "../ledger/ledger.ts";
import { DamagedError } from "../ledger/record-codec.ts";
import type { Credential } from "../ledger/records.ts";
import { errorName, logEvent } from "../log.ts";
import { originAllowed } from "../origin.ts";
import { problemResponse } from "../responses.ts";
import { granted, type Result, refused } from "../result.ts";
import { parseStrict } from "../strict-json.ts";
import { newToken, subprotocolBearerOf, tokenDigest } from "../token.ts";
import { admit, admitParticipant, newInvite, renewed } from "./admission.ts";
import { LiveTask, type OutgoingReply } from "./live-task.ts";
import { answerOwner, makeInvite, type OwnerAnswer, type OwnerRequest, publishedOf } from "./owner.ts";
import { answerWorkMs, iterationWorkMs } from "./rate-limit.ts";
import { type Attachment, acceptSocket, attachmentOf, closeCodes, isTooLarge, openSockets, pingedAt, sendText } from "./sockets.ts";
import { coarseStatus, statusOf, taskViewOf } from "./task-status.ts";
import { answer, refuse, type UplinkReplies, wake, welcome } from "./uplink.ts";

const ANYBODY: readonly Role[] = ["owner", "viewer", "invite", "participant"];
/** What a viewer may ask of what an owner asks. */
const VIEWERS_REQUESTS: readonly OwnerRequest["type"][] = ["dashboard", "versions"];
/** An alarm that is late by this much will never ring: it is set again. */
const STALE_ALARM_MS = 60_000;
/** The platform gives up after six retries. At this one, a new alarm is set instead. */
const LAST_RETRY = 5;

export class Aggregator extends DurableObject<Env> {
  #live: LiveTask | undefined;
  /** The time of the alarm; null if none is set, undefined if the object has not looked since it woke. */
  #alarmAt: number | null | undefined;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
    // If the alarm was lost in a crash, leases would run for ever.
    ctx.blockConcurrencyWhile(() => this.#arm());
  }

  async create({ task, settings, maxParticipants, allowedOrigins }: CreateTask): Promise<Result<CreatedTask>> {
    return this.#guarded(() => {
      const ledger = new Ledger(this.ctx.storage);
      const taskId = this.ctx.id.toString();
      const space = searchSpaceOf(task);
      const ownerToken = newToken();
      const { token, invite } = newInvite({ maxUses: maxParticipants, label: "" }, Date.now());
      const owner: Credential = {
        digest: tokenDigest(ownerToken),
        role: "owner",
        participant: null,
        usesLeft: null,
        expiresAt: null,
        invite: null,
      };
      const stored = { taskId, task, settings, taskDigest: space.digest, phase: "open", maxParticipants, allowedOrigins } as const;
      ledger.create(stored, initialAggregatorState(space), { owner, invite });
      logEvent({ event: "created" });
      return granted({ taskId, ownerToken, invite: token });
    });
  }

  async view(caller: Caller): Promise<Result<TaskView>> {
    return this.#metered(caller, ANYBODY, (task) => granted(taskViewOf(task.stored)));
  }

  async status(caller: Caller): Promise<Result<Status>> {
    return this.#metered(caller, ANYBODY, (task, { role }) =>
      granted(role === "owner" || role === "viewer" ? statusOf(task) : coarseStatus(statusOf(task))),
    );
  }

  async join(caller: Caller): Promise<Result<Joined>> {
    const joined = this.#admitted(caller, ["invite"], (task, invite) => admitParticipant(task, invite, Date.now()));
    if (joined.ok) logEvent({ event: "joined", participant: joined.value.participant });
    await this.#arm();
    return joined;
  }

  async invite(caller: Caller, input: CreateInvite): Promise<Result<{ readonly invite: string; readonly id: string }>> {
    return this.#admitted(caller, ["owner"], (task) => makeInvite(task, input, Date.now()));
  }

  /** Everything else that an owner asks for. shared/protocol/owner-messages.ts has the form of each answer. */
  async ownerRequest(caller: Caller, request: OwnerRequest): Promise<Result<OwnerAnswer>> {
    const merged: OutgoingReply[] = [];
    const roles: readonly Role[] = VIEWERS_REQUESTS.includes(request.type) ? ["owner", "viewer"] : ["owner"];
    const answered = this.#metered(caller, roles, (task) => answerOwner(task, request, Date.now(), merged));
    if (request.type === "remove" || request.type === "revoke") this.#closeRemoved(merged);
    return answered;
  }

  /** Whether the caller is the owner: asked before a body is read, so that a stranger's body costs nothing. */
  async mayOwn(caller: Caller): Promise<Result<null>> {
    return this.#admitted(caller, ["owner"], () => granted(null));
  }

  /** Anybody who knows the task's id may read what is published. */
  async published(caller: Caller): Promise<Result<Published>> {
    return this.#guarded(() => {
      const task = this.#task();
      if (!task) return refused("unknown-task", "no task here");
      if (!originAllowed(caller.origin, caller.aggregatorOrigin, task.stored.allowedOrigins))
        return refused("wrong-origin", "the Origin is not allowed");
      return publishedOf(task);
    });
  }

  async setPhase(caller: Caller, phase: Phase): Promise<Result<TaskView>> {
    return this.#admitted(caller, ["owner"], (task) => {
      task.setPhase(phase);
      logEvent({ event: "phase" });
      for (const socket of openSockets(this.ctx)) sendText(socket, JSON.stringify({ type: "phase", phase }));
      return granted(taskViewOf(task.stored));
    });
  }

  /** The pages that may take part besides the aggregator's own. It needs no token, because a browser sends none when it opens a frame. */
  async allowedOrigins(): Promise<Result<readonly string[]>> {
    return this.#guarded(() => {
      const task = this.#task();
      return task ? granted(task.stored.allowedOrigins) : refused("unknown-task", "no task here");
    });
  }

  async partners(caller: Caller): Promise<Result<PartnerList>> {
    return this.#admitted(caller, ["owner"], ({ stored }) => granted({ allowedOrigins: [...stored.allowedOrigins] }));
  }

  async setPartners(caller: Caller, { allowedOrigins }: PartnerList): Promise<Result<PartnerList>> {
    return this.#admitted(caller, ["owner"], (task) => {
      const removed = task.stored.allowedOrigins.some((origin) => !allowedOrigins.includes(origin));
      task.setAllowedOrigins(allowedOrigins);
      logEvent({ event: "partners" });
      // A participant whose page is still allowed connects again at once.
      if (removed) for (const socket of openSockets(this.ctx)) socket.close(closeCodes.partnersChanged, "the partner sites changed");
      return granted({ allowedOrigins });
    });
  }

  /** Deletes everything. `confirmation` must be the task's id. */
  async remove(caller: Caller, confirmation: string | null): Promise<Result<null>> {
    const allowed = this.#admitted(caller, ["owner"], (task) =>
      confirmation === task.stored.taskId ? granted(null) : refused("confirmation-needed", "the confirmation is not the task's id"),
    );
    if (!allowed.ok) return allowed;
    this.#live = undefined;
    this.#alarmAt = null;
    for (const socket of openSockets(this.ctx)) socket.close(closeCodes.deleted, "the task was deleted");
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
    logEvent({ event: "deleted" });
    return allowed;
  }

  /** Upgrades to a WebSocket. Everything else comes by RPC. */
  override async fetch(request: Request): Promise<Response> {
    const caller: Caller = {
      token: subprotocolBearerOf(request.headers) ?? null,
      origin: request.headers.get("origin"),
      aggregatorOrigin: new URL(request.url).origin,
    };
    const opened = this.#admitted(caller, ["participant"], (task, credential) => this.#open(task, credential));
    await this.#arm();
    if (!opened.ok) return problemResponse(opened.refusal);
    return new Response(null, { status: 101, webSocket: opened.value, headers: { "sec-websocket-protocol": SUBPROTOCOL } });
  }

  override async webSocketMessage(socket: WebSocket, frame: string | ArrayBuffer): Promise<void> {
    const attachment = attachmentOf(socket);
    if (!attachment) return socket.close(closeCodes.policy, "unknown socket");
    if (isTooLarge(frame)) return socket.close(closeCodes.tooLarge, "message too large");
    const answered = this.#guarded(() => this.#receive(socket, attachment, frame));
    if (!answered.ok) sendText(socket, JSON.stringify({ type: "refused", ...answered.refusal }));
    await this.#arm();
  }

  /**
   * Answers the closing handshake. The platform does not do that for a hibernating socket, and the other end would wait for half a minute.
   * The participant is not suspended: its lease decides whether it is gone.
   */
  override async webSocketClose(socket: WebSocket): Promise<void> {
    socket.close(closeCodes.normal);
  }

  override async webSocketError(_socket: WebSocket, error: unknown): Promise<void> {
    logEvent({ event: "failed", error: errorName(error) });
  }

  /** Suspends everybody whose lease ran out. It rings at least once per lease while somebody is live; ringing twice changes nothing. */
  override async alarm(info?: AlarmInvocationInfo): Promise<void> {
    this.#alarmAt = null;
    const swept = this.#guarded(() => {
      const task = this.#task();
      if (task) this.#suspendSilent(task);
      return granted(null);
    });
    if (!swept.ok && (info?.retryCount ?? 0) < LAST_RETRY) throw new Error("the leases could not be looked at");
    await (swept.ok ? this.#arm() : this.ctx.storage.setAlarm(Date.now() + STALE_ALARM_MS));
  }

  #suspendSilent(task: LiveTask): void {
    for (const socket of openSockets(this.ctx)) {
      const attachment = attachmentOf(socket);
      if (attachment) task.noteHeard(attachment.participant, pingedAt(this.ctx, socket));
    }
    const silent = task.silentAt(Date.now());
    if (silent.length === 0) return;
    this.#sendMerged(task.applyEvents(silent.map((participant) => ({ type: "suspend", participant }))));
    logEvent({ event: "suspended", count: silent.length });
  }

  #open(task: LiveTask, credential: Credential): Result<WebSocket> {
    const participant = credential.participant ?? "";
    if (!task.participant(participant)) return refused("unknown-participant", "this participant is forgotten");
    const now = Date.now();
    const allowance = task.allowances.upgrade(participant, now);
    if (allowance.type === "limited") return refused("too-many", "too many sockets in a short time", allowance.retryAfterMs);
    renewed(task, credential, now);
    task.noteHeard(participant, now);
    wake(task, participant);
    const record = task.participant(participant);
    if (!record) return refused("unknown-participant", "this participant is forgotten");
    const { client, server } = acceptSocket(this.ctx, participant, record.epoch);
    sendText(server, JSON.stringify(welcome(task, record)));
    return granted(client);
  }

  #receive(socket: WebSocket, attachment: Attachment, frame: string | ArrayBuffer): Result<null> {
    const task = this.#task();
    if (!task) return refused("unknown-task", "the task was deleted");
    const { participant } = attachment;
    const now = Date.now();
    const allowance = task.allowances.message(participant, now);
    if (allowance.type === "flooding") {
      socket.close(closeCodes.policy, "too many messages");
      return granted(null);
    }
    task.noteHeard(participant, now);
    const answers =
      allowance.type === "limited"
        ? refuse(task, { code: "too-many", detail: "slow down", retryAfterMs: allowance.retryAfterMs })
        : this.#read(task, participant, frame);
    const epoch = task.participant(participant)?.epoch;
    if (epoch !== undefined && answers.spokeIn === epoch) socket.serializeAttachment({ ...attachment, epoch } satisfies Attachment);
    task.allowances.charge(participant, workOf(task, participant, answers), now);
    for (const text of answers.sender) sendText(socket, text);
    this.#sendMerged(answers.merged);
    return granted(null);
  }

  #read(task: LiveTask, participant: string, frame: string | ArrayBuffer): UplinkReplies {
    if (typeof frame !== "string") return refuse(task, { code: "malformed", detail: "binary frames are not read" });
    const parsed = parseStrict(uplinkSchema, frame);
    if (!parsed.ok) return refuse(task, parsed.refusal);
    wake(task, participant);
    return answer(task, participant, parsed.value);
  }

  /** Ends the sockets of participants that are no longer there, and tells those who had waited for them. */
  #closeRemoved(merged: readonly OutgoingReply[]): void {
    const task = this.#task();
    for (const socket of openSockets(this.ctx)) {
      const attachment = attachmentOf(socket);
      if (attachment && !task?.participant(attachment.participant)) socket.close(closeCodes.removed, "removed by the owner");
    }
    this.#sendMerged(merged);
  }

  #sendMerged(replies: readonly OutgoingReply[]): void {
    for (const { participant, epoch, text } of replies) {
      for (const socket of openSockets(this.ctx, participant)) if (attachmentOf(socket)?.epoch === epoch) sendText(socket, text);
    }
  }

  #task(): LiveTask | undefined {
    this.#live ??= LiveTask.load(new Ledger(this.ctx.storage), () => Date.now());
    return this.#live;
  }

  #admitted<T>(caller: Caller, roles: readonly Role[], run: (task: LiveTask, credential: Credential) => Result<T>): Result<T> {
    return this.#guarded(() => {
      const task = this.#task();
      if (!task) return refused("unknown-task", "no task here");
      const admitted = admit(task, caller, roles, Date.now());
      return admitted.ok ? run(task, admitted.value) : admitted;
    });
  }

  /** As `#admitted`, for answers that walk the whole state or are long: each token has its share of the object's time. */
  #metered<T>(caller: Caller, roles: readonly Role[], run: (task: LiveTask, credential: Credential) => Result<T>): Result<T> {
    return this.#admitted(caller, roles, (task, credential) => {
      const { digest } = credential;
      const now = Date.now();
      const allowance = task.allowances.work(digest, now);
      if (allowance.type === "limited") return refused("too-many", "slow down", allowance.retryAfterMs);
      const { space, state } = task;
      task.allowances.charge(
        digest,
        answerWorkMs(task.answerCharacters) + iterationWorkMs(space.dimension, state.participants.length),
        now,
      );
      return run(task, credential);
    });
  }

  /** After any error, the task in memory is dropped: it may be ahead of the ledger. */
  #guarded<T>(run: () => Result<T>): Result<T> {
    try {
      return run();
    } catch (error) {
      this.#live = undefined;
      logEvent({ event: "failed", error: errorName(error) });
      // No message of ours can bring it about: what is stored differs from what was written.
      if (error instanceof DamagedError || error instanceof SyntaxError) return refused("damaged", "a stored record is damaged");
      const bug = error instanceof RangeError || error instanceof TypeError;
      return refused(bug ? "internal" : "overloaded", "nothing was changed");
    }
  }

  /** Sets the alarm if none is set. Each setting is a billed write, so a lease that ends later does not move it. */
  async #arm(): Promise<void> {
    const next = this.#guarded(() => granted(this.#task()?.nextLeaseEnd()));
    if (!next.ok || next.value === undefined) return;
    if (this.#alarmAt === undefined) this.#alarmAt = await this.ctx.storage.getAlarm();
    if (this.#alarmAt !== null && this.#alarmAt > Date.now() - STALE_ALARM_MS) return;
    this.#alarmAt = next.value;
    await this.ctx.storage.setAlarm(next.value);
  }
}

/** What answering one message cost. Replies that others had waited for are not the sender's. */
function workOf({ space, state }: LiveTask, participant: string, { sender, merged }: UplinkReplies): number {
  const texts = [...sender, ...merged.filter((reply) => reply.participant === participant).map(({ text }) => text)];
  const iterated = merged.length > 0 ? iterationWorkMs(space.dimension, state.participants.length) : 0;
  return iterated + answerWorkMs(texts.reduce((sum, text) => sum + text.length, 0));
}

// A participant's dealings with the aggregator: the outbox, what each message changes, and how the two sides find together again after a
// crash, a sleep or a disagreement. Contributions are sent until answered; an answer to one covers all before it.

import { localStep } from "../../shared/algorithm/local-step.ts";
import type { Problem } from "../../shared/algorithm/problem.ts";
import type { LevelState, View } from "../../shared/algorithm/state.ts";
import { levelDigest } from "../../shared/algorithm/state-digest.ts";
import { decodeContribution, decodeLevel, decodeView } from "../../shared/protocol/codec.ts";
import type { ContributeMessage, Downlink } from "../../shared/protocol/messages.ts";
import { refusals } from "../../shared/protocol/refusal.ts";
import { type AggregatorLink, openLink } from "./aggregator-link.ts";
import type { FederationCode } from "./failure.ts";
import { JoinError, readTask } from "./join.ts";
import type { Memory } from "./memory.ts";
import type { Runtime } from "./participant.ts";
import type { Identity } from "./participant-store.ts";

type Message<T extends Downlink["type"]> = Extract<Downlink, { type: T }>;

/** What the rest of the participant may read at any time. */
export interface FederationStatus {
  connection: "connecting" | "online" | "offline";
  /** True after the first `welcome`, and whenever nothing has to be fetched before going on. */
  ready: boolean;
  phase: "open" | "paused" | "closed";
  presence: { readonly live: number; readonly joined: number } | null;
  refusal: { readonly code: string; readonly detail: string } | null;
  /** The last contribution is stored by the aggregator, which waits for others (minActive above 1). */
  received: boolean;
  /** Set when going on makes no sense: another device took over, or the aggregator refuses for good. */
  failure: { readonly code: FederationCode; readonly message: string } | null;
}

export interface Federation {
  readonly status: Readonly<FederationStatus>;
  /** Puts a finished step's message into the outbox, saves, sends. `change` is saved in the same record. */
  submit(message: Omit<ContributeMessage, "epoch" | "seq" | "base">, change: Parameters<Memory["update"]>[0]): Promise<void>;
  /** Resolves true once `condition` holds, false after `patienceMs` or on abort. */
  until(condition: () => boolean, signal: AbortSignal, patienceMs?: number): Promise<boolean>;
  /** Newest view, or the one at hand when the aggregator does not answer within `patienceMs`. */
  observe(signal: AbortSignal, patienceMs: number): Promise<View>;
  leave(withdraw: boolean, signal: AbortSignal, patienceMs: number): Promise<boolean>;
  close(): void;
}

/** Unanswered for this long while online: sent again. A repeat is harmless. */
const RESEND_MS = 15_000;
/** Refusals for good in a row after which the participant stops instead of trying further. */
const REFUSAL_LIMIT = 3;

export interface FederationOptions {
  readonly problem: Problem;
  readonly memory: Memory;
  readonly identity: Identity;
  readonly runtime: Runtime;
  onChange(): void;
}

export function openFederation(options: FederationOptions): Federation {
  const { problem, memory, identity, runtime } = options;
  const dimension = problem.space.dimension;
  const waiters = new Set<() => void>();
  const closing = new AbortController();
  const status: FederationStatus = {
    connection: "connecting",
    ready: false,
    phase: "open",
    presence: null,
    refusal: null,
    received: false,
    failure: null,
  };
  let observed: View | null = null;
  let left = false;
  let refusedInARow = 0;
  let lastSentMs = 0;

  const changed = (): void => {
    for (const waiter of [...waiters]) waiter();
    options.onChange();
  };
  const resync = (newEpoch: boolean): void => {
    status.ready = false;
    link.send({ type: "resync", newEpoch });
  };
  const sendOutbox = (): void => {
    lastSentMs = runtime.now();
    if (status.phase !== "open") return;
    for (const message of memory.checkpoint.outbox) if (link.send(message)) memory.note(({ sent }) => ({ sent: sent + 1 }));
  };
  /** The aggregator has everything up to `seq`. With nothing under way its view may be used, and both sides must agree on p. */
  const acknowledge = async (seq: number, view: View, digest: string): Promise<void> => {
    const { checkpoint } = memory;
    const outbox = checkpoint.outbox.filter((message) => message.seq > seq);
    status.received = false;
    if (outbox.length > 0) {
      await memory.update({ outbox });
      return;
    }
    await memory.update({ outbox, seq: Math.max(seq, checkpoint.seq), tuning: { ...checkpoint.tuning, view } });
    if (levelDigest(memory.checkpoint.tuning.lower) === digest) status.ready = true;
    else resync(false);
  };

  const onWelcome = async (message: Message<"welcome">): Promise<void> => {
    status.phase = message.phase;
    status.presence = message.presence;
    const { epoch } = memory.checkpoint;
    // Epoch 0: this device has never spoken to the aggregator. Any other difference: another device did meanwhile, and this one takes over.
    if (epoch !== 0 && epoch !== message.epoch) return resync(true);
    await memory.update({ epoch: message.epoch });
    await acknowledge(message.seq, decodeView(message.view, dimension), message.digest);
    if (memory.checkpoint.outbox.length > 0) {
      status.ready = true;
      sendOutbox();
    }
  };

  const onMerged = async (message: Message<"merged">): Promise<void> => {
    if (message.epoch !== memory.checkpoint.epoch || !memory.checkpoint.outbox.some(({ seq }) => seq <= message.seq)) return;
    refusedInARow = 0;
    status.presence = message.presence;
    memory.note(({ merged, stale, stalenessSum, stalenessMax }) => ({
      ...(message.verdict === "stale" ? { stale: stale + 1 } : { merged: merged + 1 }),
      stalenessLast: message.staleness,
      stalenessSum: stalenessSum + message.staleness,
      stalenessMax: Math.max(stalenessMax, message.staleness),
    }));
    await acknowledge(message.seq, decodeView(message.view, dimension), message.digest);
  };

  const onState = async (message: Message<"state">): Promise<void> => {
    const level = decodeLevel(message);
    if (!level || level.distribution.length !== dimension || level.table.sum.length !== problem.space.tableSize) {
      status.failure = { code: "malformed", message: refusals.malformed.help };
      return;
    }
    const view = decodeView(message.view, dimension);
    const { checkpoint } = memory;
    const pending = checkpoint.outbox
      .filter((entry) => entry.epoch !== message.epoch || entry.seq > message.seq)
      .map((entry, i) => ({ ...entry, epoch: message.epoch, seq: message.seq + 1 + i, base: view.iteration }));
    const lower = pending.reduce((state, entry) => withContribution(problem, state, entry, view), level);
    await memory.update({
      epoch: message.epoch,
      seq: message.seq + pending.length,
      outbox: pending,
      tuning: { ...checkpoint.tuning, lower, view },
    });
    status.ready = true;
    sendOutbox();
  };

  const onRefused = async (message: Message<"refused">): Promise<void> => {
    memory.note(({ refused }) => ({ refused: refused + 1 }));
    status.refusal = { code: message.code, detail: message.detail };
    const { retry, help } = refusals[message.code];
    if (message.code === "closed") status.phase = "closed";
    else if (message.code === "paused") status.phase = "paused";
    else if (message.code === "wrong-epoch") status.failure = { code: message.code, message: help };
    else if (retry === "later") {
      // Not awaited: messages that come meanwhile must be heard.
      runtime.sleep(message.retryAfterMs ?? 2_000, closing.signal).then(sendOutbox, () => undefined);
    } else {
      refusedInARow++;
      if (refusedInARow >= REFUSAL_LIMIT) status.failure = { code: message.code, message: help };
      else {
        if (retry === "never" && message.seq !== undefined) {
          await memory.update({ outbox: memory.checkpoint.outbox.filter(({ seq }) => seq !== message.seq) });
        }
        resync(false);
      }
    }
  };

  const onMessage = async (message: Downlink): Promise<void> => {
    switch (message.type) {
      case "welcome":
        return onWelcome(message);
      case "received":
        status.received = true;
        return;
      case "merged":
        return onMerged(message);
      case "state":
        return onState(message);
      case "observed":
        status.presence = message.presence;
        observed = decodeView(message.view, dimension);
        return;
      case "left":
        left = true;
        return;
      case "phase":
        status.phase = message.phase;
        if (message.phase === "open") sendOutbox();
        return;
      case "refused":
        return onRefused(message);
    }
  };

  /** The same token over HTTP: a refusal for good is the reason, anything else may pass. */
  const askWhy = (): void => {
    readTask(identity, runtime).then(
      () => undefined,
      (error: unknown) => {
        if (!(error instanceof JoinError) || error.code === "offline" || refusals[error.code].retry !== "never") return;
        status.failure = { code: error.code, message: error.message };
        changed();
      },
    );
  };

  let handled: Promise<void> = Promise.resolve();
  const link: AggregatorLink = openLink(identityAddress(identity), runtime, {
    onMessage: (message) => {
      handled = handled
        .then(() => onMessage(message))
        .catch((error: unknown) => {
          status.failure = { code: "storage", message: error instanceof Error ? error.message : String(error) };
        })
        .then(changed);
    },
    onConnection: (state, failures) => {
      status.connection = state;
      if (state !== "online") status.ready = false;
      changed();
      if (state === "offline" && failures >= 2) askWhy();
    },
    onBytes: (direction, bytes) => {
      memory.note(({ bytesUp, bytesDown }) => (direction === "up" ? { bytesUp: bytesUp + bytes } : { bytesDown: bytesDown + bytes }));
    },
  });

  const until: Federation["until"] = (condition, signal, patienceMs) =>
    new Promise((resolve) => {
      const waiting = new AbortController();
      const end = (value: boolean): void => {
        waiters.delete(check);
        waiting.abort();
        signal.removeEventListener("abort", stop);
        resolve(value);
      };
      const check = (): void => {
        if (status.failure || condition()) end(condition());
      };
      const stop = (): void => end(false);
      waiters.add(check);
      signal.addEventListener("abort", stop);
      if (patienceMs !== undefined)
        runtime.sleep(patienceMs, waiting.signal).then(
          () => end(condition()),
          () => undefined,
        );
      if (signal.aborted) end(false);
      else check();
    });

  const keepSending = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await runtime.sleep(RESEND_MS, closing.signal);
      const waiting = memory.checkpoint.outbox.length > 0 && !status.received && status.connection === "online";
      if (waiting && runtime.now() - lastSentMs >= RESEND_MS) sendOutbox();
    }
  };
  keepSending().catch(() => undefined);

  return {
    status,
    until,
    async submit(message, change) {
      const { checkpoint } = memory;
      const { epoch, seq } = checkpoint;
      const entry: ContributeMessage = { ...message, epoch: Math.max(1, epoch), seq: seq + 1, base: checkpoint.tuning.view.iteration };
      await memory.update({ ...change, seq: entry.seq, outbox: [...checkpoint.outbox, entry] });
      if (status.ready && status.phase === "open" && link.send(entry)) memory.note(({ sent }) => ({ sent: sent + 1 }));
      lastSentMs = runtime.now();
    },
    async observe(signal, patienceMs) {
      observed = null;
      if (!link.send({ type: "observe" })) return memory.checkpoint.tuning.view;
      await until(() => observed !== null, signal, patienceMs);
      return observed ?? memory.checkpoint.tuning.view;
    },
    async leave(withdraw, signal, patienceMs) {
      left = false;
      let sent = false;
      const said = (): boolean => {
        // A goodbye on a connection that broke has to be said again on the next.
        if (status.connection !== "online") sent = false;
        else if (!sent) sent = link.send({ type: "leave", withdraw });
        return left;
      };
      return until(said, signal, patienceMs);
    },
    close() {
      closing.abort();
      link.close();
    },
  };
}

/** What the aggregator does with a contribution, done to our own copy of p and table. */
function withContribution(problem: Problem, level: LevelState, message: ContributeMessage, view: View): LevelState {
  const batch = decodeContribution(message, "");
  if (!batch) throw new RangeError("an outbox entry cannot be read");
  const { space, settings, lossRange } = problem;
  return localStep({ shape: space, settings, level, batch, stepSize: settings.stepLower, lossRange }, view);
}

function identityAddress(identity: Identity): { origin: string; taskId: string; participantToken: string } {
  return { origin: identity.aggregator, taskId: identity.taskId, participantToken: identity.participantToken };
}

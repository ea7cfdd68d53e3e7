// Contributions on their way: saved before they are sent, and sent until they are answered. A repeat is harmless.

import type { UnsentContribution } from "../../../shared/protocol/codec.ts";
import type { ContributeMessage, Uplink } from "../../../shared/protocol/messages.ts";
import { RESEND_MS } from "../../../shared/protocol/resend.ts";
import type { Runtime } from "../../platform/platform.ts";
import type { FederatedCheckpoint, FederationMemory } from "./federation-memory.ts";
import type { FederationStatus } from "./federation-status.ts";

export interface Outbox {
  /**
   * Puts a finished step's message into the outbox and sends it. `save` must store the change together with the step itself, in one record:
   * the federation never sees the private part of a step.
   */
  submit(message: UnsentContribution, save: (change: Pick<FederatedCheckpoint, "seq" | "outbox">) => Promise<void>): Promise<void>;
  /** Sends all that is unanswered, unless the task is paused or closed. */
  send(): void;
  /** Sends again what stays unanswered, until the signal aborts. */
  keepSending(signal: AbortSignal): Promise<void>;
}

export interface OutboxOptions {
  readonly memory: FederationMemory;
  readonly runtime: Runtime;
  readonly status: Readonly<FederationStatus>;
  /** False when there is no open socket. */
  send(message: Uplink): boolean;
}

export function createOutbox({ memory, runtime, status, send }: OutboxOptions): Outbox {
  let lastSentMs = 0;
  const sendOne = (message: ContributeMessage): void => {
    if (send(message)) memory.note(({ sent }) => ({ sent: sent + 1 }));
  };
  const sendAll = (): void => {
    lastSentMs = runtime.now();
    if (status.phase === "open") memory.checkpoint.outbox.forEach(sendOne);
  };
  return {
    send: sendAll,
    async submit(message, save) {
      const { checkpoint } = memory;
      const { epoch, seq } = checkpoint;
      const entry: ContributeMessage = { ...message, epoch: Math.max(1, epoch), seq: seq + 1, base: checkpoint.view.iteration };
      await save({ seq: entry.seq, outbox: [...checkpoint.outbox, entry] });
      if (status.ready && status.phase === "open") sendOne(entry);
      lastSentMs = runtime.now();
    },
    async keepSending(signal) {
      while (!signal.aborted) {
        await runtime.sleep(RESEND_MS, signal);
        const waiting = memory.checkpoint.outbox.length > 0 && !status.received && status.connection === "online";
        if (waiting && runtime.now() - lastSentMs >= RESEND_MS) sendAll();
      }
    },
  };
}

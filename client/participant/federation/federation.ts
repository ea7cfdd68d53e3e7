// A participant's dealings with the aggregator: the socket, the outbox, and what the rest of the participant may ask and wait for.

import type { TuningProblem } from "../../../shared/algorithm/participant/problem.ts";
import type { View } from "../../../shared/algorithm/state.ts";
import { refusals } from "../../../shared/protocol/refusal.ts";
import type { Runtime } from "../participant.ts";
import type { Memory } from "../store/checkpoint-memory.ts";
import { JoinError, readTask } from "./aggregator-http.ts";
import { type AggregatorLink, openLink } from "./aggregator-link.ts";
import { messageHandler } from "./federation-messages.ts";
import { type FederationStatus, firstStatus } from "./federation-status.ts";
import type { Identity } from "./identity.ts";
import { createOutbox, type Outbox } from "./outbox.ts";

export interface Federation {
  readonly status: Readonly<FederationStatus>;
  readonly submit: Outbox["submit"];
  /** Resolves true once `condition` holds, false after `patienceMs` or on abort. */
  until(condition: () => boolean, signal: AbortSignal, patienceMs?: number): Promise<boolean>;
  /** Newest view, or the one at hand when the aggregator does not answer within `patienceMs`. */
  observe(signal: AbortSignal, patienceMs: number): Promise<View>;
  leave(withdraw: boolean, signal: AbortSignal, patienceMs: number): Promise<boolean>;
  close(): void;
}

export interface FederationOptions {
  readonly problem: TuningProblem;
  readonly memory: Memory;
  readonly identity: Identity;
  readonly runtime: Runtime;
  onChange(): void;
}

export function openFederation(options: FederationOptions): Federation {
  const { problem, memory, identity, runtime } = options;
  const waiters = new Set<() => void>();
  const closing = new AbortController();
  const status = firstStatus();
  let observed: View | null = null;
  let left = false;

  const changed = (): void => {
    for (const waiter of [...waiters]) waiter();
    options.onChange();
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
    onUnreadable: () => {
      status.refusal = { code: "wrong-version", detail: refusals["wrong-version"].help };
      changed();
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

  const send: AggregatorLink["send"] = (message) => link.send(message);
  const outbox = createOutbox({ memory, runtime, status, send });
  const onMessage = messageHandler({
    problem,
    memory,
    runtime,
    status,
    outbox,
    closing: closing.signal,
    send,
    onObserved(view) {
      observed = view;
    },
    onLeft() {
      left = true;
    },
  });
  outbox.keepSending(closing.signal).catch(() => undefined);

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

  return {
    status,
    until,
    submit: outbox.submit,
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

function identityAddress(identity: Identity): { origin: string; taskId: string; participantToken: string } {
  return { origin: identity.aggregator, taskId: identity.taskId, participantToken: identity.participantToken };
}

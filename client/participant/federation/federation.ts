// A participant's dealings with the aggregator: the socket, the outbox, and the questions that the rest of the participant may ask and wait
// for.

import type { View } from "../../../shared/algorithm/state.ts";
import type { Uplink } from "../../../shared/protocol/messages.ts";
import { refusals } from "../../../shared/protocol/refusal.ts";
import type { Runtime } from "../../platform/platform.ts";
import { AggregatorError } from "./aggregator-error.ts";
import { readTask } from "./aggregator-http.ts";
import { type AggregatorLink, openLink } from "./aggregator-link.ts";
import type { FederatedTask, FederationMemory } from "./federation-memory.ts";
import { type Ballot, messageHandler } from "./federation-messages.ts";
import { type FederationStatus, firstStatus } from "./federation-status.ts";
import type { Identity } from "./identity.ts";
import { createOutbox, type Outbox } from "./outbox.ts";
import { createWaiting, type Waiting } from "./waiting.ts";

export interface Federation {
  readonly status: Readonly<FederationStatus>;
  readonly submit: Outbox["submit"];
  readonly until: Waiting["until"];
  /** Newest view, or the one at hand when the aggregator does not answer within `patienceMs`. */
  observe(signal: AbortSignal, patienceMs: number): Promise<View>;
  /** Votes, or asks how the votes stand; null when the aggregator does not answer within `patienceMs`. */
  ballot(message: VoteMessage, signal: AbortSignal, patienceMs: number): Promise<Ballot | null>;
  leave(withdraw: boolean, signal: AbortSignal, patienceMs: number): Promise<boolean>;
  close(): void;
}

export type VoteMessage = Extract<Uplink, { type: "vote" | "poll" }>;

export interface FederationOptions {
  readonly task: FederatedTask;
  readonly memory: FederationMemory;
  readonly identity: Identity;
  readonly runtime: Runtime;
  onChange(): void;
}

export function openFederation(options: FederationOptions): Federation {
  return new AggregatorFederation(options);
}

/** Connections that failed in a row while HTTP passes; fewer may be an aggregator that begins anew. */
const BLOCKED_AFTER = 3;

class AggregatorFederation implements Federation {
  readonly status = firstStatus();
  readonly until: Waiting["until"];
  readonly submit: Outbox["submit"];
  readonly #options: FederationOptions;
  readonly #waiting: Waiting;
  readonly #closing = new AbortController();
  readonly #link: AggregatorLink;
  /** The view that was asked for, once it has come. */
  #observed: View | null = null;
  /** How the votes stand, once that has come. */
  #ballot: Ballot | null = null;
  /** Whether the aggregator has heard the goodbye. */
  #left = false;
  /** Resolves when every message that has come is handled: they are handled one after another. */
  #handled: Promise<void> = Promise.resolve();

  constructor(options: FederationOptions) {
    const { task, memory, identity, runtime } = options;
    this.#options = options;
    this.#waiting = createWaiting(this.status, runtime);
    this.until = this.#waiting.until;
    const send: AggregatorLink["send"] = (message) => this.#link.send(message);
    const outbox = createOutbox({ memory, runtime, status: this.status, send });
    this.submit = outbox.submit;
    const onMessage = messageHandler({
      task,
      memory,
      runtime,
      status: this.status,
      outbox,
      closing: this.#closing.signal,
      send,
      onObserved: (view) => {
        this.#observed = view;
      },
      onBallot: (ballot) => {
        this.#ballot = ballot;
      },
      onLeft: () => {
        this.#left = true;
      },
    });
    const { aggregator: origin, taskId, participantToken } = identity;
    this.#link = openLink({ origin, taskId, participantToken }, runtime, {
      onMessage: (message) => {
        this.#handled = this.#handled
          .then(() => onMessage(message))
          .catch((error: unknown) => {
            const { code, message: words } =
              error instanceof AggregatorError ? error : { code: "storage" as const, message: wordsOf(error) };
            this.status.failure = { code, message: words };
          })
          .then(() => this.#changed());
      },
      onUnreadable: () => {
        this.status.refusal = { code: "wrong-version", detail: refusals["wrong-version"].help };
        this.#changed();
      },
      onConnection: (state, failures) => this.#connectionChanged(state, failures),
      onBytes: (direction, bytes) => {
        memory.note(({ bytesUp, bytesDown }) => (direction === "up" ? { bytesUp: bytesUp + bytes } : { bytesDown: bytesDown + bytes }));
      },
    });
    outbox.keepSending(this.#closing.signal).catch(() => undefined);
  }

  async observe(signal: AbortSignal, patienceMs: number): Promise<View> {
    const { checkpoint } = this.#options.memory;
    this.#observed = null;
    if (!this.#link.send({ type: "observe" })) return checkpoint.view;
    await this.until(() => this.#observed !== null, signal, patienceMs);
    return this.#observed ?? this.#options.memory.checkpoint.view;
  }

  async ballot(message: VoteMessage, signal: AbortSignal, patienceMs: number): Promise<Ballot | null> {
    this.#ballot = null;
    let sent = false;
    await this.until(
      () => {
        // On a new connection the message is sent again: a vote counts once.
        if (this.status.connection !== "online") sent = false;
        else if (!sent) sent = this.#link.send(message);
        return this.#ballot !== null;
      },
      signal,
      patienceMs,
    );
    return this.#ballot;
  }

  async leave(withdraw: boolean, signal: AbortSignal, patienceMs: number): Promise<boolean> {
    this.#left = false;
    let sent = false;
    const said = (): boolean => {
      // A goodbye on a connection that broke has to be said again on the next.
      if (this.status.connection !== "online") sent = false;
      else if (!sent) sent = this.#link.send({ type: "leave", withdraw });
      return this.#left;
    };
    return this.until(said, signal, patienceMs);
  }

  close(): void {
    this.#closing.abort();
    this.#link.close();
  }

  #changed(): void {
    this.#waiting.changed();
    this.#options.onChange();
  }

  #connectionChanged(state: FederationStatus["connection"], failures: number): void {
    this.status.connection = state;
    if (state === "online") this.status.blocked = false;
    else this.status.ready = false;
    this.#changed();
    if (state === "offline" && failures >= 2) this.#askWhy(failures);
  }

  /** Asks with the same token over HTTP: a refusal for good is the reason, anything else may pass. */
  #askWhy(failures: number): void {
    readTask(this.#options.identity, this.#options.runtime).then(
      () => {
        if (this.status.connection === "online" || failures < BLOCKED_AFTER) return;
        this.status.blocked = true;
        this.#changed();
      },
      (error: unknown) => {
        if (!(error instanceof AggregatorError) || error.code === "offline" || error.code === "storage") return;
        if (refusals[error.code].retry !== "never") return;
        this.status.failure = { code: error.code, message: error.message };
        this.#changed();
      },
    );
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

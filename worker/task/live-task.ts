// One task in memory. It is loaded from the ledger and changed by events, and each change is written before anybody hears of it.
// Nothing here waits: there is no `await` between reading and writing, so no two changes can interleave.
// After an error thrown here, memory may be ahead of the ledger: the caller must drop this object and load it again.

import { type AggregatorEvent, applyEvent, type MergeReply } from "../../shared/algorithm/aggregator/aggregator.ts";
import type { AggregatorState, ParticipantRecord } from "../../shared/algorithm/state.ts";
import { type SearchSpace, searchSpaceOf } from "../../shared/prompt/search-space.ts";
import { encodeView } from "../../shared/protocol/codec.ts";
import type { Downlink } from "../../shared/protocol/messages.ts";
import type { Invite } from "../../shared/protocol/owner-messages.ts";
import type { Phase } from "../../shared/protocol/phase.ts";
import type { RefusalCode } from "../../shared/protocol/refusal.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { DamagedError } from "../ledger/record-codec.ts";
import type { Change, Credential, StoredInvite, StoredTask } from "../ledger/records.ts";
import { errorName, logEvent } from "../log.ts";
import { sameDigest, tokenDigest } from "../token.ts";
import { Allowances } from "./allowances.ts";
import { auditOf, figuresOf, refusalNotes } from "./audit-and-figures.ts";
import { iterationWorkMs } from "./rate-limit.ts";
import { replay } from "./replay.ts";
import { presenceOf } from "./task-status.ts";

/** A `merged` reply to be sent. `text` is the text that is stored: a repeat gets the same bytes. */
export interface OutgoingReply {
  readonly participant: string;
  readonly epoch: number;
  readonly seq: number;
  readonly text: string;
}

/** A rebuild may take so long, of the 30 s that the platform gives an object at once. */
const REBUILD_MS = 5_000;

function snapshotEveryOf(dimension: number, participants: number): number {
  return Math.min(10_000, Math.max(100, Math.floor(REBUILD_MS / iterationWorkMs(dimension, participants))));
}

/** The iterations between two consensus variables that somebody is shown who only looks [P21a]. */
const LEAST_NEWS = 8;

export class LiveTask {
  readonly ledger: Ledger;
  readonly space: SearchSpace;
  readonly allowances = new Allowances();
  /** About the length of the longest answer over HTTP: the task in JSON, or z in base64. */
  readonly answerCharacters: number;
  #stored: StoredTask;
  #state: AggregatorState;
  #credentials: readonly Credential[];
  readonly #heardAt: Map<string, number>;
  /** The time at which the first of the contributions came that now wait for their iteration (minActive above 1); null if none waits. */
  #waitingSince: number | null;
  /** The iteration of the newest consensus that each participant was shown without contributing. */
  readonly #observedAt = new Map<string, number>();
  /** Refusals by code. They are stored with the next change: a refusal alone must not cost a write. */
  readonly #refused: Record<string, number>;
  /** Refusals since the last change, by code, for the audit. */
  #refusedSince: Record<string, number> = {};
  readonly #now: () => number;

  /** undefined if there is no task in this object. */
  static load(ledger: Ledger, now: () => number): LiveTask | undefined {
    if (!ledger.exists()) return undefined;
    ledger.migrate();
    const stored = ledger.readTask();
    return stored && new LiveTask(ledger, stored, now);
  }

  private constructor(ledger: Ledger, stored: StoredTask, now: () => number) {
    this.ledger = ledger;
    this.#now = now;
    this.#stored = stored;
    this.space = searchSpaceOf(stored.task);
    this.answerCharacters = Math.max(JSON.stringify(stored.task).length, 6 * this.space.dimension);
    this.#credentials = ledger.readCredentials();
    this.#heardAt = ledger.readHeardAt();
    this.#refused = ledger.readRefused();
    this.#waitingSince = ledger.readWaitingSince();
    this.#state = this.#readState();
  }

  get stored(): StoredTask {
    return this.#stored;
  }

  get state(): AggregatorState {
    return this.#state;
  }

  get refusedByCode(): Readonly<Record<string, number>> {
    return this.#refused;
  }

  participant(id: string): ParticipantRecord | undefined {
    return this.#state.participants.find((record) => record.id === id);
  }

  /** Looks at every credential, so that the time it takes tells nothing about any of them. An expired credential is not found. */
  credentialOf(token: string, now: number): Credential | undefined {
    const digest = tokenDigest(token);
    let found: Credential | undefined;
    for (const credential of this.#credentials) if (sameDigest(credential.digest, digest)) found = credential;
    return found && (found.expiresAt === null || now < found.expiresAt) ? found : undefined;
  }

  /** Applies events in order and writes everything they change in one transaction. If it throws, nothing is stored. */
  applyEvents(events: readonly AggregatorEvent[], extra: Pick<Change, "accepted" | "joined" | "removed"> = {}): readonly OutgoingReply[] {
    let state = this.#state;
    const merged: MergeReply[] = [];
    for (const event of events) {
      const transition = applyEvent(this.space, this.#stored.settings, state, event);
      state = transition.state;
      merged.push(...transition.replies);
    }
    const presence = presenceOf(state);
    const replies = merged.map(({ participant, view, ...rest }): OutgoingReply => {
      const message: Downlink = { type: "merged", ...rest, view: encodeView(view), presence };
      return { participant, epoch: rest.epoch, seq: rest.seq, text: JSON.stringify(message) };
    });
    const at = this.#now();
    const before = this.#state;
    // An iteration takes in everything that waited, so a wait either ended or goes on from where it began.
    const waitingSince = state.participants.some((record) => record.active) ? (this.#waitingSince ?? at) : null;
    const audit = [
      ...refusalNotes(this.#refusedSince, at),
      ...auditOf({ before, after: state, events, at, ...(extra.removed ? { removed: extra.removed } : {}) }),
    ];
    const figures = figuresOf({ events, replies: merged, at });
    const snapshotEvery = snapshotEveryOf(this.space.dimension, state.participants.length);
    const memory = { heardAt: this.#heardAt, waitingSince, refused: this.#refused, snapshotEvery };
    this.ledger.commit({ before, after: state, events, ...memory, replies, figures, audit, ...extra });
    this.#state = state;
    this.#waitingSince = waitingSince;
    this.#refusedSince = {};
    if (extra.joined || extra.removed) this.#credentials = this.ledger.readCredentials();
    return replies;
  }

  setPhase(phase: Phase): void {
    this.ledger.setPhase(phase, this.#now());
    this.#stored = { ...this.#stored, phase };
  }

  setAllowedOrigins(allowedOrigins: readonly string[]): void {
    this.ledger.setAllowedOrigins(allowedOrigins, this.#now());
    this.#stored = { ...this.#stored, allowedOrigins };
  }

  addInvite(invite: StoredInvite): void {
    this.ledger.addInvite(invite);
    this.#credentials = this.ledger.readCredentials();
  }

  revokeInvite(invite: Invite): void {
    this.ledger.revokeInvite(invite, this.#now());
    this.#credentials = this.ledger.readCredentials();
  }

  get credentials(): readonly Credential[] {
    return this.#credentials;
  }

  addToken(...[credential, note]: Parameters<Ledger["addToken"]>): void {
    this.ledger.addToken(credential, note);
    this.#credentials = this.ledger.readCredentials();
  }

  revokeViewer(digest: string): void {
    this.ledger.revokeViewer(digest, this.#now());
    this.#credentials = this.ledger.readCredentials();
  }

  renewToken(digest: string, expiresAt: number): void {
    this.ledger.renewToken(digest, expiresAt);
    this.#credentials = this.ledger.readCredentials();
  }

  countRefusal(code: RefusalCode): void {
    this.#refused[code] = (this.#refused[code] ?? 0) + 1;
    this.#refusedSince[code] = (this.#refusedSince[code] ?? 0) + 1;
  }

  noteHeard(participant: string, now: number): void {
    this.#heardAt.set(participant, Math.max(now, this.#heardAt.get(participant) ?? 0));
  }

  /**
   * Whether the newest consensus may be shown: it must have taken in more than one contribution since the last one shown, unless the
   * participant is alone. True notes that it is shown now.
   */
  showsNews({ id, offered }: ParticipantRecord): boolean {
    const { iteration, participants } = this.#state;
    const others = participants.some((record) => record.id !== id && record.status === "live");
    if (others && iteration - Math.max(offered.iteration, this.#observedAt.get(id) ?? 0) < LEAST_NEWS) return false;
    this.#observedAt.set(id, iteration);
    return true;
  }

  /**
   * Live participants whose lease has run out, and those who have kept an iteration waiting for a whole lease: while others wait for a
   * contribution, showing signs of life is not enough.
   */
  silentAt(now: number): readonly string[] {
    const end = this.#waitEnd();
    const idle = this.#state.participants.filter((record) => record.status === "live" && !record.active).map((record) => record.id);
    return this.#live().filter((id) => this.#leaseEnd(id) <= now || (end !== undefined && end <= now && idle.includes(id)));
  }

  /** The time at which the next lease runs out, or an iteration has waited for a whole lease; undefined if nobody is live. */
  nextLeaseEnd(): number | undefined {
    const ends = this.#live().map((id) => this.#leaseEnd(id));
    const wait = this.#waitEnd();
    return ends.length > 0 ? Math.min(...ends, ...(wait === undefined ? [] : [wait])) : undefined;
  }

  /** The time until which the present iteration may wait; undefined if no contribution waits. */
  #waitEnd(): number | undefined {
    return this.#waitingSince === null ? undefined : this.#waitingSince + this.#stored.settings.leaseMs;
  }

  #live(): string[] {
    return this.#state.participants.filter((record) => record.status === "live").map((record) => record.id);
  }

  #leaseEnd(participant: string): number {
    return (this.#heardAt.get(participant) ?? 0) + this.#stored.settings.leaseMs;
  }

  #readState(): AggregatorState {
    try {
      return this.ledger.readState();
    } catch (error) {
      if (!(error instanceof DamagedError)) throw error;
      logEvent({ event: "damaged", error: errorName(error) });
      if (!this.ledger.isLogWhole()) throw new DamagedError("the end of the log is missing");
      const { settings } = this.#stored;
      const state = replay({ space: this.space, settings, from: this.ledger.readSnapshot(), events: this.ledger.readEvents() });
      this.ledger.rewrite({ after: state, heardAt: this.#heardAt, waitingSince: this.#waitingSince, refused: this.#refused });
      logEvent({ event: "rebuilt", iteration: state.iteration });
      return state;
    }
  }
}

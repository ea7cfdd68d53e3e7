// The aggregator of a simulation: texts go in and texts come out, by the production messages and the production event function. Storage,
// tokens and rate limits of the Durable Object are left out. Its promises are kept: each contribution counts once, and repeats get the same
// answer.

import * as v from "valibot";
import { type AggregatorEvent, applyEvent, initialAggregatorState, type MergeReply } from "../algorithm/aggregator/aggregator.ts";
import { viewFor } from "../algorithm/aggregator/consensus-step.ts";
import { checkContribution } from "../algorithm/aggregator/contribution-check.ts";
import { checkVote, decidedLabels } from "../algorithm/aggregator/votes.ts";
import type { Settings } from "../algorithm/settings.ts";
import type { AggregatorState, ParticipantRecord } from "../algorithm/state.ts";
import { levelDigest } from "../algorithm/state-digest.ts";
import type { SearchSpace } from "../prompt/search-space.ts";
import { decodeContribution, encodeLevel, encodeView } from "../protocol/codec.ts";
import { type ContributeMessage, type Downlink, PROTOCOL_VERSION, type Uplink, uplinkSchema } from "../protocol/messages.ts";
import type { RefusalCode } from "../protocol/refusal.ts";

/** A message on its way to a participant. */
export interface Envelope {
  readonly participant: string;
  readonly text: string;
}

export interface SimulatedAggregatorOptions {
  /** Called after each event, with the state before and after it. */
  readonly onEvent: (event: AggregatorEvent, before: AggregatorState, after: AggregatorState) => void;
  /** With `polytope`, updates of the polytope wait for `release`, and the log alone does not give the state. */
  readonly barrier: "none" | "polytope";
}

export class SimulatedAggregator {
  readonly #space: SearchSpace;
  readonly #settings: Settings;
  readonly #options: SimulatedAggregatorOptions;
  #state: AggregatorState;
  readonly #log: AggregatorEvent[] = [];
  readonly #refused: Record<string, number> = {};
  /** The last answer to each participant's contributions: a repeat gets the same text. */
  readonly #answers = new Map<string, { readonly epoch: number; readonly seq: number; readonly text: string }>();
  /** With the barrier: replies of the iteration that waits for `release`, and what waits to be taken in after it. */
  #held: readonly MergeReply[] | null = null;
  readonly #inbox: (() => readonly Envelope[])[] = [];

  constructor(space: SearchSpace, settings: Settings, options: SimulatedAggregatorOptions) {
    this.#space = space;
    this.#settings = settings;
    this.#options = options;
    this.#state = initialAggregatorState(space);
  }

  get state(): AggregatorState {
    return this.#state;
  }

  /** Everything that happened, in order: applying it to the initial state again gives the same bits. */
  get log(): readonly AggregatorEvent[] {
    return this.#log;
  }

  /** Contributions that were refused, by code; repeats are answered, not refused. */
  get refused(): Readonly<Record<string, number>> {
    return this.#refused;
  }

  /** With the barrier: from an iteration that is to update the polytope until `release`, nobody is answered and nothing taken in. */
  get held(): boolean {
    return this.#held !== null;
  }

  /** A socket opens: joins, or wakes who was suspended, and says where the participant stands. */
  connect(participant: string): readonly Envelope[] {
    const replies = this.#present(participant);
    return [...replies, ...this.#whenReleased(() => [this.#welcome(participant)])];
  }

  receive(participant: string, text: string): readonly Envelope[] {
    return this.#whenReleased(() => this.#read(participant, text));
  }

  /** The lease ran out. */
  suspend(participant: string): readonly Envelope[] {
    return this.#recordOf(participant)?.status === "live" ? this.#apply({ type: "suspend", participant }) : [];
  }

  /** Updates the polytope by `shape`, answers, and takes in what waited, until it is held again. */
  release(shape: (state: AggregatorState) => AggregatorState): readonly Envelope[] {
    this.#state = shape(this.#state);
    const replies = (this.#held ?? []).map((reply) => this.#reviewed(reply));
    this.#held = null;
    const envelopes = replies.map((reply) => this.#answered(reply));
    while (this.#held === null) {
      const act = this.#inbox.shift();
      if (!act) break;
      envelopes.push(...act());
    }
    return envelopes;
  }

  #present(participant: string): readonly Envelope[] {
    const known = this.#recordOf(participant);
    if (!known) return this.#apply({ type: "join", participant });
    return known.status === "suspended" ? this.#apply({ type: "resume", participant }) : [];
  }

  #whenReleased(act: () => readonly Envelope[]): readonly Envelope[] {
    if (this.#held === null) return act();
    this.#inbox.push(act);
    return [];
  }

  #apply(event: AggregatorEvent): readonly Envelope[] {
    const { barrier, onEvent } = this.#options;
    const before = this.#state;
    const settings = barrier === "polytope" ? { ...this.#settings, cutUntil: 0 } : this.#settings;
    const { state, replies } = applyEvent(this.#space, settings, before, event);
    this.#state = state;
    this.#log.push(event);
    onEvent(event, before, state);
    const { cutPeriod, cutUntil } = this.#settings;
    const cut = state.iteration > before.iteration && state.iteration % cutPeriod === 0 && before.iteration < cutUntil;
    if (barrier === "none" || !cut) return replies.map((reply) => this.#answered(reply));
    this.#held = replies;
    return [];
  }

  #read(participant: string, text: string): readonly Envelope[] {
    const parsed = v.safeParse(uplinkSchema, JSON.parse(text));
    if (!parsed.success) return [this.#refuse(participant, "malformed")];
    const message = parsed.output;
    switch (message.type) {
      case "contribute":
        return this.#contribute(participant, message);
      case "leave":
        return this.#apply({ type: message.withdraw ? "withdraw" : "leave", participant });
      case "resync":
        return [this.#standing(participant)];
      case "vote":
        return this.#vote(participant, message);
      case "poll":
        return [this.#ballot(participant)];
      case "observe":
        // No simulated participant asks for a view between its steps.
        return [this.#refuse(participant, "malformed")];
    }
  }

  #contribute(participant: string, message: ContributeMessage): readonly Envelope[] {
    const { epoch, seq } = message;
    const received = said(participant, { type: "received", epoch, seq });
    const earlier = this.#answers.get(participant);
    if (earlier && earlier.epoch === epoch && earlier.seq === seq) return [{ participant, text: earlier.text }];
    const record = this.#recordOf(participant);
    if (record?.active && record.epoch === epoch && record.seq === seq) return [received];
    const contribution = decodeContribution(message, participant);
    if (!contribution) return [this.#refuse(participant, "malformed", seq)];
    const fault = checkContribution(this.#space, this.#settings, this.#state, contribution);
    if (fault) return [this.#refuse(participant, fault.code, seq)];
    const replies = this.#apply({ type: "contribute", contribution });
    return replies.some((reply) => reply.participant === participant) ? replies : [received, ...replies];
  }

  #vote(participant: string, { round, labels }: Extract<Uplink, { readonly type: "vote" }>): readonly Envelope[] {
    const vote = { type: "vote", participant, round, labels: Int8Array.from(labels) } as const;
    const counted = this.#recordOf(participant)?.ballot;
    if (counted?.round === round && counted.labels.join() === labels.join()) return [this.#ballot(participant)];
    const fault = checkVote(this.#space, this.#state, vote);
    if (fault) return [this.#refuse(participant, fault.code)];
    return [...this.#apply(vote), this.#ballot(participant)];
  }

  #ballot(participant: string): Envelope {
    const round = this.#state.votes?.round ?? 0;
    const voted = round > 0 && this.#recordOf(participant)?.ballot?.round === round;
    return said(participant, { type: "ballot", round, voted, decided: [...decidedLabels(this.#space, this.#settings, this.#state)] });
  }

  #answered({ participant, view, ...rest }: MergeReply): Envelope {
    const reply = said(participant, { type: "merged", ...rest, view: encodeView(view), presence: this.#presence() });
    this.#answers.set(participant, { epoch: rest.epoch, seq: rest.seq, text: reply.text });
    return reply;
  }

  /** A held reply with the view that the updated polytope gives, which the participant may use from now on. */
  #reviewed(reply: MergeReply): MergeReply {
    const record = this.#recordOf(reply.participant);
    if (!record) return reply;
    const view = viewFor(this.#space, this.#state, record);
    const participants = this.#state.participants.map((other) => (other.id === record.id ? { ...record, offered: view } : other));
    this.#state = { ...this.#state, participants };
    return { ...reply, view };
  }

  #welcome(participant: string): Envelope {
    const record = this.#recordOf(participant);
    if (!record) throw new RangeError(`${participant} is not there after joining`);
    const { epoch, seq, level, offered } = record;
    return said(participant, {
      type: "welcome",
      protocol: PROTOCOL_VERSION,
      participant,
      epoch,
      seq,
      digest: levelDigest(level),
      phase: "open",
      view: encodeView(offered),
      presence: this.#presence(),
    });
  }

  /** Where a participant stands: everything its lower level is. */
  #standing(participant: string): Envelope {
    const record = this.#recordOf(participant);
    if (!record) return this.#refuse(participant, "unknown-participant");
    const { epoch, seq, level, offered } = record;
    return said(participant, { type: "state", epoch, seq, ...encodeLevel(level), view: encodeView(offered) });
  }

  #refuse(participant: string, code: RefusalCode, seq?: number): Envelope {
    this.#refused[code] = (this.#refused[code] ?? 0) + 1;
    return said(participant, { type: "refused", ...(seq === undefined ? {} : { seq }), code, detail: "" });
  }

  #presence(): { readonly live: number; readonly joined: number } {
    const { participants } = this.#state;
    return { live: participants.filter(({ status }) => status === "live").length, joined: participants.length };
  }

  #recordOf(participant: string): ParticipantRecord | undefined {
    return this.#state.participants.find(({ id }) => id === participant);
  }
}

function said(participant: string, message: Downlink): Envelope {
  return { participant, text: JSON.stringify(message) };
}

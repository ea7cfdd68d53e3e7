// The synchronous exchanges for phi in virtual time: while the aggregator is held, all live participants are asked for losses at their
// inner points, again and again, and everybody waits for the slowest (rounds.ts says what is computed from them).

import { createRounds, type Rounds } from "./rounds.ts";
import type { Envelope, SimulatedAggregator } from "./simulated-aggregator.ts";
import type { SimulatedParticipant, SimulatedWorld } from "./simulated-participant.ts";
import type { SimulationResult } from "./simulation-options.ts";
import type { StepResult } from "./tuner.ts";

/** A participant's losses of one exchange, and when they are ready. */
interface Scored {
  readonly round: number;
  readonly result: StepResult;
  readonly readyMs: number;
}

export interface ExchangesOptions {
  readonly aggregator: SimulatedAggregator;
  readonly participants: readonly SimulatedParticipant[];
  /** Sends the aggregator's messages. */
  readonly post: (envelopes: readonly Envelope[]) => void;
}

export class Exchanges {
  readonly #world: SimulatedWorld;
  readonly #options: ExchangesOptions;
  readonly #rounds: Rounds;
  /** The exchange that a participant is asked for while it is at work, by participant. */
  readonly #asked = new Map<number, number>();
  /** The last exchange that each participant scored. */
  readonly #scored = new Map<number, Scored>();
  #exchanges = 0;
  #queries = 0;
  #waitedMs = 0;
  /** When the aggregator was held; null while it is not. */
  #heldMs: number | null = null;

  constructor(world: SimulatedWorld, options: ExchangesOptions) {
    const { space, settings, participants } = world.options;
    this.#world = world;
    this.#options = options;
    this.#rounds = createRounds({ space, settings, lossRange: participants[0]?.problem.lossRange ?? 0 });
  }

  /** Exchanges asked for, their queries, and the virtual time that everybody waited for them. */
  get spent(): SimulationResult["rounds"] {
    const waiting = this.#heldMs === null ? 0 : this.#world.clock.nowMs - this.#heldMs;
    return { exchanges: this.#exchanges, queries: this.#queries, waitedMs: this.#waitedMs + waiting };
  }

  /** A participant is there again: an exchange may be waiting for it. */
  cameBack(participant: SimulatedParticipant): void {
    if (this.#options.aggregator.held && this.#rounds.awaits(participant.id)) this.#ask(participant);
  }

  /** The question has arrived. One thing after the other: a step under way is finished first. */
  async hear(participant: SimulatedParticipant, round: number): Promise<void> {
    if (!participant.present) return;
    if (participant.busy) this.#asked.set(participant.who, round);
    else await this.#score(participant, round);
  }

  /** A participant has finished its step: what it was asked for meanwhile is next. */
  async afterStep(participant: SimulatedParticipant): Promise<void> {
    const round = this.#asked.get(participant.who);
    if (round !== undefined) await this.#score(participant, round);
  }

  /** Losses have arrived; those of an exchange that is over come too late. */
  take(participant: SimulatedParticipant, round: number): void {
    const scored = this.#scored.get(participant.who);
    if (round === this.#rounds.round && scored?.round === round) this.#rounds.take(participant.id, scored.result);
  }

  /** Goes on with the exchanges as far as the losses that are there allow. To be called after each event. */
  advance(): void {
    const { aggregator } = this.#options;
    const { clock } = this.#world;
    while (aggregator.held) {
      this.#heldMs ??= clock.nowMs;
      const step = this.#rounds.advance(aggregator.state);
      if (step.type === "wait") return;
      if (step.type === "ask") {
        this.#exchanges++;
        for (const participant of this.#options.participants) if (step.participants.includes(participant.id)) this.#ask(participant);
        if (step.participants.length > 0) return;
        continue;
      }
      this.#waitedMs += clock.nowMs - this.#heldMs;
      this.#heldMs = null;
      this.#options.post(aggregator.release(step.shape));
      this.#renewLeases();
    }
  }

  /** What an absent participant had sent before was taken in only now, after its lease ran out perhaps: a new one has begun. */
  #renewLeases(): void {
    const { clock, options } = this.#world;
    for (const { who, visit, present } of this.#options.participants)
      if (!present && options.leaseMs !== null) clock.after(options.leaseMs, { type: "lease", who, visit });
  }

  #ask({ who, visit }: SimulatedParticipant): void {
    const { clock, options } = this.#world;
    clock.after(options.networkMs, { type: "ask", who, visit, round: this.#rounds.round });
  }

  /** Losses that were paid for are not asked for again. */
  async #score(participant: SimulatedParticipant, round: number): Promise<void> {
    const { clock, options } = this.#world;
    const { who, visit, id } = participant;
    const scoreAt = options.rounds?.[who];
    this.#asked.delete(who);
    if (!scoreAt || round !== this.#rounds.round || !this.#rounds.awaits(id)) return;
    let scored = this.#scored.get(who);
    if (scored?.round !== round) {
      const result = await scoreAt(this.#rounds.pointOf(id), round);
      this.#queries += result.queries;
      scored = { round, result, readyMs: clock.nowMs + participant.durationMs(result.queries) };
      this.#scored.set(who, scored);
    }
    clock.at(Math.max(clock.nowMs, scored.readyMs) + options.networkMs, { type: "scored", who, visit, round });
  }
}

// Many participants and one aggregator in virtual time: a seeded discrete-event simulation of the production steps, messages and codecs.
// The same options give the same events, the same bits and the same digest on any machine.
//
// simulated-participant.ts takes steps and talks to the aggregator, simulated-aggregator.ts answers, network.ts carries the messages,
// exchanges.ts is the paper's synchronous way to phi, virtual-clock.ts lists what can happen. This file lets it happen, in order.

import { uniformView } from "../algorithm/participant/tuning.ts";
import { stateDigest } from "../algorithm/state-digest.ts";
import { randomStream } from "../math/random.ts";
import { exponential } from "./delay-model.ts";
import { Exchanges } from "./exchanges.ts";
import { Network } from "./network.ts";
import { type Envelope, SimulatedAggregator } from "./simulated-aggregator.ts";
import { SimulatedParticipant, type SimulatedWorld } from "./simulated-participant.ts";
import type { SimulationOptions, SimulationResult } from "./simulation-options.ts";
import { type SimulationEvent, VirtualClock } from "./virtual-clock.ts";

/** @throws Error that names the seed, when a participant and the aggregator disagree or `onEvent` throws. */
export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  try {
    return await new Simulation(options).run();
  } catch (error) {
    throw new Error(`simulation seed ${JSON.stringify(options.seed)}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

class Simulation {
  readonly #world: SimulatedWorld;
  readonly #aggregator: SimulatedAggregator;
  readonly #participants: readonly SimulatedParticipant[];
  readonly #byId: ReadonlyMap<string, SimulatedParticipant>;
  readonly #exchanges: Exchanges;
  /** Whether the event at hand has changed the aggregator's state. */
  #changed = false;

  constructor(options: SimulationOptions) {
    const { space, settings, seed } = options;
    const clock = new VirtualClock();
    this.#world = { options, clock, network: new Network(clock, options, randomStream(seed, "network")) };
    this.#aggregator = new SimulatedAggregator(space, settings, {
      onEvent: (event, before, after) => {
        this.#changed = true;
        options.onEvent?.(event, before, after);
      },
      barrier: options.rounds ? "polytope" : "none",
    });
    this.#participants = options.participants.map((tuner, who) => {
      const random = randomStream(seed, "participant", who);
      return new SimulatedParticipant(this.#world, who, { tuner, random, view: uniformView({ space }) });
    });
    this.#byId = new Map(this.#participants.map((participant) => [participant.id, participant]));
    this.#exchanges = new Exchanges(this.#world, {
      aggregator: this.#aggregator,
      participants: this.#participants,
      post: (envelopes) => this.#post(envelopes),
    });
  }

  async run(): Promise<SimulationResult> {
    for (const participant of this.#participants) this.#arrive(participant);
    return this.#resultOf(await this.#play());
  }

  /** One event after the other; says why it ends. */
  async #play(): Promise<SimulationResult["reason"]> {
    const { clock, options } = this.#world;
    for (;;) {
      const tick = clock.advance(options.maxMs);
      if (tick.type !== "event") return tick.type;
      this.#changed = false;
      await this.#handle(tick.event);
      this.#exchanges.advance();
      if (this.#changed && options.until?.(this.#aggregator.state, clock.nowMs)) return "until";
    }
  }

  async #handle(event: SimulationEvent): Promise<void> {
    const participant = this.#participants[event.who];
    if (!participant) throw new RangeError(`there is no participant ${event.who}`);
    if (event.type !== "uplink" && event.visit !== participant.visit) return;
    switch (event.type) {
      case "uplink":
        return this.#post(this.#aggregator.receive(participant.id, event.text));
      case "downlink":
        return participant.hear(event.text);
      case "finish":
        if (!participant.busy) return;
        participant.finish();
        return this.#exchanges.afterStep(participant);
      case "resend":
        return participant.resend(event.text);
      case "ask":
        return this.#exchanges.hear(participant, event.round);
      case "scored":
        return this.#exchanges.take(participant, event.round);
      case "depart":
        return this.#depart(participant);
      case "return":
        return this.#arrive(participant);
      case "lease":
        return this.#post(this.#aggregator.suspend(participant.id));
      default:
        event satisfies never;
    }
  }

  /** A tab is opened. */
  #arrive(participant: SimulatedParticipant): void {
    const { clock, options } = this.#world;
    participant.comeOrGo(true);
    const { who, visit, random } = participant;
    if (options.churn) clock.after(exponential(options.churn.meanPresentMs, random), { type: "depart", who, visit });
    this.#post(this.#aggregator.connect(participant.id));
    this.#exchanges.cameBack(participant);
  }

  /** A tab is closed without a word. The aggregator notices when the lease ends. */
  #depart(participant: SimulatedParticipant): void {
    const { clock, options } = this.#world;
    if (!options.churn) return;
    participant.comeOrGo(false);
    const { who, visit, random } = participant;
    if (options.leaseMs !== null) clock.after(options.leaseMs, { type: "lease", who, visit });
    const forGood = random() < options.churn.forGood && who > 0;
    const absentMs = exponential(options.churn.meanAbsentMs, random);
    if (!forGood) clock.after(absentMs, { type: "return", who, visit });
  }

  #post(envelopes: readonly Envelope[]): void {
    for (const { participant: id, text } of envelopes) {
      const addressee = this.#byId.get(id);
      if (!addressee) throw new RangeError(`there is no participant ${id}`);
      this.#world.network.down(addressee, text);
    }
  }

  #resultOf(reason: SimulationResult["reason"]): SimulationResult {
    const { clock, network } = this.#world;
    const { state, log, refused } = this.#aggregator;
    const rounds = this.#exchanges.spent;
    const tallies = this.#participants.map(({ tally }) => tally);
    return {
      reason,
      atMs: clock.nowMs,
      state,
      digest: stateDigest(state),
      log,
      refused,
      answered: tallies.map(({ answered }) => answered),
      queries: tallies.reduce((sum, { queries }) => sum + queries, rounds.queries),
      rounds,
      resyncs: tallies.reduce((sum, { resyncs }) => sum + resyncs, 0),
      ...network.bytes,
    };
  }
}

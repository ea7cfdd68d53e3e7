// Many participants and one aggregator in virtual time: a seeded discrete-event simulation of the production steps, messages and codecs.
// The same options give the same events, the same bits and the same digest on any machine.

import * as v from "valibot";
import type { AggregatorEvent } from "../algorithm/aggregator.ts";
import type { Settings } from "../algorithm/settings.ts";
import type { AggregatorState, View } from "../algorithm/state.ts";
import { stateDigest } from "../algorithm/state-digest.ts";
import { uniformView } from "../algorithm/tuning.ts";
import { type Rng, randomStream } from "../math/random.ts";
import type { SearchSpace } from "../prompt/search-space.ts";
import { decodeLevel, decodeView, encodeContribution } from "../protocol/codec.ts";
import { downlinkSchema } from "../protocol/messages.ts";
import { type DelayModel, delayFactor, exponential } from "./delay-model.ts";
import { createEventQueue } from "./event-queue.ts";
import { createSimulatedAggregator, type Envelope } from "./simulated-aggregator.ts";
import type { StepResult, Tuner } from "./tuner.ts";

/** Tabs that are closed without a word. Times are exponential; the first participant always comes back. */
export interface Churn {
  readonly meanPresentMs: number;
  readonly meanAbsentMs: number;
  /** Share of departures that are for good, in [0, 1]. */
  readonly forGood: number;
}

/** Messages that the network loses or delivers twice, as shares in [0, 1). */
export interface Faults {
  readonly loss: number;
  readonly duplicate: number;
}

export interface SimulationOptions {
  readonly space: SearchSpace;
  readonly settings: Settings;
  readonly seed: string;
  readonly participants: readonly Tuner[];
  readonly delay: DelayModel;
  /** Duration of one query before the delay model. */
  readonly queryMs: number;
  /** One way. */
  readonly networkMs: number;
  /** Silence after which a participant is suspended; null: never, as in the paper. */
  readonly leaseMs: number | null;
  readonly churn?: Churn;
  readonly faults?: Faults;
  /** How much more often than others a participant sends, 1 by default. */
  readonly pace?: (participant: number) => number;
  readonly maxMs: number;
  /** Called after each event of the aggregator; true ends the run. */
  readonly until?: (state: AggregatorState, nowMs: number) => boolean;
  /** Called after each event of the aggregator with the state before and after; may throw. */
  readonly onEvent?: (event: AggregatorEvent, before: AggregatorState, after: AggregatorState) => void;
}

export interface SimulationResult {
  readonly reason: "until" | "time" | "idle";
  readonly atMs: number;
  readonly state: AggregatorState;
  readonly digest: string;
  readonly log: readonly AggregatorEvent[];
  readonly refused: Readonly<Record<string, number>>;
  /** Contributions answered, by participant: must be what the aggregator merged. */
  readonly answered: readonly number[];
  readonly queries: number;
  /** How often a participant fetched its state, after a stale contribution or joining late. */
  readonly resyncs: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
}

/** An unanswered contribution is sent again after this long, as the production participant does. */
const RESEND_MS = 15_000;

type SimulationEvent =
  | { readonly type: "finish"; readonly who: number; readonly visit: number }
  | { readonly type: "uplink"; readonly who: number; readonly text: string }
  | { readonly type: "downlink"; readonly who: number; readonly visit: number; readonly text: string }
  | { readonly type: "resend"; readonly who: number; readonly visit: number; readonly text: string }
  | { readonly type: "depart" | "return" | "lease"; readonly who: number; readonly visit: number };

interface Actor {
  readonly tuner: Tuner;
  readonly rng: Rng;
  view: View;
  epoch: number;
  seq: number;
  /** Raised at each coming and going: messages and timers of an earlier visit mean nothing. */
  visit: number;
  present: boolean;
  /** Result under way and when it would be ready; then the message, until it is answered. */
  working: { readonly result: StepResult; readonly durationMs: number; readyMs: number } | null;
  outbox: string | null;
  /** The contribution in the outbox, or sent before a resync. */
  pending: StepResult | null;
  answered: number;
}

/** @throws Error that names the seed, when a participant and the aggregator disagree or `onEvent` throws. */
export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  try {
    return await run(options);
  } catch (error) {
    throw new Error(`simulation seed ${JSON.stringify(options.seed)}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

async function run(options: SimulationOptions): Promise<SimulationResult> {
  const { space, settings, seed, delay, churn, faults } = options;
  const queue = createEventQueue<SimulationEvent>();
  const network = randomStream(seed, "network");
  let nowMs = 0;
  let changed = false;
  let queries = 0;
  let resyncs = 0;
  let bytesUp = 0;
  let bytesDown = 0;
  const aggregator = createSimulatedAggregator(space, settings, (event, before, after) => {
    changed = true;
    options.onEvent?.(event, before, after);
  });
  const actors: Actor[] = options.participants.map((tuner, who) => ({
    tuner,
    rng: randomStream(seed, "participant", who),
    view: uniformView({ space }),
    epoch: 0,
    seq: 0,
    visit: 0,
    present: false,
    working: null,
    outbox: null,
    pending: null,
    answered: 0,
  }));
  const indexOf = new Map(actors.map((_, who) => [nameOf(who), who]));

  const carried = (deliver: () => void): void => {
    if (faults && network() < faults.loss) return;
    deliver();
    if (faults && network() < faults.duplicate) deliver();
  };
  const post = (envelopes: readonly Envelope[]): void => {
    for (const { participant, text } of envelopes) {
      const who = indexOf.get(participant) ?? 0;
      bytesDown += text.length;
      const visit = actors[who]?.visit ?? 0;
      carried(() => queue.schedule(nowMs + options.networkMs, { type: "downlink", who, visit, text }));
    }
  };
  const send = (who: number, actor: Actor): void => {
    const text = actor.outbox;
    if (text === null || !actor.present) return;
    bytesUp += text.length;
    carried(() => queue.schedule(nowMs + options.networkMs, { type: "uplink", who, text }));
    if (faults) queue.schedule(nowMs + RESEND_MS, { type: "resend", who, visit: actor.visit, text });
  };
  const begin = async (who: number, actor: Actor): Promise<void> => {
    const { view, tuner } = actor;
    const result = await tuner.step(view);
    if (!result) return;
    queries += result.queries;
    const durationMs = (result.queries * options.queryMs * delayFactor(delay, who, actor.rng)) / (options.pace?.(who) ?? 1);
    actor.working = { result, durationMs, readyMs: nowMs + durationMs };
    queue.schedule(actor.working.readyMs, { type: "finish", who, visit: actor.visit });
  };
  const contribute = (who: number, actor: Actor, result: StepResult): void => {
    const { epoch, seq, view } = actor;
    const scale = { rung: "simulated", loss: actor.tuner.problem.lossKind } as const;
    const contribution = { participant: nameOf(who), epoch, seq, base: view.iteration, ...result, scale: "", tokens: 0 };
    actor.pending = result;
    actor.outbox = JSON.stringify(encodeContribution(contribution, scale));
    send(who, actor);
  };
  const resync = (who: number, actor: Actor): void => {
    resyncs++;
    actor.outbox = JSON.stringify({ type: "resync", newEpoch: false });
    send(who, actor);
  };
  const arrive = (who: number, actor: Actor): void => {
    actor.present = true;
    actor.visit++;
    if (churn) queue.schedule(nowMs + exponential(churn.meanPresentMs, actor.rng), { type: "depart", who, visit: actor.visit });
    post(aggregator.connect(nameOf(who)));
  };
  const depart = (who: number, actor: Actor): void => {
    if (!churn) return;
    actor.present = false;
    actor.visit++;
    if (options.leaseMs !== null) queue.schedule(nowMs + options.leaseMs, { type: "lease", who, visit: actor.visit });
    const gone = actor.rng() < churn.forGood && who > 0;
    const absentMs = exponential(churn.meanAbsentMs, actor.rng);
    if (!gone) queue.schedule(nowMs + absentMs, { type: "return", who, visit: actor.visit });
  };
  const hear = async (who: number, actor: Actor, text: string): Promise<void> => {
    const message = v.parse(downlinkSchema, JSON.parse(text));
    if (message.type === "refused" && actor.tuner.digest() !== null) {
      // Came back while its contribution waited, went on from the view of the welcome, and others moved the aggregator on meanwhile.
      if (message.code !== "unknown-base") throw new RangeError(`${nameOf(who)} was refused: ${message.code}`);
      if (actor.outbox !== null && message.seq === actor.seq) resync(who, actor);
      return;
    }
    if (message.type === "state") {
      if (actor.working || actor.outbox === null) return;
      const level = decodeLevel(message);
      if (!level) throw new RangeError(`${nameOf(who)} cannot read its state`);
      actor.view = decodeView(message.view, space.dimension);
      const pending = message.seq < actor.seq ? actor.pending : null;
      actor.tuner.restore(level, pending && { result: pending, view: actor.view });
      actor.outbox = null;
      if (pending) contribute(who, actor, pending);
      else await begin(who, actor);
      return;
    }
    if (message.type !== "welcome" && message.type !== "merged") return;
    if (message.type === "welcome") actor.epoch = message.epoch;
    if (actor.working) {
      // Back in the middle of a step: it is finished now; answers that were paid for are not asked for again.
      if (message.type !== "welcome") return;
      actor.working.readyMs = Math.min(nowMs + actor.working.durationMs, Math.max(nowMs, actor.working.readyMs));
      queue.schedule(actor.working.readyMs, { type: "finish", who, visit: actor.visit });
      return;
    }
    if (message.seq < actor.seq) {
      if (message.type === "welcome") send(who, actor);
      return;
    }
    if (message.type === "merged" && actor.outbox === null) return;
    if (actor.seq > actor.answered) actor.answered++;
    actor.outbox = null;
    const digest = actor.tuner.digest();
    if (digest !== null && digest !== message.digest) {
      // As intended after a stale contribution, which moved only the table, and for who joins late and begins at Z. Never else.
      if (message.type === "merged" && message.verdict === "merged")
        throw new RangeError(`${nameOf(who)} and the aggregator disagree on p after seq ${actor.seq}`);
      resync(who, actor);
      return;
    }
    actor.view = decodeView(message.view, space.dimension);
    await begin(who, actor);
  };

  actors.forEach((actor, who) => {
    arrive(who, actor);
  });
  let reason: SimulationResult["reason"] = "idle";
  for (let next = queue.next(); next; next = queue.next()) {
    if (next.atMs > options.maxMs) {
      reason = "time";
      nowMs = options.maxMs;
      break;
    }
    nowMs = next.atMs;
    changed = false;
    const { event } = next;
    const actor = actors[event.who];
    if (!actor) continue;
    if (event.type === "uplink") post(aggregator.receive(nameOf(event.who), event.text));
    else if (event.visit === actor.visit) {
      if (event.type === "finish" && actor.working) {
        const { result } = actor.working;
        actor.working = null;
        actor.seq++;
        contribute(event.who, actor, result);
      } else if (event.type === "downlink") await hear(event.who, actor, event.text);
      else if (event.type === "resend" && actor.outbox === event.text) send(event.who, actor);
      else if (event.type === "depart") depart(event.who, actor);
      else if (event.type === "return") arrive(event.who, actor);
      else if (event.type === "lease") post(aggregator.suspend(nameOf(event.who)));
    }
    if (changed && options.until?.(aggregator.state, nowMs)) {
      reason = "until";
      break;
    }
  }
  return {
    reason,
    atMs: nowMs,
    state: aggregator.state,
    digest: stateDigest(aggregator.state),
    log: aggregator.log,
    refused: aggregator.refused,
    answered: actors.map((actor) => actor.answered),
    queries,
    resyncs,
    bytesUp,
    bytesDown,
  };
}

/** Participant's id in the simulation; `participant` counts from 0. */
export function nameOf(participant: number): string {
  return `p${participant}`;
}

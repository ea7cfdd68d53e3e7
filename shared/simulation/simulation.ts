// Many participants and one aggregator in virtual time: a seeded discrete-event simulation of the production steps, messages and codecs.
// The same options give the same events, the same bits and the same digest on any machine.

import * as v from "valibot";
import type { Scale } from "../algorithm/scale.ts";
import { stateDigest } from "../algorithm/state-digest.ts";
import { randomStream } from "../math/random.ts";
import { decodeLevel, decodeView, encodeContribution } from "../protocol/codec.ts";
import { downlinkSchema } from "../protocol/messages.ts";
import { RESEND_MS } from "../protocol/resend.ts";
import { type Actor, absentActor, type SimulationEvent } from "./actor.ts";
import { delayFactor, exponential } from "./delay-model.ts";
import { createEventQueue } from "./event-queue.ts";
import { createRounds, type ScoreAt } from "./rounds.ts";
import { createSimulatedAggregator, type Envelope } from "./simulated-aggregator.ts";
import type { SimulationOptions, SimulationResult } from "./simulation-options.ts";
import type { StepResult } from "./tuner.ts";

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
  const onEvent: NonNullable<SimulationOptions["onEvent"]> = (event, before, after) => {
    changed = true;
    options.onEvent?.(event, before, after);
  };
  const aggregator = createSimulatedAggregator(space, settings, { onEvent, barrier: options.rounds ? "polytope" : "none" });
  const lossRange = options.participants[0]?.problem.lossRange ?? 0;
  const rounds = createRounds({ space, settings, lossRange });
  const spent = { exchanges: 0, queries: 0, waitedMs: 0 };
  let heldMs: number | null = null;
  const actors = options.participants.map((tuner, who) => absentActor(tuner, { space, rng: randomStream(seed, "participant", who) }));
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
    const scale: Scale = { loss: actor.tuner.problem.lossKind, rung: "simulated" };
    const contribution = { participant: nameOf(who), epoch, seq, base: view.iteration, ...result, scale, tokens: 0 };
    actor.pending = result;
    actor.outbox = JSON.stringify(encodeContribution(contribution));
    send(who, actor);
  };
  const resync = (who: number, actor: Actor): void => {
    resyncs++;
    actor.outbox = JSON.stringify({ type: "resync", newEpoch: false });
    send(who, actor);
  };
  const ask = (who: number, actor: Actor): void => {
    queue.schedule(nowMs + options.networkMs, { type: "ask", who, visit: actor.visit, round: rounds.round });
  };
  /** One thing after the other: a step under way is finished first. Losses that were paid for are not asked for again. */
  const score = async (who: number, actor: Actor, by: { readonly round: number; readonly scoreAt: ScoreAt }): Promise<void> => {
    if (actor.working) {
      actor.asked = by.round;
      return;
    }
    actor.asked = null;
    if (by.round !== rounds.round || !rounds.awaits(nameOf(who))) return;
    if (actor.scored?.round !== by.round) {
      const result = await by.scoreAt(rounds.pointOf(nameOf(who)), by.round);
      queries += result.queries;
      spent.queries += result.queries;
      const durationMs = result.queries * options.queryMs * delayFactor(delay, who, actor.rng);
      actor.scored = { round: by.round, result, readyMs: nowMs + durationMs };
    }
    const sentMs = Math.max(nowMs, actor.scored.readyMs);
    queue.schedule(sentMs + options.networkMs, { type: "scored", who, visit: actor.visit, round: by.round });
  };
  /** Goes on with the exchanges as far as the losses that are there allow. */
  const exchange = (): void => {
    while (aggregator.held) {
      heldMs ??= nowMs;
      const step = rounds.advance(aggregator.state);
      if (step.type === "wait") return;
      if (step.type === "ask") {
        spent.exchanges++;
        for (const [id, who] of indexOf) {
          const actor = actors[who];
          if (actor && step.participants.includes(id)) ask(who, actor);
        }
        if (step.participants.length > 0) return;
        continue;
      }
      spent.waitedMs += nowMs - heldMs;
      heldMs = null;
      post(aggregator.release(step.shape));
      // What an absent participant had sent before was taken in only now, after its lease ran out perhaps: a new one has begun.
      actors.forEach((actor, who) => {
        if (!actor.present && options.leaseMs !== null) {
          queue.schedule(nowMs + options.leaseMs, { type: "lease", who, visit: actor.visit });
        }
      });
    }
  };
  const arrive = (who: number, actor: Actor): void => {
    actor.present = true;
    actor.visit++;
    if (churn) queue.schedule(nowMs + exponential(churn.meanPresentMs, actor.rng), { type: "depart", who, visit: actor.visit });
    post(aggregator.connect(nameOf(who)));
    if (aggregator.held && rounds.awaits(nameOf(who))) ask(who, actor);
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
        const scoreAt = options.rounds?.[event.who];
        if (scoreAt && actor.asked !== null) await score(event.who, actor, { round: actor.asked, scoreAt });
      } else if (event.type === "ask") {
        const scoreAt = options.rounds?.[event.who];
        if (scoreAt && actor.present) await score(event.who, actor, { round: event.round, scoreAt });
      } else if (event.type === "scored") {
        if (event.round === rounds.round && actor.scored?.round === event.round) rounds.take(nameOf(event.who), actor.scored.result);
      } else if (event.type === "downlink") await hear(event.who, actor, event.text);
      else if (event.type === "resend" && actor.outbox === event.text) send(event.who, actor);
      else if (event.type === "depart") depart(event.who, actor);
      else if (event.type === "return") arrive(event.who, actor);
      else if (event.type === "lease") post(aggregator.suspend(nameOf(event.who)));
    }
    exchange();
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
    rounds: { ...spent, waitedMs: spent.waitedMs + (heldMs === null ? 0 : nowMs - heldMs) },
    resyncs,
    bytesUp,
    bytesDown,
  };
}

/** Participant's id in the simulation; `participant` counts from 0. */
export function nameOf(participant: number): string {
  return `p${participant}`;
}

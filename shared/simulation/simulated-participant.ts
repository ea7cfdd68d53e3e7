// One participant of a simulation. It makes a step from its newest view, sends the contribution, waits for the reply, and begins again. It
// uses the production messages and keeps the production promises: a repeated contribution is the same text, and no answer is paid for
// twice.

import * as v from "valibot";
import type { Scale } from "../algorithm/scale.ts";
import type { LevelState, View } from "../algorithm/state.ts";
import type { Rng } from "../math/random.ts";
import { decodeLevel, decodeView, encodeContribution } from "../protocol/codec.ts";
import { type Downlink, downlinkSchema } from "../protocol/messages.ts";
import { RESEND_MS } from "../protocol/resend.ts";
import { delayFactor } from "./delay-model.ts";
import type { Network } from "./network.ts";
import type { SimulationOptions } from "./simulation-options.ts";
import type { StepResult, Tuner } from "./tuner.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** What all participants of a simulation share. */
export interface SimulatedWorld {
  readonly options: SimulationOptions;
  readonly clock: VirtualClock;
  readonly network: Network;
}

type Message<Type extends Downlink["type"]> = Extract<Downlink, { readonly type: Type }>;

/** A step under way: its result, how long it takes, and when it would be ready. */
interface Working {
  readonly result: StepResult;
  readonly durationMs: number;
  readonly readyMs: number;
}

/** Contributions that were answered, queries of steps, and how often the state was fetched. */
interface Tally {
  answered: number;
  queries: number;
  resyncs: number;
}

export class SimulatedParticipant {
  readonly who: number;
  readonly id: string;
  readonly tuner: Tuner;
  readonly random: Rng;
  readonly #world: SimulatedWorld;
  /** Raised at each coming and going: messages and timers of an earlier visit mean nothing. */
  #visit = 0;
  #present = false;
  #view: View;
  #epoch = 0;
  #seq = 0;
  #working: Working | null = null;
  /** The message under way, until it is answered. */
  #outbox: string | null = null;
  /** The contribution in the outbox, or sent before a resync. */
  #pending: StepResult | null = null;
  /** The labels of the public texts as the aggregator told them last. */
  #decided: readonly number[] = [];
  #labels: readonly number[] | null = null;
  #voted = false;
  readonly #tally: Tally = { answered: 0, queries: 0, resyncs: 0 };

  /** Absent at first. `view` is what it begins with. */
  constructor(world: SimulatedWorld, who: number, start: { readonly tuner: Tuner; readonly random: Rng; readonly view: View }) {
    this.#world = world;
    this.who = who;
    this.id = participantId(who);
    this.tuner = start.tuner;
    this.random = start.random;
    this.#view = start.view;
  }

  get visit(): number {
    return this.#visit;
  }

  get present(): boolean {
    return this.#present;
  }

  /** A step is under way. */
  get busy(): boolean {
    return this.#working !== null;
  }

  get decided(): readonly number[] {
    return this.#decided;
  }

  get tally(): Readonly<Tally> {
    return this.#tally;
  }

  comeOrGo(present: boolean): void {
    this.#present = present;
    this.#visit++;
  }

  /** How long so many queries take. Draws from the participant's stream. */
  durationMs(queries: number): number {
    const { queryMs, delay } = this.#world.options;
    return queries * queryMs * delayFactor(delay, this.who, this.random);
  }

  /** The step under way is scored: its contribution is sent. */
  finish(): void {
    if (!this.#working) return;
    const { result } = this.#working;
    this.#working = null;
    this.#seq++;
    this.#contribute(result);
  }

  /** Sends the message again that was unanswered for so long, if it still is. */
  resend(text: string): void {
    if (this.#outbox === text) this.#send();
  }

  /** @throws RangeError when the aggregator and this participant disagree. */
  async hear(text: string): Promise<void> {
    const message = v.parse(downlinkSchema, JSON.parse(text));
    switch (message.type) {
      case "refused":
        return this.#hearRefusal(message);
      case "state":
        return this.#hearState(message);
      case "welcome":
        return this.#hearWelcome(message);
      case "merged":
        return this.#hearMerged(message);
      case "ballot":
        this.#decided = message.decided;
        this.#voted = message.voted;
        this.#outbox = null;
        return;
      case "received":
      case "observed":
      case "left":
      case "phase":
        return;
      default:
        message satisfies never;
    }
  }

  #hearRefusal({ code, seq }: Message<"refused">): void {
    // An attacker may be refused. It goes on at its next welcome.
    if (this.tuner.digest() === null) return;
    // It came back while its contribution waited, went on from the welcome's view, and others moved the aggregator on meanwhile.
    if (code !== "unknown-base") throw new RangeError(`${this.id} was refused: ${code}`);
    if (this.#outbox !== null && seq === this.#seq) this.#resync();
  }

  async #hearState(message: Message<"state">): Promise<void> {
    if (this.#working || this.#outbox === null) return;
    const level = decodeLevel(message);
    if (!level) throw new RangeError(`${this.id} cannot read its state`);
    this.#view = this.#viewOf(message);
    const pending = message.seq < this.#seq ? this.#pending : null;
    this.#takeOver(level, pending);
    if (pending) this.#contribute(pending);
    else await this.#begin();
  }

  async #hearWelcome(message: Message<"welcome">): Promise<void> {
    const { clock } = this.#world;
    this.#epoch = message.epoch;
    if (this.#working) {
      // It came back in the middle of a step, which is finished now: answers that were paid for are not asked for again.
      const { durationMs, readyMs } = this.#working;
      this.#work({ ...this.#working, readyMs: Math.min(clock.nowMs + durationMs, Math.max(clock.nowMs, readyMs)) });
    } else if (message.seq < this.#seq) this.#send();
    else await this.#goOn(message);
  }

  async #hearMerged(message: Message<"merged">): Promise<void> {
    if (this.#working || message.seq < this.#seq || this.#outbox === null) return;
    await this.#goOn(message);
  }

  /** Everything sent is answered: the next step begins from the view that came, unless the two sides have come apart. */
  async #goOn(message: Message<"welcome" | "merged">): Promise<void> {
    if (this.#seq > this.#tally.answered) this.#tally.answered++;
    this.#outbox = null;
    const digest = this.tuner.digest();
    if (digest !== null && digest !== message.digest) {
      // After a stale contribution, which moved only the table, and for a newcomer, which begins at Z, this is intended. Else it is a
      // fault.
      if (message.type === "merged" && message.verdict === "merged")
        throw new RangeError(`${this.id} and the aggregator disagree on p after seq ${this.#seq}`);
      return this.#resync();
    }
    this.#view = this.#viewOf(message);
    await this.#begin();
  }

  async #begin(): Promise<void> {
    const result = await this.tuner.step(this.#view);
    if (!result) return this.#vote();
    this.#tally.queries += result.queries;
    const durationMs = this.durationMs(result.queries) / (this.#world.options.pace?.(this.who) ?? 1);
    this.#work({ result, durationMs, readyMs: this.#world.clock.nowMs + durationMs });
  }

  #work(working: Working): void {
    this.#working = working;
    this.#world.clock.at(working.readyMs, { type: "finish", who: this.who, visit: this.#visit });
  }

  /** With nothing left to learn it votes, once: what is not answered is sent again with the same labels. */
  async #vote(): Promise<void> {
    if (this.#voted || !this.tuner.vote) return;
    this.#labels ??= await this.tuner.vote();
    this.#outbox = JSON.stringify({ type: "vote", round: 1, labels: this.#labels });
    this.#send();
  }

  #contribute(result: StepResult): void {
    const scale: Scale = { loss: this.tuner.problem.lossKind, rung: "simulated" };
    const place = { participant: this.id, epoch: this.#epoch, seq: this.#seq, base: this.#view.iteration };
    this.#pending = result;
    this.#outbox = JSON.stringify(encodeContribution({ ...place, ...result, scale, tokens: 0 }));
    this.#send();
  }

  #resync(): void {
    this.#tally.resyncs++;
    this.#outbox = JSON.stringify({ type: "resync", newEpoch: false });
    this.#send();
  }

  #send(): void {
    const { clock, network, options } = this.#world;
    if (this.#outbox === null || !this.#present) return;
    network.up(this.who, this.#outbox);
    if (options.faults) clock.after(RESEND_MS, { type: "resend", who: this.who, visit: this.#visit, text: this.#outbox });
  }

  #takeOver(level: LevelState, pending: StepResult | null): void {
    this.tuner.restore(level, pending && { result: pending, view: this.#view });
    this.#outbox = null;
  }

  #viewOf({ view }: Message<"welcome" | "merged" | "state">): View {
    return decodeView(view, this.#world.options.space.dimension);
  }
}

/** A participant's id in the simulation; `who` counts from 0. */
export function participantId(who: number): string {
  return `p${who}`;
}

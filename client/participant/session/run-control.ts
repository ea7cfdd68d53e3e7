// Starts, stops and replaces the participant of one session, and says goodbye for it.

import type { LanguageModel } from "../../../shared/prompt/language-model.ts";
import type { Runtime } from "../../platform/platform.ts";
import { sayGoodbye } from "../federation/say-goodbye.ts";
import { parseChoice, pricesOf } from "../model/model-choice.ts";
import { done, failed, type Outcome } from "../outcome.ts";
import type { Participant } from "../participant.ts";
import { failureOf } from "../run/failure.ts";
import { createTuningParticipant } from "../run/tuning-participant.ts";
import type { Activity } from "../snapshot.ts";
import type { ChosenModel } from "./chosen-model.ts";
import { progressToGoOnFrom } from "./run-ground.ts";
import type { SessionState } from "./session-state.ts";

/** A run in one of these activities does nothing by itself. */
const RESTING: ReadonlySet<Activity["type"]> = new Set(["paused", "finished", "failed"]);

export class RunControl {
  readonly #state: SessionState;
  readonly #chosen: ChosenModel;
  readonly #runtime: Runtime;
  #participant: Participant | null = null;
  /** Resolves when the run under way has ended and is kept. */
  #turn: Promise<void> = Promise.resolve();
  #starting: Promise<Outcome> | null = null;
  /** Raised by whatever stops a run: a start that still waits for its language model then begins none. */
  #stops = 0;

  constructor(state: SessionState, chosen: ChosenModel, runtime: Runtime) {
    this.#state = state;
    this.#chosen = chosen;
    this.#runtime = runtime;
  }

  async start(): Promise<Outcome> {
    const { opened, examples, kept } = this.#state;
    if (!opened) return failed("not-open", "No task is open.");
    if (!examples) return failed("no-examples", "Add examples first.");
    if (kept.running) return done;
    const missing = this.#chosen.missing();
    if (missing) return failed(missing, "Enter the API key, unlock it, or choose the model's file again, to go on.");
    // A second start is the first one.
    const current = this.#starting ?? this.#begin();
    this.#starting = current;
    const marked = this.#state.commit({ starting: true });
    const outcome = await current;
    await marked;
    if (this.#starting === current) this.#starting = null;
    // The settings that another tab keeps, which took over, are its own.
    if (!this.#starting && this.#state.view.tab === "here") await this.#state.keep({ starting: false });
    return outcome;
  }

  async pause(): Promise<Outcome> {
    this.#stop();
    await this.#state.keep({ running: false, starting: false });
    await this.#participant?.pause();
    await this.#turn;
    return done;
  }

  async finish(): Promise<Outcome> {
    await this.#participant?.finish();
    return done;
  }

  async leave(withdraw: boolean): Promise<Outcome> {
    this.#stop();
    const state = this.#state;
    await state.keep({ running: false, starting: false });
    const identity = (await state.opened?.store.checkpoint.load())?.identity ?? state.kept.identity;
    let heard = true;
    if (this.#participant) heard = await this.#participant.leave(withdraw);
    else if (identity) heard = await sayGoodbye(identity, withdraw, this.#runtime);
    await this.#turn;
    if (!heard) return failed("not-connected", "The aggregator has not heard it. Try again when it can be reached.");
    if (withdraw) {
      this.#participant = null;
      // The counts of its connection belong to the run that is gone.
      this.#chosen.disconnect();
      await state.keep({ identity: null });
      await state.runs?.keepShown();
      await this.#forgetRun();
    }
    return done;
  }

  /** The budget or the key has changed: the next start makes another object, which goes on from the checkpoint. */
  async retire(): Promise<void> {
    this.#stop();
    const old = this.#participant;
    this.#participant = null;
    await old?.close();
    await this.#turn;
  }

  /**
   * Answers on other examples or of another model cannot be mixed with earlier ones: the private part begins anew. To the aggregator it is
   * the same participant, so that no invite is used up and nobody counts twice. The run there was is kept; what this gives puts it back.
   */
  async startOver(): Promise<() => Promise<void>> {
    this.#stop();
    // The goodbye is only said where it is heard at once: nobody should wait for it.
    if (this.#participant?.snapshot().connection === "online") await this.#participant.leave(false);
    await this.retire();
    await this.#state.runs?.keepShown();
    return this.forget();
  }

  /** Takes the run that is shown away, unkept; what this gives puts it back. */
  async forget(): Promise<() => Promise<void>> {
    await this.retire();
    return this.#putAway();
  }

  /** The identity stays: it is for the run that comes. */
  async #putAway(): Promise<() => Promise<void>> {
    const state = this.#state;
    const { opened, view, kept } = state;
    const checkpoint = await opened?.store.checkpoint.load();
    if (checkpoint?.identity) await state.keep({ identity: checkpoint.identity });
    await this.#forgetRun();
    return async () => {
      if (!opened || state.opened !== opened) return;
      if (checkpoint) await opened.store.checkpoint.save(checkpoint);
      if (view.snapshot) await opened.store.shown.save(view.snapshot);
      await state.keep({ run: kept.run });
      state.show({ snapshot: view.snapshot });
    };
  }

  #stop(): void {
    this.#stops++;
    this.#starting = null;
  }

  async #forgetRun(): Promise<void> {
    const { opened } = this.#state;
    await opened?.store.checkpoint.clear();
    await opened?.store.shown.clear();
    if (this.#state.runs) await this.#state.keep({ run: null });
    this.#state.show({ snapshot: null });
  }

  async #keepShown(): Promise<void> {
    const { view, opened } = this.#state;
    if (view.snapshot) await opened?.store.shown.save(view.snapshot);
  }

  async #ended(current: Participant): Promise<void> {
    await this.#keepShown();
    if (current.snapshot().result) await this.#state.runs?.keepShown();
    if (current !== this.#participant) return;
    await this.#state.keep({ running: false });
    // Whether there is another run is for the person to say.
    if (current.snapshot().activity.type === "finished") await this.#state.personDecides();
  }

  async #begin(): Promise<Outcome> {
    const before = this.#stops;
    await this.#turn;
    if (this.#participant && goesOnAsAnother(this.#participant)) {
      const old = this.#participant;
      this.#participant = null;
      await old.close();
    }
    let languageModel: LanguageModel;
    try {
      languageModel = await this.#chosen.connected("run");
    } catch (error) {
      return this.#stops === before ? failureOf(error) : done;
    }
    // The first run with a key sets what may be sent with it.
    await (await this.#chosen.account())?.agree(this.#chosen.requestsOfRun());
    if (this.#stops !== before || !this.#state.opened || !this.#state.examples) return done;
    await this.#markRun();
    if (this.#stops !== before) return done;
    const marked = this.#state.keep({ running: true });
    const current = this.#participant ?? this.#create(languageModel);
    if (!current) return done;
    this.#participant = current;
    this.#turn = current.run().then(
      () => this.#ended(current),
      (error: unknown) => {
        this.#state.show({ snapshot: { ...current.snapshot(), activity: failureOf(error) } });
        return this.#ended(current);
      },
    );
    await marked;
    return done;
  }

  /** Another model's run, or one that cannot be gone on with, is kept beside the one that begins. */
  async #markRun(): Promise<void> {
    const { runs, view } = this.#state;
    if (!runs) return;
    runs.endUndo();
    if (view.snapshot && !(await progressToGoOnFrom(this.#state))) {
      await runs.keepShown();
      await this.#putAway();
    }
    await runs.begin();
  }

  #create(languageModel: LanguageModel): Participant | null {
    const { opened, examples, kept } = this.#state;
    if (!opened || !examples) return null;
    const { request, store } = opened;
    const join = request.type === "join" && { origin: request.aggregator, taskId: request.taskId, invite: kept.invite };
    const made: Participant = createTuningParticipant({
      aggregator: join ? { ...join, identity: kept.identity } : null,
      task: opened.task,
      settings: opened.settings,
      examples: examples.split,
      languageModel,
      budgetQueries: kept.budgetQueries,
      terms: { limits: kept.limits, prices: pricesOf(parseChoice(kept.languageModel)) },
      counted: this.#chosen.counted,
      keySpending: this.#chosen.keySpending,
      seed: kept.seed,
      store: store.checkpoint,
      runtime: this.#runtime,
      onSnapshot: (snapshot) => {
        this.#state.show({ snapshot, providerWait: null, cost: this.#chosen.cost() });
        // The aggregator still answers what was on its way when the run stopped, and the next visit shows no less than this one.
        if (made === this.#participant && RESTING.has(snapshot.activity.type)) this.#keepShown().catch(() => undefined);
      },
    });
    return made;
  }
}

/**
 * A finished participant runs no more; another one goes on from its checkpoint. Where budget or task allow nothing more, none is needed.
 */
function goesOnAsAnother(participant: Participant): boolean {
  const { activity } = participant.snapshot();
  return activity.type === "finished" && (activity.reason === "stopped" || activity.reason === "converged");
}

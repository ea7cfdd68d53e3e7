// Starts, stops and replaces the participant of one visit, and says goodbye for it.

import type { LanguageModel } from "../../../shared/prompt/language-model.ts";
import type { Runtime } from "../../platform/platform.ts";
import { sayGoodbye } from "../federation/say-goodbye.ts";
import { describeFailure, parseChoice, pricesOf } from "../model/model-choice.ts";
import type { Outcome } from "../outcome.ts";
import { done, failed } from "../outcome.ts";
import type { Participant } from "../participant.ts";
import { createTuningParticipant } from "../run/tuning-participant.ts";
import type { Activity } from "../snapshot.ts";
import type { ChosenModel } from "./chosen-model.ts";
import type { SessionState } from "./session-state.ts";

export interface RunControl {
  start(): Promise<Outcome>;
  pause(): Promise<Outcome>;
  finish(): Promise<Outcome>;
  leave(withdraw: boolean): Promise<Outcome>;
  /** The budget or the key has changed: the next start makes another object, which goes on from the checkpoint. */
  retire(): Promise<void>;
  /**
   * Answers on other examples or of another model cannot be mixed with earlier ones: the private part begins anew. To the aggregator it is
   * the same participant, so that no invite is used up and nobody counts twice.
   */
  startOver(): Promise<void>;
}

/** A run in these does nothing by itself. */
const resting: ReadonlySet<Activity["type"]> = new Set(["paused", "finished", "failed"]);

export function createRunControl(visit: SessionState, chosen: ChosenModel, runtime: Runtime): RunControl {
  let participant: Participant | null = null;
  let turn: Promise<void> = Promise.resolve();
  let starting: Promise<Outcome> | null = null;
  /** Raised by whatever stops a run: a start that still waits for its language model then begins none. */
  let stops = 0;

  const stop = (): void => {
    stops++;
    starting = null;
  };
  const retire = async (): Promise<void> => {
    stop();
    const old = participant;
    participant = null;
    await old?.close();
    await turn;
  };
  const keepShown = async (): Promise<void> => {
    if (visit.view.snapshot) await visit.opened?.store.shown.save(visit.view.snapshot);
  };
  const ended = async (current: Participant): Promise<void> => {
    await keepShown();
    if (current === participant) await visit.keep({ running: false });
  };
  const begin = async (): Promise<Outcome> => {
    const before = stops;
    await turn;
    if (participant && goesOnAsAnother(participant)) {
      const old = participant;
      participant = null;
      await old.close();
    }
    let languageModel: LanguageModel;
    try {
      languageModel = await chosen.connected("run");
    } catch (error) {
      return stops === before ? describeFailure(error) : done;
    }
    const { opened, examples, kept } = visit;
    if (stops !== before || !opened || !examples) return done;
    const marked = visit.keep({ running: true });
    const { request } = opened;
    participant ??= createTuningParticipant({
      aggregator:
        request.type === "join"
          ? { origin: request.aggregator, taskId: request.taskId, invite: kept.invite, identity: kept.identity }
          : null,
      task: opened.task,
      settings: opened.settings,
      examples: examples.split,
      languageModel,
      budgetQueries: kept.budgetQueries,
      terms: { limits: kept.limits, prices: pricesOf(parseChoice(kept.languageModel)) },
      counted: chosen.counted,
      seed: kept.seed,
      store: opened.store.checkpoint,
      runtime,
      onSnapshot(snapshot) {
        visit.show({ snapshot, providerWait: null, cost: chosen.cost() });
        // The aggregator still answers what was on its way when the run stopped, and the next visit shows no less than this one.
        if (current === participant && resting.has(snapshot.activity.type)) keepShown().catch(() => undefined);
      },
    });
    const current = participant;
    turn = current.run().then(
      () => ended(current),
      (error: unknown) => {
        visit.show({ snapshot: { ...current.snapshot(), activity: describeFailure(error) } });
        return ended(current);
      },
    );
    await marked;
    return done;
  };

  return {
    retire,
    async startOver() {
      stop();
      // Only said where it is heard at once: nobody should wait for it.
      if (participant?.snapshot().connection === "online") await participant.leave(false);
      await retire();
      const identity = (await visit.opened?.store.checkpoint.load())?.identity;
      if (identity) await visit.keep({ identity });
      await visit.opened?.store.checkpoint.clear();
      await visit.opened?.store.shown.clear();
      visit.show({ snapshot: null });
    },
    async start() {
      if (!visit.opened) return failed("not-open", "No task is open.");
      if (!visit.examples) return failed("no-examples", "Add examples first.");
      if (visit.kept.running) return done;
      const missing = chosen.missing();
      if (missing) return failed(missing, "Enter the API key, unlock it, or choose the model's file again, to go on.");
      // A second start is the first one.
      const current = starting ?? begin();
      starting = current;
      const marked = visit.keep({ starting: true });
      const outcome = await current;
      await marked;
      if (starting === current) starting = null;
      // What another tab that took over keeps is its own.
      if (!starting && visit.view.tab === "here") await visit.keep({ starting: false });
      return outcome;
    },
    async pause() {
      stop();
      await visit.keep({ running: false, starting: false });
      await participant?.pause();
      await turn;
      return done;
    },
    async finish() {
      await participant?.finish();
      return done;
    },
    async leave(withdraw) {
      stop();
      const { opened } = visit;
      await visit.keep({ running: false, starting: false });
      const identity = (await opened?.store.checkpoint.load())?.identity ?? visit.kept.identity;
      let heard = true;
      if (participant) heard = await participant.leave(withdraw);
      else if (identity) heard = await sayGoodbye(identity, withdraw, runtime);
      await turn;
      if (!heard) return failed("not-connected", "The aggregator has not heard it. Try again when it can be reached.");
      if (withdraw) {
        participant = null;
        // What its connection has counted belongs to the run that is gone.
        chosen.disconnect();
        await visit.keep({ identity: null });
        await opened?.store.checkpoint.clear();
        await opened?.store.shown.clear();
        visit.show({ snapshot: null });
      }
      return done;
    },
  };
}

/** A finished participant runs no more; another one goes on from its checkpoint. Where budget or task allow nothing more, none is needed. */
function goesOnAsAnother(participant: Participant): boolean {
  const { activity } = participant.snapshot();
  return activity.type === "finished" && (activity.reason === "stopped" || activity.reason === "converged");
}

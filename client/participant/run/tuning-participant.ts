// The participant itself: holds private examples, tunes, contributes, and survives whatever happens to its tab. The algorithm is in
// shared/; here it is only fed with answers, saved and sent.

import type { WantedAnswer } from "../../../shared/algorithm/participant/answers.ts";
import { createNovelty } from "../../../shared/algorithm/participant/exhaustion.ts";
import { beginStep, finishStep, wantedAnswers, withAnswers } from "../../../shared/algorithm/participant/tuning.ts";
import type { StepProgress } from "../../../shared/algorithm/participant/tuning-state.ts";
import { modelDigest } from "../../../shared/algorithm/scale.ts";
import { nameOf } from "../../../shared/prompt/language-model.ts";
import { encodeStep } from "../../../shared/protocol/codec.ts";
import { GOODBYE_PATIENCE_MS, sayGoodbye } from "../federation/say-goodbye.ts";
import { limitOf, type ReachedLimit } from "../limits.ts";
import type { Participant, ParticipantOptions } from "../participant.ts";
import type { Activity, ParticipantSnapshot } from "../snapshot.ts";
import { createAllowance, type RunAllowance } from "./allowance.ts";
import { concludeRun, unmeasuredResult } from "./conclude-run.ts";
import { currentContent, describeConsensus, describeFavoured } from "./describe.ts";
import { failureOf } from "./failure.ts";
import { type OpenedParticipant, openParticipant } from "./open-participant.ts";
import { curveView, emptyCurve, startAnswers, withStep } from "./progress-curve.ts";
import { planRun, type RunPlan } from "./run-plan.ts";
import { createScorer, type Ended, isSpent, type RowScorer, type ScoredRow } from "./scorer.ts";
import { emptySnapshot, federationPart, tallyPart } from "./snapshot-parts.ts";
import { readyForStep } from "./step-gate.ts";
import type { Ask } from "./tuned-result.ts";

/** What is opened, for as long as it goes on. */
interface Run extends OpenedParticipant {
  readonly allowance: RunAllowance;
}

export function createTuningParticipant(options: ParticipantOptions): Participant {
  return new TuningParticipant(options);
}

class TuningParticipant implements Participant {
  readonly #options: ParticipantOptions;
  #snapshot: ParticipantSnapshot;
  #opened: OpenedParticipant | undefined;
  #stopping = new AbortController();
  /** Aborted by finish(): ends the tuning, not the run. */
  readonly #finishing = new AbortController();
  #running: Promise<void> | undefined;
  readonly #novelty = createNovelty();
  /** One for a whole run: it knows how long nothing was answered. */
  #scorer: RowScorer | undefined;

  constructor(options: ParticipantOptions) {
    this.#options = options;
    this.#snapshot = emptySnapshot(options.budgetQueries, options.aggregator ? "connecting" : "none");
  }

  snapshot(): ParticipantSnapshot {
    return this.#snapshot;
  }

  run(): Promise<void> {
    if (this.#snapshot.activity.type === "finished") return Promise.resolve();
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async pause(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async finish(): Promise<void> {
    this.#finishing.abort();
    await this.run();
  }

  async leave(withdraw: boolean): Promise<boolean> {
    await this.pause();
    const { store, runtime } = this.#options;
    const federation = this.#opened?.federation;
    let heard = true;
    if (federation) {
      heard = await federation.leave(withdraw, new AbortController().signal, GOODBYE_PATIENCE_MS);
      await this.#release();
    } else {
      const identity = (await store.load())?.identity ?? this.#options.aggregator?.identity;
      if (identity) heard = await sayGoodbye(identity, withdraw, runtime);
    }
    // What was not heard must be said again, and the identity is needed for it.
    if (withdraw && heard) await store.clear();
    return heard;
  }

  async close(): Promise<void> {
    await this.pause();
    await this.#release();
  }

  async #release(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    opened?.federation?.close();
    await opened?.memory.close();
  }

  async #run(): Promise<void> {
    this.#stopping = new AbortController();
    const { signal } = this.#stopping;
    this.#scorer = undefined;
    try {
      // What the aggregator refused before may pass now: this run finds out anew.
      if (this.#opened?.federation?.status.failure) await this.#release();
      const opened = await this.#open();
      const { terms = { limits: {}, prices: null }, counted = () => null, keySpending = () => null, runtime } = this.#options;
      const allowance = createAllowance({ terms, counted, keySpending, runtime, memory: opened.memory });
      const run = { ...opened, allowance };
      try {
        const limit = await this.#tune(run, signal);
        if (signal.aborted) this.#show({ activity: { type: "paused" } });
        else await this.#conclude(run, signal, limit);
      } finally {
        await allowance.end();
      }
    } catch (error) {
      if (signal.aborted) this.#show({ activity: { type: "paused" } });
      else await this.#fail(error);
    }
  }

  /** The best prompt so far is kept at every end, also where the model answers no more. */
  async #fail(error: unknown): Promise<void> {
    const { languageModel } = this.#options;
    const found = this.#opened && (await unmeasuredResult(this.#opened, languageModel).catch(() => null));
    this.#show({ ...(found ? { result: found } : {}), activity: failureOf(error) });
  }

  async #open(): Promise<OpenedParticipant> {
    if (this.#opened) return this.#opened;
    this.#show({ activity: { type: "joining" } });
    const opened = await openParticipant(this.#options, () => this.#showFederation());
    this.#opened = opened;
    const { identity, queries, tokens, tally } = opened.memory.checkpoint;
    this.#show({ participant: identity?.participant ?? null, queries, tokens, ...tallyPart(tally) });
    this.#showTuning(opened);
    return opened;
  }

  /** Steps until budget or limits are spent, nothing is left to learn, or somebody ends it. Resolves to the limit, if it was one. */
  async #tune(run: Run, stopping: AbortSignal): Promise<ReachedLimit | undefined> {
    const signal = AbortSignal.any([stopping, this.#finishing.signal]);
    const { allowance, memory } = run;
    try {
      for (let goesOn = true; goesOn && !this.#novelty.exhausted(); ) {
        const { problem, step, selection, test } = this.#plan(run);
        if (memory.checkpoint.queries + step + selection > this.#options.budgetQueries) break;
        allowance.demand(step + selection + test);
        goesOn = await allowance.keeping(selection + test, signal, (limited) => this.#step({ ...run, problem }, limited));
      }
    } catch (error) {
      // The step under way is given up, whatever it was waiting for; the answers it had are kept and not paid for again.
      if (!this.#finishing.signal.aborted && !isSpent(error)) throw error;
      return limitOf(error);
    }
    return undefined;
  }

  #plan({ problem, allowance, memory }: Run): RunPlan {
    const { curve, tuning } = memory.checkpoint;
    const options = { ...this.#options, startAnswers: curve?.start ?? [] };
    return planRun(problem, options, { allowed: allowance.queries(), steps: tuning.step });
  }

  /** False when there is to be no further step. */
  async #step(run: Run, signal: AbortSignal): Promise<boolean> {
    if (!(await readyForStep(run, signal, (activity) => this.#show({ activity })))) {
      if (isSpent(signal.reason)) throw signal.reason;
      return false;
    }
    const { problem, memory, federation } = run;
    const started = memory.checkpoint;
    let progress: StepProgress = beginStep(problem, started.tuning);
    while (progress.stage < progress.stages.length) {
      const { stage, racing, stages } = progress;
      const step = started.tuning.step + 1;
      const ask = this.#asking(run, signal, (done, total) => ({
        type: "scoring",
        step,
        prompts: racing.length,
        rows: stages[stage]?.length ?? 0,
        done,
        total,
      }));
      const wanted = wantedAnswers(progress);
      progress = withAnswers(problem, progress, await ask(wanted));
      this.#novelty.ask(wanted);
    }
    this.#novelty.endStep();
    const { tuning, queries, tokens, history } = memory.checkpoint;
    const finished = finishStep(problem, tuning, progress);
    const { accuracy, contribution } = finished;
    const point = {
      queries,
      iteration: tuning.view.iteration,
      staleness: memory.checkpoint.tally.stalenessLast,
      loss: finished.meanLoss,
      accuracy: accuracy.right / accuracy.asked,
    };
    // What a step cost that was answered too little to contribute is told with the next one's cost, so it leaves no point behind.
    const change = { tuning: finished.state, history: contribution ? [...history, point] : history };
    if (federation && contribution) {
      const { rung } = this.#options.languageModel.capabilities;
      const model = modelDigest(problem.space.digest, nameOf(this.#options.languageModel));
      await federation.submit(
        encodeStep({
          ...contribution,
          scale: { loss: problem.lossKind, rung, layout: problem.layout, model },
          queries: queries - (history.at(-1)?.queries ?? 0),
          tokens: Math.max(0, tokens - started.tokens),
          accuracy,
        }),
        (queued) => memory.update({ ...change, ...queued }),
      );
    } else await memory.update(change);
    this.#showTuning(run);
    await this.#chart(run, signal, progress);
    return true;
  }

  /** After the contribution, which others wait for. */
  async #chart(run: Run, signal: AbortSignal, progress: StepProgress): Promise<void> {
    const { problem, memory } = run;
    const { tuning, history, queries, curve = emptyCurve } = memory.checkpoint;
    const ask = this.#asking(run, signal, (done, total) => ({ type: "scoring", step: tuning.step, prompts: 1, rows: total, done, total }));
    const start = await startAnswers(problem, curve, ask);
    const reached = history.at(-1)?.queries ?? queries;
    await memory.update({ curve: withStep(problem, { ...curve, start }, { tuning, progress, queries: reached }) });
    this.#showTuning(run);
  }

  async #conclude(run: Run, signal: AbortSignal, limit: ReachedLimit | undefined): Promise<void> {
    const { problem } = this.#plan(run);
    const result = await run.allowance.keeping(0, signal, (limited) =>
      concludeRun(
        { ...run, problem },
        {
          languageModel: this.#options.languageModel,
          signal,
          selecting: this.#asking(run, limited, (done, total) => ({ type: "selecting", done, total }), "select"),
          testing: this.#asking(run, limited, (done, total) => ({ type: "testing", done, total }), "test"),
          answering: run.answering,
          onView: (view) => this.#show({ iteration: view.iteration, consensus: describeConsensus(run.space, view) }),
        },
      ),
    );
    const reason = this.#reason(run);
    const testRows = { asked: problem.test.length, of: this.#options.examples.test.length };
    this.#show({
      result: { ...result, testRows },
      activity: { type: "finished", reason, ...(reason === "budget" && limit ? { limit } : {}) },
    });
  }

  #reason({ federation }: OpenedParticipant): Extract<Activity, { type: "finished" }>["reason"] {
    if (federation?.status.phase === "closed") return "closed";
    if (this.#finishing.signal.aborted) return "stopped";
    return this.#novelty.exhausted() ? "converged" : "budget";
  }

  /** Asks the language model, counts, and shows how far it is. */
  #asking(
    { problem, memory, allowance, answering }: Run,
    signal: AbortSignal,
    activity: (done: number, total: number) => Activity,
    stage: "tune" | "select" | "test" = "tune",
  ): Ask {
    const purpose = stage === "tune" ? "tune" : "conclude";
    const { languageModel, runtime } = this.#options;
    this.#scorer ??= createScorer(problem, languageModel, { sleep: runtime.sleep, answering });
    const scorer = this.#scorer;
    return async (wanted: readonly WantedAnswer[]): Promise<readonly ScoredRow[]> => {
      this.#show({ activity: activity(0, wanted.length) });
      const onEnd = (ended: Ended): void => {
        allowance.count(ended, stage === "test" ? "test" : "budget");
        if (stage === "test") this.#show({ testQueries: this.#snapshot.testQueries + ended.requests });
        const unanswered = this.#snapshot.unanswered + (ended.how === "refused" ? 1 : 0);
        const { queries, tokens } = memory.checkpoint;
        this.#show({ queries, tokens, unanswered, activity: activity(ended.done, wanted.length) });
      };
      try {
        return await allowance.asking(() => scorer.score(wanted, { signal, purpose, onEnd }));
      } finally {
        await memory.update({});
      }
    };
  }

  #showTuning({ space, problem, memory }: OpenedParticipant): void {
    const { tuning, history, curve } = memory.checkpoint;
    this.#show({
      step: tuning.step,
      iteration: tuning.view.iteration,
      history,
      curve: curveView(problem, curve ?? emptyCurve),
      consensus: describeConsensus(space, tuning.view),
      current: currentContent(problem, tuning),
      favoured: describeFavoured(problem, tuning.upper),
    });
  }

  #showFederation(): void {
    const opened = this.#opened;
    if (!opened?.federation) return;
    const { status } = opened.federation;
    const { tuning, tally } = opened.memory.checkpoint;
    this.#show({ ...federationPart(status), ...tallyPart(tally), iteration: tuning.view.iteration });
  }

  #show(change: Partial<ParticipantSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    this.#options.onSnapshot(this.#snapshot);
  }
}

// The participant itself: holds private examples, tunes, contributes, and survives whatever happens to its tab. The algorithm is in shared/;
// here it is only fed with answers, saved and sent.

import * as v from "valibot";
import { createProblem, type Problem } from "../../shared/algorithm/problem.ts";
import { selectionCost } from "../../shared/algorithm/selection.ts";
import { type Settings, settingsSchema } from "../../shared/algorithm/settings.ts";
import type { View } from "../../shared/algorithm/state.ts";
import {
  beginStep,
  finishStep,
  initialTuning,
  type StepProgress,
  stepCost,
  uniformView,
  type WantedAnswer,
  wantedAnswers,
  withAnswers,
} from "../../shared/algorithm/tuning.ts";
import { LanguageModelError } from "../../shared/prompt/language-model-error.ts";
import { type SearchSpace, searchSpaceOf } from "../../shared/prompt/search-space.ts";
import { type Task, taskSchema } from "../../shared/prompt/task.ts";
import { encodeFloat32, encodeUint16 } from "../../shared/protocol/vector-codec.ts";
import { leastBudget, planBudget } from "./budget-plan.ts";
import { currentContent, describeConsensus, describeFavoured } from "./describe.ts";
import { FederationError, failureOf } from "./failure.ts";
import { type Federation, openFederation } from "./federation.ts";
import { GOODBYE_PATIENCE_MS, sayGoodbye } from "./goodbye.ts";
import { joinTask } from "./join.ts";
import { createMemory, type Memory } from "./memory.ts";
import type { Participant, ParticipantOptions } from "./participant.ts";
import { type Checkpoint, emptyTally } from "./participant-store.ts";
import { type Answered, scoreAll } from "./scoring.ts";
import type { Activity, ParticipantSnapshot } from "./snapshot.ts";
import { emptySnapshot, federationPart, incumbentAccuracy, tallyPart } from "./snapshot-parts.ts";
import { type Ask, select, testedResult } from "./tuned-result.ts";

/** Unanswered contributions after which the participant waits for the aggregator instead of scoring on. */
const OUTBOX_LIMIT = 8;
/** How long a step waits for the answer to the one before; then it goes on with the view it has. */
const REPLY_PATIENCE_MS = 3_000;
/** How long the end of a run waits for the last answers or the newest view. */
const END_PATIENCE_MS = 10_000;
/** Steps in a row that cost no query: every prompt they drew was known already, so more of them would never end. */
const IDLE_STEPS = 8;
interface Opened {
  readonly space: SearchSpace;
  readonly problem: Problem;
  readonly memory: Memory;
  readonly federation: Federation | null;
}

export class TuningParticipant implements Participant {
  readonly #options: ParticipantOptions;
  #snapshot: ParticipantSnapshot;
  #opened: Opened | undefined;
  #stopping = new AbortController();
  #finishing = false;
  #running: Promise<void> | undefined;

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
    this.#finishing = true;
    await this.run();
  }

  async leave(withdraw: boolean): Promise<boolean> {
    await this.pause();
    const { store, runtime } = this.#options;
    const federation = this.#opened?.federation;
    let heard = true;
    if (federation) {
      heard = await federation.leave(withdraw, new AbortController().signal, GOODBYE_PATIENCE_MS);
      federation.close();
      this.#opened = undefined;
    } else {
      const identity = (await store.load())?.identity;
      if (identity) heard = await sayGoodbye(identity, withdraw, runtime);
    }
    // What was not heard must be said again, and the identity is needed for it.
    if (withdraw && heard) await store.clear();
    return heard;
  }

  async #run(): Promise<void> {
    this.#stopping = new AbortController();
    const { signal } = this.#stopping;
    try {
      const opened = await this.#open();
      while (!this.#finishing && this.#affords(opened) && !exhausted(opened.memory.checkpoint)) {
        if (!(await this.#readyForStep(opened, signal))) break;
        await this.#step(opened, signal);
      }
      if (signal.aborted) this.#show({ activity: { type: "paused" } });
      else await this.#conclude(opened, signal);
    } catch (error) {
      this.#show({ activity: signal.aborted ? { type: "paused" } : failureOf(error) });
    }
  }

  /** Once per life of the object: loads or joins, and connects. */
  async #open(): Promise<Opened> {
    if (this.#opened) return this.#opened;
    this.#show({ activity: { type: "joining" } });
    const { aggregator, store, runtime, examples, languageModel, seed } = this.#options;
    const kept = await store.load();
    const joined = aggregator && !kept?.taskView ? await joinTask(aggregator, runtime) : null;
    const taskView = joined ?? kept?.taskView ?? null;
    const task: Task = v.parse(taskSchema, taskView?.task ?? this.#options.task);
    const settings: Settings = v.parse(settingsSchema, taskView?.settings ?? this.#options.settings);
    const space = searchSpaceOf(task);
    const input = { space, settings, layout: languageModel.capabilities.layout, alone: !aggregator, ...examples, seed: String(seed) };
    const problem = createProblem({ ...input, ...planBudget(createProblem(input), this.#options.budgetQueries) });
    const first: Checkpoint = kept ?? {
      identity:
        aggregator && joined
          ? {
              aggregator: aggregator.origin,
              taskId: aggregator.taskId,
              participant: joined.participant,
              participantToken: joined.participantToken,
            }
          : null,
      taskView: joined && { task: joined.task, settings: joined.settings },
      epoch: 0,
      tuning: initialTuning(problem, uniformView(problem)),
      outbox: [],
      seq: 0,
      queries: 0,
      tokens: 0,
      history: [],
      tally: emptyTally,
    };
    const memory = createMemory(first, store);
    await memory.update({});
    // After saving: whoever raises the budget goes on with the place it has.
    const { budgetQueries } = this.#options;
    const least = leastBudget(problem);
    if (first.queries === 0 && budgetQueries < least) {
      throw new LanguageModelError("budget-queries", { detail: `${budgetQueries} allowed, at least ${least} needed` });
    }
    const { identity } = first;
    const federation = identity ? openFederation({ problem, memory, identity, runtime, onChange: () => this.#showFederation() }) : null;
    this.#opened = { space, problem, memory, federation };
    this.#show({ participant: identity?.participant ?? null, queries: first.queries, tokens: first.tokens, ...tallyPart(first.tally) });
    this.#showTuning(this.#opened);
    return this.#opened;
  }

  /** Waits for the aggregator only as far as it must: a first hello, a full outbox, an owner's pause, or an iteration that others delay. */
  async #readyForStep({ federation, memory }: Opened, signal: AbortSignal): Promise<boolean> {
    if (!federation) return !signal.aborted;
    const { status } = federation;
    const unanswered = (): number => memory.checkpoint.outbox.length;
    const wait = async (reason: "reply" | "offline" | "paused", condition: () => boolean, patienceMs?: number): Promise<void> => {
      if (condition()) return;
      this.#show({ activity: { type: "waiting-for-aggregator", reason } });
      await federation.until(() => condition() || status.phase === "closed", signal, patienceMs);
    };
    // The first hello has to be waited for; after that a step may be based on an older view, but not for want of a moment's patience.
    await wait("offline", () => status.ready, memory.checkpoint.epoch === 0 ? undefined : REPLY_PATIENCE_MS);
    await wait("paused", () => status.phase !== "paused");
    await wait("reply", () => unanswered() === 0, status.connection === "online" ? REPLY_PATIENCE_MS : 0);
    await wait("reply", () => !status.received);
    await wait("offline", () => unanswered() < OUTBOX_LIMIT);
    if (status.failure) throw new FederationError(status.failure.code, status.failure.message);
    return !signal.aborted && status.phase !== "closed";
  }

  async #step(opened: Opened, signal: AbortSignal): Promise<void> {
    const { problem, memory, federation } = opened;
    const started = memory.checkpoint;
    let progress: StepProgress = beginStep(problem, started.tuning);
    while (progress.stage < progress.stages.length) {
      const { stage, racing, stages } = progress;
      const step = started.tuning.step + 1;
      const ask = this.#asking(opened, signal, (done, total) => ({
        type: "scoring",
        step,
        prompts: racing.length,
        rows: stages[stage]?.length ?? 0,
        done,
        total,
      }));
      progress = withAnswers(problem, progress, await ask(wantedAnswers(progress)));
    }
    const { tuning, queries, tokens, history } = memory.checkpoint;
    const finished = finishStep(problem, tuning, progress);
    const [best] = finished.state.incumbents;
    const point = {
      queries,
      iteration: tuning.view.iteration,
      staleness: memory.checkpoint.tally.stalenessLast,
      loss: finished.meanLoss,
      bestLoss: best?.loss ?? Number.NaN,
      bestAccuracy: best ? incumbentAccuracy(problem, best) : Number.NaN,
    };
    const change = { tuning: finished.state, history: [...history, point] };
    const { contribution } = finished;
    if (federation && contribution) {
      const { rung } = this.#options.languageModel.capabilities;
      await federation.submit(
        {
          type: "contribute",
          samples: encodeUint16(contribution.samples),
          losses: encodeFloat32(contribution.losses),
          onDistribution: contribution.onDistribution,
          rung,
          loss: problem.lossKind,
          queries: queries - (history.at(-1)?.queries ?? 0),
          tokens: Math.max(0, tokens - started.tokens),
        },
        change,
      );
    } else await memory.update(change);
    this.#showTuning(opened);
  }

  async #conclude(opened: Opened, signal: AbortSignal): Promise<void> {
    const { problem, memory, federation } = opened;
    const { languageModel } = this.#options;
    let view: View = memory.checkpoint.tuning.view;
    if (federation) {
      const settled = (): boolean => memory.checkpoint.outbox.length === 0 || federation.status.phase === "closed";
      await federation.until(settled, signal, END_PATIENCE_MS);
      view = await federation.observe(signal, END_PATIENCE_MS);
      // An iteration of several must not wait for one that sends no more, however long its tab stays open.
      if (problem.settings.minActive > 1) await federation.leave(false, signal, END_PATIENCE_MS);
    } else {
      // Alone, one's own distribution is the consensus.
      view = { ...view, z: Float32Array.from(memory.checkpoint.tuning.lower.distribution) };
    }
    this.#show({ iteration: view.iteration, consensus: describeConsensus(opened.space, view) });
    const selection = await select(
      problem,
      memory.checkpoint.tuning,
      view,
      this.#asking(opened, signal, (done, total) => ({ type: "selecting", done, total })),
    );
    const asking = this.#asking(opened, signal, (done, total) => ({ type: "testing", done, total }), "test");
    const result = await testedResult(problem, selection, languageModel, asking);
    this.#show({ result, activity: { type: "finished", reason: this.#reason(opened) } });
  }

  #reason({ memory, federation }: Opened): Extract<Activity, { type: "finished" }>["reason"] {
    if (federation?.status.phase === "closed") return "closed";
    if (this.#finishing) return "stopped";
    return exhausted(memory.checkpoint) ? "converged" : "budget";
  }

  /** Asks the language model, counts, and shows how far it is. */
  #asking(
    { problem, memory }: Opened,
    signal: AbortSignal,
    activity: (done: number, total: number) => Activity,
    purpose: "tune" | "test" = "tune",
  ): Ask {
    return async (wanted: readonly WantedAnswer[]): Promise<readonly Answered[]> => {
      this.#show({ activity: activity(0, wanted.length) });
      const answered = await scoreAll(problem, this.#options.languageModel, wanted, {
        signal,
        onAnswer: (usage, done) => {
          if (purpose === "test") this.#show({ testQueries: this.#snapshot.testQueries + usage.attempts });
          else memory.count(usage.attempts, usage.promptTokens + usage.completionTokens);
          this.#show({ queries: memory.checkpoint.queries, tokens: memory.checkpoint.tokens, activity: activity(done, wanted.length) });
        },
      });
      await memory.update({});
      return answered;
    };
  }

  #affords({ problem, memory }: Opened): boolean {
    return memory.checkpoint.queries + stepCost(problem) + selectionCost(problem) <= this.#options.budgetQueries;
  }

  #showTuning({ space, problem, memory }: Opened): void {
    const { tuning, history } = memory.checkpoint;
    this.#show({
      step: tuning.step,
      iteration: tuning.view.iteration,
      history,
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

/** A search space small enough to be known by heart: no budget would ever be spent on it. */
function exhausted({ history }: Pick<Checkpoint, "history">): boolean {
  return history.length > IDLE_STEPS && history.at(-1 - IDLE_STEPS)?.queries === history.at(-1)?.queries;
}

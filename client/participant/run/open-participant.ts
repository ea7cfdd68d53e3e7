// How a participant begins: goes on from what is kept, or looks at the task, sees whether it can be tuned here at all, and only then joins.
// An invite may be used so often only: none is spent on a task that these examples or this budget do not fit.

import * as v from "valibot";
import { askingFault } from "../../../shared/algorithm/learning-floor.ts";
import { leastBudget } from "../../../shared/algorithm/participant/budget-plan.ts";
import { createProblem, type TuningProblem } from "../../../shared/algorithm/participant/problem.ts";
import { initialTuning, uniformView } from "../../../shared/algorithm/participant/tuning.ts";
import { type Settings, settingsSchema } from "../../../shared/algorithm/settings.ts";
import { type LanguageModel, nameOf } from "../../../shared/prompt/language-model.ts";
import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import { type SearchSpace, searchSpaceOf } from "../../../shared/prompt/search-space.ts";
import { isAnswerTask, type Task, taskSchema } from "../../../shared/prompt/task.ts";
import type { TaskView } from "../../../shared/protocol/messages.ts";
import { refusals } from "../../../shared/protocol/refusal.ts";
import type { Runtime } from "../../platform/platform.ts";
import { AggregatorError } from "../federation/aggregator-error.ts";
import { lookAtTask, readTask, requestToJoin } from "../federation/aggregator-http.ts";
import { type Federation, openFederation } from "../federation/federation.ts";
import type { Identity } from "../federation/identity.ts";
import { emptyTally } from "../federation/tally.ts";
import { nothingSpent } from "../limits.ts";
import { type AggregatorAddress, type ParticipantOptions, TESTED_PROMPTS } from "../participant.ts";
import type { Checkpoint } from "../participant-store.ts";
import { createMemory, type Memory } from "../store/checkpoint-memory.ts";
import { federatedPart } from "../store/federated-part.ts";
import type { AnswerScoring } from "./answer-scoring.ts";
import { testedRows } from "./tested-rows.ts";

export interface OpenedParticipant {
  readonly space: SearchSpace;
  /** With all the prompts and rows that a budget without end would allow: see `plannedFor`. */
  readonly problem: TuningProblem;
  readonly memory: Memory;
  /** null when tuning alone. */
  readonly federation: Federation | null;
  /** Of a task whose answers are no single labels. */
  readonly answering?: AnswerScoring | undefined;
}

/** Once per life of a participant. @throws what `failureOf` can name. */
export async function openParticipant(options: ParticipantOptions, onFederation: () => void): Promise<OpenedParticipant> {
  const { aggregator, store, runtime } = options;
  const kept = await store.load();
  const member = kept || !aggregator?.identity ? null : await stillMember(aggregator.identity, runtime);
  const found = kept?.taskView ?? member?.view ?? (aggregator ? await lookAtTask(aggregator, runtime) : options);
  const task: Task = v.parse(taskSchema, found.task);
  const settings: Settings = v.parse(settingsSchema, found.settings);
  if (aggregator && askingFault(settings)) throw new AggregatorError("asks-without-learning", refusals["asks-without-learning"].help);
  const space = searchSpaceOf(task);
  const problem = problemOf(space, settings, options);
  // Loaded where it is used: few tasks have answers that are no single labels.
  const answering = isAnswerTask(task)
    ? (await import("./answer-scoring.ts")).createAnswerScoring(problem, options.languageModel, options.checker)
    : undefined;
  if ((kept?.queries ?? 0) === 0) checkBudget(problem, options);
  if (aggregator) checkModel(task, options.languageModel);
  const identity = kept ? kept.identity : (member?.identity ?? (aggregator && (await join(aggregator, space.digest, options))));
  const taskView = aggregator && { task: found.task, settings: found.settings };
  const memory = createMemory(kept ?? firstCheckpoint(problem, identity, taskView), store);
  await memory.update({});
  const federation = identity
    ? openFederation({ task: problem, memory: federatedPart(memory), identity, runtime, onChange: onFederation })
    : null;
  return { space, problem, memory, federation, answering };
}

function problemOf(space: SearchSpace, settings: Settings, options: ParticipantOptions): TuningProblem {
  const { aggregator, languageModel, seed, terms } = options;
  const examples = { ...options.examples, test: testedRows(options.examples.test, terms?.limits ?? {}) };
  const { layout } = languageModel.capabilities;
  return createProblem({ space, settings, layout, alone: !aggregator, ...examples, seed: String(seed) });
}

/** The budget counts requests, the algorithm answers. */
export function budgetPerAnswer({ capabilities }: LanguageModel, { space }: Pick<TuningProblem, "space">): number {
  return capabilities.requestsPerAnswer?.(space.task.labels.length) ?? 1;
}

/** null where the aggregator no longer knows the participant, who can only join again. */
async function stillMember(identity: Identity, runtime: Runtime): Promise<{ readonly identity: Identity; readonly view: TaskView } | null> {
  try {
    return { identity, view: await readTask(identity, runtime) };
  } catch (error) {
    if (error instanceof AggregatorError && error.code === "unauthorised") return null;
    throw error;
  }
}

function checkBudget(problem: TuningProblem, { languageModel, budgetQueries, keySpending }: ParticipantOptions): void {
  const perAnswer = budgetPerAnswer(languageModel, problem);
  const least = leastBudget(problem) * perAnswer;
  const detail = (allowed: number, needed: number): string => `${allowed} allowed, at least ${needed} needed`;
  if (budgetQueries < least) throw new LanguageModelError("budget-queries", { detail: detail(budgetQueries, least) });
  const left = keySpending?.()?.left ?? Number.POSITIVE_INFINITY;
  const measured = least + TESTED_PROMPTS * problem.test.length * perAnswer;
  if (left < measured) throw new LanguageModelError("budget-key", { detail: detail(left, measured) });
}

/** An invite is not spent on a task that this model may not take part in [A23c]. */
function checkModel({ requiredModel }: Task, languageModel: LanguageModel): void {
  const alike = (name: string): string => name.trim().toLowerCase();
  if (requiredModel !== undefined && alike(requiredModel) !== alike(nameOf(languageModel)))
    throw new AggregatorError("wrong-model", `The task wants ${requiredModel}, chosen is ${nameOf(languageModel)}.`);
}

/** A task that was changed since it was looked at is not the one that was agreed to. */
async function join(aggregator: AggregatorAddress, digest: string, { runtime }: ParticipantOptions): Promise<Identity> {
  const { participant, participantToken } = await requestToJoin({ ...aggregator, digest }, runtime);
  return { aggregator: aggregator.origin, taskId: aggregator.taskId, participant, participantToken };
}

function firstCheckpoint(problem: TuningProblem, identity: Identity | null, taskView: Checkpoint["taskView"]): Checkpoint {
  return {
    identity,
    taskView,
    epoch: 0,
    tuning: initialTuning(problem, uniformView(problem)),
    outbox: [],
    seq: 0,
    queries: 0,
    tokens: 0,
    spent: nothingSpent,
    history: [],
    tally: emptyTally,
  };
}

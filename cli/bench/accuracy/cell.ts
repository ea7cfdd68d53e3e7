// One cell of the table: one method on one data set with one seed. The method gets no test row; what it found is tested here, once.

import { leastBudget } from "../../../shared/algorithm/participant/budget-plan.ts";
import { createProblem } from "../../../shared/algorithm/participant/problem.ts";
import type { Settings } from "../../../shared/algorithm/settings.ts";
import { digestOf } from "../../../shared/math/digest.ts";
import type { MethodPrompt, MethodShare } from "../../../shared/methods/method.ts";
import type { NamedMethod } from "../../../shared/methods/methods.ts";
import { testPrompt } from "../../../shared/methods/tested.ts";
import { predictedLabel } from "../../../shared/prompt/loss.ts";
import { minePhrases } from "../../../shared/prompt/phrase-mining.ts";
import { searchSpaceOf } from "../../../shared/prompt/search-space.ts";
import type { Example, Task } from "../../../shared/prompt/task.ts";
import type { DataFolder } from "../../data/data-folder.ts";
import { shareOut } from "../../data/data-folder.ts";
import { CommandFailure } from "../../terminal/command.ts";
import type { CachedModel } from "./cached-model.ts";
import { PHRASES } from "./phrases.ts";

export interface CellSpec {
  readonly set: string;
  readonly method: string;
  readonly seed: number;
  readonly budgetQueries: number;
  /** 1 where one participant holds everything. */
  readonly participants: number;
  readonly labelWords: "own" | "tuned";
  /** dataDigest of the set: other examples under the same name are another cell. */
  readonly data: string;
}

/** One participant's prompt on the test rows. */
export interface Tested {
  /** A digit per test row, 1 where it is right: without and with label offsets. */
  readonly bare: string;
  readonly calibrated: string;
  /** Queries of tuning and selection. */
  readonly queries: number;
}

export interface Cell extends CellSpec {
  readonly tested: readonly Tested[];
  /** Prompt tokens of tuning and selection, all participants. */
  readonly tokens: number;
  /** Of tuning and selection, as if no answer had been remembered. */
  readonly seconds: number;
  /** The first participant's prompt, but for its demonstrations' texts: enough to see what was found. */
  readonly phrases: readonly string[];
  readonly words: readonly string[];
}

/**
 * n-gram slots of the methods that tune a fragment of words, and n-grams in each. The paper: 75 slots of 100; that is hundreds of tokens a
 * query.
 */
const FRAGMENT_SLOTS = 5;
const FRAGMENT_NGRAMS = 50;

export interface CellInput {
  readonly data: DataFolder;
  readonly method: NamedMethod;
  readonly spec: CellSpec;
  readonly settings: Settings;
  readonly model: CachedModel;
}

export async function runCell({ data, method, spec, settings, model }: CellInput): Promise<Cell> {
  const began = Date.now();
  const tokensBefore = model.tokens();
  const rememberedBefore = model.rememberedMs();
  const shares = sharesOf(data, spec.participants);
  const task = taskOf(data);
  const mined = minePhrases([...data.train, ...data.pool].map(textOf), { minCount: 2, limit: FRAGMENT_NGRAMS });
  const prompts = await method.run({
    task,
    minedPhrases: Array.from({ length: FRAGMENT_SLOTS }, () => mined),
    settings,
    shares,
    budgetQueries: spec.budgetQueries,
    seed: `${spec.set}/${spec.seed}`,
    model,
  });
  const tokens = model.tokens() - tokensBefore;
  const seconds = (Date.now() - began + model.rememberedMs() - rememberedBefore) / 1_000;
  const tested: Tested[] = [];
  for (const [v, prompt] of prompts.entries()) {
    const share = shares[v];
    if (share) tested.push(await testOf(prompt, share, data, model));
  }
  const [first] = data.test;
  const content = first && prompts[0]?.contentFor(first);
  return { ...spec, tested, tokens, seconds, phrases: content?.phrases ?? [], words: content?.labelWords ?? [] };
}

/** Tells apart what was measured on: everything of the folder that a cell depends on, with the phrases of this bench. */
export function dataDigest(data: DataFolder): string {
  const { train, pool, validation, test, partition } = data;
  return digestOf(JSON.stringify([taskOf(data), train, pool, validation, test, partition])).slice(0, 16);
}

/** Without the test rows, which no method may see. @throws CommandFailure when a participant is left without a training example. */
export function sharesOf(data: DataFolder, participants: number): MethodShare[] {
  return shareOut(data, participants, "dirichlet").map(({ train, pool, validation }, p) => {
    if (train.length === 0) throw new CommandFailure(`${data.name}: participant ${p + 1} would have no training example: use fewer`);
    return { train, pool, validation };
  });
}

/** Fewest queries of each participant that allow the default method one step and the selection. */
export function leastBudgetOf(data: DataFolder, participants: number, settings: Settings): number {
  const input = { space: searchSpaceOf(taskOf(data)), settings, layout: "completion", alone: true, test: [], seed: "" } as const;
  return Math.max(...sharesOf(data, participants).map((share) => leastBudget(createProblem({ ...input, ...share }))));
}

function taskOf(data: DataFolder): Task {
  return { ...data.task, phrases: PHRASES.map((slot) => [...slot]) };
}

async function testOf(prompt: MethodPrompt, share: MethodShare, data: DataFolder, model: CachedModel): Promise<Tested> {
  const { labels } = data.task;
  const { rows, offsets } = await testPrompt(prompt, share, data.test, labels, model);
  const marks = (given: ArrayLike<number>): string =>
    rows.map((row) => (predictedLabel(row.logProbs, given) === row.label ? "1" : "0")).join("");
  return { bare: marks(labels.map(() => 0)), calibrated: marks(offsets), queries: prompt.queries };
}

function textOf({ text, text2 }: Example): string {
  return text2 === undefined ? text : `${text}\n${text2}`;
}

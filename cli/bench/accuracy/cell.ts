// One cell of the table: one method on one data set with one seed. The method gets no test row; what it found is tested here, once.

import type { Settings } from "../../../shared/algorithm/settings.ts";
import type { MethodPrompt, MethodShare } from "../../../shared/methods/method.ts";
import type { NamedMethod } from "../../../shared/methods/methods.ts";
import { testPrompt } from "../../../shared/methods/tested.ts";
import { predictedLabel } from "../../../shared/prompt/loss.ts";
import { minePhrases } from "../../../shared/prompt/phrase-mining.ts";
import type { Example, Task } from "../../../shared/prompt/task.ts";
import type { DataFolder } from "../../data-folder.ts";
import { shareOut } from "../../data-folder.ts";
import type { CachedModel } from "./cached-model.ts";
import { PHRASES } from "./phrases.ts";

export interface CellSpec {
  readonly set: string;
  readonly method: string;
  readonly seed: number;
  readonly budgetQueries: number;
  readonly labelWords: "own" | "tuned";
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
  readonly seconds: number;
  /** The first participant's prompt, but for its demonstrations' texts: enough to see what was found. */
  readonly phrases: readonly string[];
  readonly words: readonly string[];
}

/** n-gram slots of the methods that tune a fragment of words, and n-grams in each. The paper: 75 slots of 100; that is hundreds of tokens a query. */
const FRAGMENT_SLOTS = 5;
const FRAGMENT_NGRAMS = 50;

export interface CellInput {
  readonly data: DataFolder;
  readonly method: NamedMethod;
  readonly spec: CellSpec;
  readonly settings: Settings;
  readonly participants: number;
  readonly model: CachedModel;
}

export async function runCell({ data, method, spec, settings, participants, model }: CellInput): Promise<Cell> {
  const began = Date.now();
  const tokensBefore = model.tokens();
  const shares: MethodShare[] = shareOut(data, method.setting === "pooled" ? 1 : participants, "dirichlet").map(
    ({ train, pool, validation }) => ({ train, pool, validation }),
  );
  const task: Task = { ...data.task, phrases: PHRASES.map((slot) => [...slot]) };
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
  const seconds = (Date.now() - began) / 1_000;
  const tested: Tested[] = [];
  for (const [v, prompt] of prompts.entries()) {
    const share = shares[v];
    if (share) tested.push(await testOf(prompt, share, data, model));
  }
  const [first] = data.test;
  const content = first && prompts[0]?.contentFor(first);
  return { ...spec, tested, tokens, seconds, phrases: content?.phrases ?? [], words: content?.labelWords ?? [] };
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

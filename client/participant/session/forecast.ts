// The forecast of a run's cost: queries, tokens, money and time as honest ranges, and "unknown" where nothing is known.

import { leastBudget } from "../../../shared/algorithm/participant/budget-plan.ts";
import { createProblem } from "../../../shared/algorithm/participant/problem.ts";
import type { Settings } from "../../../shared/algorithm/settings.ts";
import { mean } from "../../../shared/math/mean.ts";
import { contentOf, type PromptContent, renderPrompt } from "../../../shared/prompt/render.ts";
import { initialLowerChoice, type SearchSpace, searchSpaceOf } from "../../../shared/prompt/search-space.ts";
import type { Example, Task } from "../../../shared/prompt/task.ts";
import type { CapabilityRecord } from "../../language-model/scoring/capability-record.ts";
import { requestsPerAnswer } from "../../language-model/scoring/requests-per-answer.ts";
import { costOf, type Prices } from "../../language-model/transport/prices.ts";
import { LIMIT_NAMES, type LimitName, type Limits } from "../limits.ts";
import type { LocalExamples } from "../participant.ts";
import { TESTED_PROMPTS } from "../participant.ts";
import { testedRows } from "../run/tested-rows.ts";

type Range = readonly [low: number, high: number];

export interface Forecast {
  /** What is left of the budget. */
  readonly queries: number;
  /** A smaller budget allows no step at all. */
  readonly leastQueries: number;
  /** A limit that the least there is would pass, at the low end of the ranges. */
  readonly tooSmall: LimitName | null;
  /** Asked on top of the budget: the test at the end, once per prompt, and finding out the layout. */
  readonly extraQueries: number;
  /** How many test examples are asked about, of how many. */
  readonly testRows: { readonly asked: number; readonly of: number };
  readonly tokens: Range;
  /** In the currency of the prices; free where nobody is paid for an answer. */
  readonly cost: Range | "free" | "unknown";
  /** Without the waits a provider may ask for. */
  readonly timeMs: Range | "unknown";
}

export interface ForecastInput {
  readonly task: Task;
  readonly settings: Settings;
  readonly examples: LocalExamples;
  readonly alone: boolean;
  readonly budgetQueries: number;
  readonly limits: Limits;
  /** Of the budget, by an earlier part of the same run. */
  readonly spentQueries: number;
  readonly kind: "simulated" | "http" | "in-tab";
  readonly triesLayouts: boolean;
  /** null before a connection was tested. */
  readonly capability: CapabilityRecord | null;
  readonly prices: Prices | null;
}

/** Tokens per character: prose of large tokenisers at the low end, other scripts and small vocabularies at the high end. */
const TOKENS_PER_CHARACTER: Range = [0.2, 0.4];
/** A simulated answer and all that surrounds it: two to three on the machine this was written on. */
const SIMULATED_MS: Range = [0.5, 10];
/** Trials of three layouts on eight examples each, and the probe. */
const LAYOUT_QUERIES = 34;

/** @throws RangeError when the examples do not fit the task. */
export function forecastOf(input: ForecastInput): Forecast {
  const { task, settings, examples, capability, kind } = input;
  const space = searchSpaceOf(task);
  const layout = capability?.layout ?? "completion";
  const problem = createProblem({ space, settings, layout, alone: input.alone, ...examples, seed: "" });
  const perAnswer = capability ? requestsPerAnswer(capability, task.labels.length) : 1;
  const asked = testedRows(examples.test, input.limits).length;
  const extraQueries = TESTED_PROMPTS * asked * perAnswer + (input.triesLayouts ? LAYOUT_QUERIES : 0);
  const left = Math.max(0, input.budgetQueries - input.spentQueries);
  const queries = left + extraQueries;
  const characters = promptCharacters(space, examples);
  const promptTokens: Range = [left * characters * TOKENS_PER_CHARACTER[0], queries * characters * TOKENS_PER_CHARACTER[1]];
  const perQuery = Math.max(1, (capability?.votes ?? 1) / perAnswer);
  const completionTokens = queries * perQuery;
  const cost = (tokens: number, answers = completionTokens): number | "unknown" =>
    costOf({ promptTokens: tokens, cachedTokens: 0, completionTokens: answers }, input.prices ?? undefined);
  const [low, high] = [cost(promptTokens[0]), cost(promptTokens[1])];
  const leastQueries = leastBudget(problem) * perAnswer;
  const leastAsked = leastQueries + extraQueries;
  const leastTokens = leastAsked * characters * TOKENS_PER_CHARACTER[0];
  const leastTime = timeOf(leastAsked, kind, capability);
  const least = {
    tokens: leastTokens + leastAsked * perQuery,
    money: cost(leastTokens, leastAsked * perQuery),
    minutes: leastTime === "unknown" ? leastTime : leastTime[0] / 60_000,
  };
  const tooSmall = LIMIT_NAMES.find((name) => least[name] !== "unknown" && least[name] > (input.limits[name] ?? Number.POSITIVE_INFINITY));
  return {
    queries: left,
    leastQueries,
    tooSmall: tooSmall ?? null,
    extraQueries,
    testRows: { asked, of: examples.test.length },
    tokens: [promptTokens[0] + completionTokens, promptTokens[1] + completionTokens],
    cost: kind !== "http" ? "free" : low === "unknown" || high === "unknown" ? "unknown" : [low, high],
    timeMs: timeOf(queries, kind, capability),
  };
}

/** Mean length of a prompt under way: every demonstration shown, every slot with a candidate of mean length. */
function promptCharacters(space: SearchSpace, { train, pool }: LocalExamples): number {
  const { task } = space;
  const demonstrations = (examples: readonly Example[], shots: number) =>
    task.labels.flatMap((label, c) => {
      const lengths = examples.filter((example) => example.label === label).map(lengthOf);
      return lengths.slice(0, shots).map(() => ({ text: textOf(mean(lengths)), label: c }));
    });
  const content: PromptContent = {
    ...contentOf(space, initialLowerChoice(space), []),
    header: headerOfMiddleLength(task),
    phrases: task.phrases.map((phrases) => textOf(mean([0, ...phrases.map(({ length }) => length)]))),
    labelWords: task.labelWords.map((words) => textOf(mean(words.map(({ length }) => length)))),
    demonstrations: [...demonstrations(task.publicDemonstrations, task.publicShots), ...demonstrations(pool, task.privateShots)],
  };
  const prompt = renderPrompt(content, { text: textOf(train.length > 0 ? mean(train.map(lengthOf)) : 0) }, "completion");
  return prompt.type === "text" ? prompt.text.length : 0;
}

function headerOfMiddleLength({ header, instructions = [] }: Task): string {
  const byLength = [header, ...instructions].sort((a, b) => a.length - b.length);
  return byLength[Math.floor(byLength.length / 2)] ?? header;
}

function lengthOf({ text, text2 = "" }: Example): number {
  return text.length + text2.length;
}

function textOf(length: number): string {
  return "x".repeat(Math.round(length));
}

/** Between as many answers at a time as the endpoint is asked for, and one after the other. */
function timeOf(queries: number, kind: ForecastInput["kind"], capability: CapabilityRecord | null): Forecast["timeMs"] {
  if (kind === "simulated") return [queries * SIMULATED_MS[0], queries * SIMULATED_MS[1]];
  return capability ? [(queries * capability.latencyMs) / concurrencyOf(kind, capability), queries * capability.latencyMs] : "unknown";
}

/** As the endpoint's client asks: see http-endpoint.ts and in-tab-endpoint.ts. */
function concurrencyOf(kind: ForecastInput["kind"], { route }: CapabilityRecord): number {
  if (kind === "in-tab") return 1;
  return route === "score" ? 2 : 8;
}

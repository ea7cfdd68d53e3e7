// Lists all methods by name, and says whether the examples are pooled or shared out.

import type { Settings } from "../algorithm/settings.ts";
import type { Task } from "../prompt/task.ts";
import { centralised, federated, type Variant } from "./asyndbt.ts";
import { bdpl, fragmentTask } from "./bdpl.ts";
import { fewShots, manual, nearestDemonstrations, randomDemonstrations, zeroShotChainOfThought } from "./fixed.ts";
import type { Method, MethodInput } from "./method.ts";
import { withPublicDemonstrations } from "./published.ts";
import { localSearch, randomSearch } from "./search.ts";

/** `pooled`: one participant has all examples, which is impossible for people who may not share. `shared`: each of several has its own. */
export type Setting = "pooled" | "shared";

export interface NamedMethod {
  readonly name: string;
  readonly setting: Setting;
  /** Our method, a variant of it, or a method that it is compared with. */
  readonly role: "ours" | "ablation" | "baseline";
  /** A few words for the documents. */
  readonly about: string;
  readonly run: Method;
}

/** The paper's settings. It does not give I and the batch: a step scores 20 prompts on one row of each class. */
const PAPER: Partial<Settings> = {
  loss: "plain",
  estimator: "policy-gradient",
  sampling: "distribution",
  geometry: "euclidean",
  optimiser: "adam",
  stepLower: 1e-4,
  stepUpper: 1e-4,
  samplesPerStep: 20,
};

function withTask(change: (input: MethodInput) => Partial<Task>): (input: MethodInput) => MethodInput {
  return (input) => ({ ...input, task: { ...input.task, ...change(input) } });
}

/** Each variant leaves out or exchanges one ingredient. The first two are those of the paper's table 4. */
const WITHOUT: readonly (readonly [name: string, about: string, variant: Variant])[] = [
  ["fragment-only", "`cendbt` without demonstrations", { input: withTask(() => ({ privateShots: 0, publicShots: 0 })) }],
  ["demos-only", "`cendbt` without phrases", { input: withTask(() => ({ phrases: [] })) }],
  ["fixed-order", "`cendbt` with the labels in one order", { input: withTask(() => ({ tuneOrder: false })) }],
  ["few-shots", "`cendbt` with six or eight demonstrations", { input: withTask(({ task }) => ({ privateShots: fewShots(task) })) }],
  ["thompson-sampling", "`cendbt` with candidates drawn by Thompson sampling on tables", { settings: { sampling: "thompson" } }],
  ["distribution-sampling", "`cendbt` with candidates drawn from p and q", { settings: { sampling: "distribution" } }],
  ["policy-gradient", "the same, with policy gradients", { settings: { estimator: "policy-gradient", sampling: "distribution" } }],
  ["calibrated-loss", "`cendbt` with the loss after label offsets", { settings: { loss: "calibrated" } }],
  ["balanced-loss", "`cendbt` with the mean of plain and calibrated loss", { settings: { loss: "balanced" } }],
  ["racing", "`cendbt` with races within the steps", { settings: { racePeriod: 4 } }],
];

const pooled = (name: string, role: NamedMethod["role"], about: string, run: Method): NamedMethod => ({
  name,
  setting: "pooled",
  role,
  about,
  run,
});
const shared = (name: string, role: NamedMethod["role"], about: string, run: Method): NamedMethod => ({
  name,
  setting: "shared",
  role,
  about,
  run,
});

export const METHODS: readonly NamedMethod[] = [
  pooled("manual", "baseline", "the owner's initial prompt", manual),
  pooled("zero-shot-cot", "baseline", "the initial prompt, with the instruction to think step by step", zeroShotChainOfThought),
  pooled("random-icl", "baseline", "six or eight random demonstrations", randomDemonstrations("few")),
  pooled("random-icl-many", "baseline", "as many random demonstrations as tuned methods show", randomDemonstrations("as-tuned")),
  pooled("kate", "baseline", "for each text its nearest examples from the pool", nearestDemonstrations),
  pooled("bdpl", "baseline", "the paper's ancestor: mined n-grams by policy gradient, no demonstrations", bdpl({ active: "all" })),
  pooled("random-search", "baseline", "whole prompts drawn at random", randomSearch),
  pooled("local-search", "baseline", "whole prompts changed slot by slot", localSearch),
  ...WITHOUT.map(([name, about, variant]) => pooled(name, "ablation", about, centralised(variant))),
  pooled("cendbt", "ours", "AsynDBT with all examples in one place", centralised()),
  shared("fedavg-bdpl", "baseline", "BDPL, all in every round", bdpl({ active: "all" })),
  shared("fedone", "baseline", "BDPL, one participant a round", bdpl({ active: "one" })),
  shared("random-icl-alone", "baseline", "`random-icl` by each alone", randomDemonstrations("few")),
  shared("random-icl-many-alone", "baseline", "`random-icl-many` by each alone", randomDemonstrations("as-tuned")),
  shared("random-search-alone", "baseline", "`random-search` by each alone", randomSearch),
  shared("local-search-alone", "baseline", "`local-search` by each alone", localSearch),
  shared("alone", "ablation", "`asyndbt` by each alone", centralised()),
  shared(
    "asyndbt-paper",
    "baseline",
    "AsynDBT with the paper's settings and mined n-grams",
    federated({ settings: PAPER, input: withTask((input) => ({ phrases: fragmentTask(input).phrases })) }),
  ),
  shared("no-cuts", "ablation", "`asyndbt` without cutting planes", federated({ settings: { phi: "none" } })),
  shared(
    "public-demonstrations-alone",
    "ablation",
    "`public-demonstrations` by each alone",
    centralised({ input: withPublicDemonstrations("public") }),
  ),
  shared(
    "public-demonstrations",
    "ablation",
    "`asyndbt` that shows only published demonstrations",
    federated({ input: withPublicDemonstrations("public") }),
  ),
  shared(
    "public-and-private",
    "ablation",
    "`asyndbt` that shows half published, half private ones",
    federated({ input: withPublicDemonstrations("both") }),
  ),
  shared("asyndbt", "ours", "AsynDBT, each participant with its own examples", federated()),
];

// All methods by name (decision 13), and which data each is given.

import type { Settings } from "../algorithm/settings.ts";
import type { Task } from "../prompt/task.ts";
import { centralised, federated } from "./asyndbt.ts";
import { bdpl, fragmentTask } from "./bdpl.ts";
import { manual, nearestDemonstrations, randomDemonstrations, zeroShotChainOfThought } from "./fixed.ts";
import type { Method, MethodInput } from "./method.ts";
import { localSearch, randomSearch } from "./search.ts";

/** `pooled`: one participant holds everything, which people who may not share cannot do. `shared`: several, each its own. */
export type Setting = "pooled" | "shared";

export interface NamedMethod {
  readonly name: string;
  readonly setting: Setting;
  /** Ours, a variant of ours, or what it is compared with. */
  readonly role: "ours" | "ablation" | "baseline";
  readonly run: Method;
}

/** The paper's settings, but for I and the batch, which it does not give: 20 prompts on one row of each class. */
const PAPER: Partial<Settings> = {
  loss: "plain",
  estimator: "policy-gradient",
  sampling: "distribution",
  geometry: "euclidean",
  optimiser: "adam",
  stepLower: 1e-4,
  stepUpper: 1e-4,
  samplesPerStep: 20,
  tableForgetting: 0,
};

const withoutDemonstrations = ({ task }: MethodInput): Task => ({ ...task, privateShots: 0, publicShots: 0 });
const withoutPhrases = ({ task }: MethodInput): Task => ({ ...task, phrases: [] });
const paperTask = (input: MethodInput): Task => ({ ...input.task, phrases: fragmentTask(input).phrases });

const method = (name: string, setting: Setting, role: NamedMethod["role"], run: Method): NamedMethod => ({ name, setting, role, run });

export const METHODS: readonly NamedMethod[] = [
  method("manual", "pooled", "baseline", manual),
  method("zero-shot-cot", "pooled", "baseline", zeroShotChainOfThought),
  method("random-icl", "pooled", "baseline", randomDemonstrations),
  method("kate", "pooled", "baseline", nearestDemonstrations),
  method("bdpl", "pooled", "baseline", bdpl({ active: "all" })),
  method("random-search", "pooled", "baseline", randomSearch),
  method("local-search", "pooled", "baseline", localSearch),
  method("cendbt", "pooled", "ours", centralised()),
  method("fedavg-bdpl", "shared", "baseline", bdpl({ active: "all" })),
  method("fedone", "shared", "baseline", bdpl({ active: "one" })),
  method("random-icl-alone", "shared", "baseline", randomDemonstrations),
  method("random-search-alone", "shared", "baseline", randomSearch),
  method("local-search-alone", "shared", "baseline", localSearch),
  method("alone", "shared", "ablation", centralised()),
  method("asyndbt-paper", "shared", "baseline", federated({ settings: PAPER, task: paperTask })),
  method("no-cuts", "shared", "ablation", federated({ settings: { phi: "none" } })),
  method("fragment-only", "shared", "ablation", federated({ task: withoutDemonstrations })),
  method("demos-only", "shared", "ablation", federated({ task: withoutPhrases })),
  method("policy-gradient", "shared", "ablation", federated({ settings: { estimator: "policy-gradient", sampling: "distribution" } })),
  method("distribution-sampling", "shared", "ablation", federated({ settings: { sampling: "distribution" } })),
  method("calibrated-loss", "shared", "ablation", federated({ settings: { loss: "calibrated" } })),
  method("balanced-loss", "shared", "ablation", federated({ settings: { loss: "balanced" } })),
  method("racing", "shared", "ablation", federated({ settings: { racePeriod: 4 } })),
  method("asyndbt", "shared", "ours", federated()),
];

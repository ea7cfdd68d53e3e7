// All methods by name, and which data each is given.

import type { Settings } from "../algorithm/settings.ts";
import type { Task } from "../prompt/task.ts";
import { centralised, federated, type Variant } from "./asyndbt.ts";
import { bdpl, fragmentTask } from "./bdpl.ts";
import { fewShots, manual, nearestDemonstrations, randomDemonstrations, zeroShotChainOfThought } from "./fixed.ts";
import type { Method, MethodInput } from "./method.ts";
import { withPublicDemonstrations } from "./published.ts";
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
};

function withTask(change: (input: MethodInput) => Partial<Task>): (input: MethodInput) => MethodInput {
  return (input) => ({ ...input, task: { ...input.task, ...change(input) } });
}

/** One ingredient left out or exchanged. The first two are those of the paper's table 4. */
const WITHOUT: Readonly<Record<string, Variant>> = {
  "fragment-only": { input: withTask(() => ({ privateShots: 0, publicShots: 0 })) },
  "demos-only": { input: withTask(() => ({ phrases: [] })) },
  "fixed-order": { input: withTask(() => ({ tuneOrder: false })) },
  "few-shots": { input: withTask(({ task }) => ({ privateShots: fewShots(task) })) },
  "thompson-sampling": { settings: { sampling: "thompson" } },
  "distribution-sampling": { settings: { sampling: "distribution" } },
  "policy-gradient": { settings: { estimator: "policy-gradient", sampling: "distribution" } },
  "calibrated-loss": { settings: { loss: "calibrated" } },
  "balanced-loss": { settings: { loss: "balanced" } },
  racing: { settings: { racePeriod: 4 } },
};

const method = (name: string, setting: Setting, role: NamedMethod["role"], run: Method): NamedMethod => ({ name, setting, role, run });

export const METHODS: readonly NamedMethod[] = [
  method("manual", "pooled", "baseline", manual),
  method("zero-shot-cot", "pooled", "baseline", zeroShotChainOfThought),
  method("random-icl", "pooled", "baseline", randomDemonstrations("few")),
  method("random-icl-many", "pooled", "baseline", randomDemonstrations("as-tuned")),
  method("kate", "pooled", "baseline", nearestDemonstrations),
  method("bdpl", "pooled", "baseline", bdpl({ active: "all" })),
  method("random-search", "pooled", "baseline", randomSearch),
  method("local-search", "pooled", "baseline", localSearch),
  ...Object.entries(WITHOUT).map(([name, variant]) => method(name, "pooled", "ablation", centralised(variant))),
  method("cendbt", "pooled", "ours", centralised()),
  method("fedavg-bdpl", "shared", "baseline", bdpl({ active: "all" })),
  method("fedone", "shared", "baseline", bdpl({ active: "one" })),
  method("random-icl-alone", "shared", "baseline", randomDemonstrations("few")),
  method("random-icl-many-alone", "shared", "baseline", randomDemonstrations("as-tuned")),
  method("random-search-alone", "shared", "baseline", randomSearch),
  method("local-search-alone", "shared", "baseline", localSearch),
  method("alone", "shared", "ablation", centralised()),
  method(
    "asyndbt-paper",
    "shared",
    "baseline",
    federated({ settings: PAPER, input: withTask((input) => ({ phrases: fragmentTask(input).phrases })) }),
  ),
  method("no-cuts", "shared", "ablation", federated({ settings: { phi: "none" } })),
  method("public-demonstrations-alone", "shared", "ablation", centralised({ input: withPublicDemonstrations("public") })),
  method("public-demonstrations", "shared", "ablation", federated({ input: withPublicDemonstrations("public") })),
  method("public-and-private", "shared", "ablation", federated({ input: withPublicDemonstrations("both") })),
  method("asyndbt", "shared", "ours", federated()),
];

// The name of a run, and how it did in one line.

import type { KeptRun, RunSummary } from "../../../participant/session/worker-api.ts";
import { t } from "../../catalogue/catalogue.ts";

/** The person's own name for it, else one of model and date in the language in use. */
export function runName({ name, model, startedAtMs }: Pick<KeptRun, "name" | "model" | "startedAtMs">): string {
  return name || t().runs.nameOf(modelName(model), startedAtMs);
}

export function modelName(model: KeptRun["model"]): string {
  return model.type === "simulated" ? t().runs.simulated : model.name;
}

export function runFacts({ model, name, startedAtMs, pasted, measuredOn, spent, cost, data }: RunSummary): string {
  const { runs, percent } = t();
  const scores =
    pasted && measuredOn
      ? runs.pasted(percent(pasted.startRight / pasted.rows), percent(pasted.tunedRight / pasted.rows), measuredOn)
      : runs.notMeasured;
  const examples = data.train + data.pool + data.validation + data.test;
  return [
    scores,
    // A name of its own does not say them.
    ...(name ? [modelName(model), runs.date(startedAtMs)] : []),
    ...(examples > 0 ? [data.origin === "sample" ? runs.sampleData : runs.examples(examples)] : []),
    runs.queries(spent.queries),
    ...(cost === null ? [] : [runs.cost(cost)]),
  ].join(" · ");
}

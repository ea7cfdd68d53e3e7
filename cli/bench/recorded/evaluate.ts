// How often what people end with is right on the test rows: as pasted, with label offsets, and with the decision layer.

import { adjusted, type DecisionLayer, fitDecisionLayer } from "../../../shared/algorithm/participant/selection/decision-layer.ts";
import { labelOffsets } from "../../../shared/prompt/loss.ts";
import type { EnsembleMember, RecordedOutcome } from "./methods/method.ts";
import type { Space } from "./space.ts";

/** `pooled`: the layer fitted on everybody's rows where the prompt is shared, else on one's own. */
export type RecordedReading = "bare" | "offsets" | "layer" | "pooled";

export interface Evaluator {
  /** Share of people that are right on each test row. Shape [test rows]. */
  readonly right: (outcomes: readonly RecordedOutcome[], reading: RecordedReading) => Float64Array;
}

export function createEvaluator(space: Space): Evaluator {
  const layers = new Map<string, DecisionLayer>();
  const rows = new Map<string, Float64Array>();
  const layerOf = (member: EnsembleMember, reading: RecordedReading): DecisionLayer => {
    const fitted = fittedOn(member, reading);
    const key = `${reading === "pooled" ? "layer" : reading} ${member.prompt} ${fitted.join()}`;
    const known = layers.get(key);
    if (known) return known;
    const layer = layerFitted(space, { prompt: member.prompt, fitted, reading });
    layers.set(key, layer);
    return layer;
  };
  const rightOf = (members: readonly EnsembleMember[], reading: RecordedReading): Float64Array => {
    const key = `${reading} ${members.map((member) => `${member.prompt} ${fittedOn(member, reading).join()}`).join(";")}`;
    const known = rows.get(key);
    if (known) return known;
    const fitted = members.map((member) => ({ prompt: member.prompt, layer: layerOf(member, reading) }));
    const right = Float64Array.from(space.test, (row) => {
      const sum = new Float64Array(space.labels);
      for (const { prompt, layer } of fitted) {
        const values = reading === "bare" ? space.answer(prompt, row) : adjusted(layer, space.answer(prompt, row));
        const top = Math.max(...values);
        const mass = values.reduce((total, value) => total + Math.exp(value - top), 0);
        for (let c = 0; c < sum.length; c++) sum[c] = (sum[c] ?? 0) + (values[c] ?? 0) - top - Math.log(mass);
      }
      return largest(sum) === space.classOf(row) ? 1 : 0;
    });
    rows.set(key, right);
    return right;
  };
  return {
    right(outcomes, reading) {
      const mean = new Float64Array(space.test.length);
      for (const { members } of outcomes) {
        const right = rightOf(members, reading);
        for (let i = 0; i < mean.length; i++) mean[i] = (mean[i] ?? 0) + (right[i] ?? 0) / outcomes.length;
      }
      return mean;
    },
  };
}

/** The rows a reading may learn from: none as pasted. */
function fittedOn({ fitted, pooled }: EnsembleMember, reading: RecordedReading): readonly number[] {
  if (reading === "bare") return [];
  return reading === "pooled" ? (pooled ?? fitted) : fitted;
}

interface Fit {
  readonly prompt: number;
  readonly fitted: readonly number[];
  readonly reading: RecordedReading;
}

function layerFitted(space: Space, { prompt, fitted, reading }: Fit): DecisionLayer {
  const answered = fitted.map((row) => ({ logProbs: space.answer(prompt, row), label: space.classOf(row) }));
  if (reading === "bare") return { offsets: new Float64Array(space.labels), ridge: Number.POSITIVE_INFINITY };
  if (reading === "offsets") return { offsets: labelOffsets(answered, space.labels), ridge: Number.POSITIVE_INFINITY };
  return fitDecisionLayer(answered, space.labels);
}

function largest(values: Float64Array): number {
  let best = 0;
  for (let c = 1; c < values.length; c++) if ((values[c] ?? 0) > (values[best] ?? 0)) best = c;
  return best;
}

// A participant's own labels for the public texts: what it votes for, and what it may show itself without anybody else ([A54], [A54a]).

import { NO_LABEL } from "../../prompt/public-texts.ts";
import { adjusted, type DecisionLayer } from "./selection/decision-layer.ts";

/** The label must be half as likely again as the next one, in nats. It is a choice by common sense, not a measured one. */
export const LEAST_LEAD = Math.log(1.5);

/**
 * The label of each text after the participant's own decision layer, or NO_LABEL where the answer is missing (null) or the lead over the
 * next label is below `leastLead`. Without the layer votes add up the common bias of the prompts (docs/benchmarks/together.md). Shape
 * [answers].
 */
export function labelTexts(
  answers: readonly (ArrayLike<number> | null)[],
  layer: DecisionLayer,
  leastLead: number = LEAST_LEAD,
): Int8Array {
  return Int8Array.from(answers, (logProbs) => {
    if (!logProbs) return NO_LABEL;
    const values = adjusted(layer, logProbs);
    const [first = 0, second = Number.NEGATIVE_INFINITY] = values.slice().sort().reverse();
    return first - second < leastLead ? NO_LABEL : values.indexOf(first);
  });
}

// Checks a contribution before the aggregator applies it ([A18], [A19]): its participant, order, base iteration, shapes and ranges.

import { lossBound } from "../../prompt/loss.ts";
import type { SearchSpace } from "../../prompt/search-space.ts";
import { mostFirstRows } from "../participant/step-rows.ts";
import { modelDigest } from "../scale.ts";
import type { Settings } from "../settings.ts";
import type { AggregatorState, Contribution } from "../state.ts";

/** The reason why a contribution cannot be applied. The codes are those of shared/protocol/refusal.ts. */
export type ContributionFault =
  | { readonly code: "unknown-participant" }
  | { readonly code: "wrong-epoch"; readonly epoch: number }
  | { readonly code: "already-merged"; readonly seq: number }
  | { readonly code: "sequence-gap"; readonly expected: number }
  | { readonly code: "unknown-base"; readonly base: number }
  | { readonly code: "wrong-shape"; readonly detail: string }
  | { readonly code: "out-of-range"; readonly detail: string }
  | { readonly code: "wrong-model"; readonly detail: string };

/** A contribution with more samples than this is refused. */
export const MAX_SAMPLES = 256;

/** A contribution may claim to have cost this much: far more than a step can cost, but so little that sums stay exact. */
export const MAX_QUERIES = 1_000_000;
export const MAX_TOKENS = 1_000_000_000_000;

/** Checks everything on which `applyEvent` relies. undefined means that the contribution may be applied. */
export function checkContribution(
  space: SearchSpace,
  settings: Settings,
  state: AggregatorState,
  contribution: Contribution,
): ContributionFault | undefined {
  const record = state.participants.find(({ id }) => id === contribution.participant);
  if (!record) return { code: "unknown-participant" };
  if (contribution.epoch !== record.epoch) return { code: "wrong-epoch", epoch: record.epoch };
  if (contribution.seq <= record.seq) return { code: "already-merged", seq: record.seq };
  if (contribution.seq !== record.seq + 1) return { code: "sequence-gap", expected: record.seq + 1 };
  // The base must be the view of the last contribution, or the one last offered [A17a].
  if (contribution.base !== record.view.iteration && contribution.base !== record.offered.iteration) {
    return { code: "unknown-base", base: contribution.base };
  }
  return checkNumbers(space, settings, contribution);
}

/** Checks the claimed cost. `applyEvent` does not, because it also replays logs that were written before there were bounds. */
export function checkCost({ queries, tokens }: Pick<Contribution, "queries" | "tokens">): ContributionFault | undefined {
  if (queries > MAX_QUERIES) return { code: "out-of-range", detail: `queries must be at most ${MAX_QUERIES}` };
  if (tokens > MAX_TOKENS) return { code: "out-of-range", detail: `tokens must be at most ${MAX_TOKENS}` };
  return undefined;
}

function checkNumbers(space: SearchSpace, settings: Settings, contribution: Contribution): ContributionFault | undefined {
  const { samples, losses, onDistribution, scale } = contribution;
  const slots = space.slots.length;
  // [A23c]
  const { requiredModel } = space.task;
  if (requiredModel !== undefined && scale.model !== modelDigest(space.digest, requiredModel))
    return { code: "wrong-model", detail: `the task wants ${JSON.stringify(requiredModel)}` };
  if (losses.length < 2 || losses.length > MAX_SAMPLES) {
    return { code: "wrong-shape", detail: `a contribution has 2 to ${MAX_SAMPLES} losses, this one ${losses.length}` };
  }
  if (samples.length !== losses.length * slots) {
    return { code: "wrong-shape", detail: `samples must be ${losses.length} x ${slots} entries, there are ${samples.length}` };
  }
  // [A18b]
  if (onDistribution > losses.length) return { code: "wrong-shape", detail: "onDistribution exceeds the number of samples" };
  const accuracyFault = checkAccuracy(space, settings, contribution);
  if (accuracyFault) return accuracyFault;
  const bound = largestLoss(space, settings);
  if (!losses.every((loss) => Number.isFinite(loss) && loss >= 0 && loss <= bound)) {
    return { code: "out-of-range", detail: `losses must lie in [0, ${bound.toFixed(3)}]` };
  }
  for (let at = 0; at < samples.length; at++) {
    const slot = space.slots[at % slots];
    if (slot && (samples[at] ?? 0) >= slot.size) {
      return {
        code: "out-of-range",
        detail: `sample ${Math.floor(at / slots)} names candidate ${samples[at]} of slot ${at % slots}, which has ${slot.size}`,
      };
    }
  }
  return undefined;
}

/** A contribution may count no more answers than the first look of a step can have [A18c]. */
function checkAccuracy(space: SearchSpace, settings: Settings, { accuracy, onDistribution }: Contribution): ContributionFault | undefined {
  if (!accuracy) return undefined;
  const most = onDistribution * mostFirstRows(settings, space.task.labels.length);
  if (accuracy.asked > most) return { code: "out-of-range", detail: `accuracy: asked must be at most ${most}` };
  if (accuracy.right > accuracy.asked) return { code: "out-of-range", detail: "accuracy: right exceeds asked" };
  return undefined;
}

/** A participant with one class falls back to the plain loss, so either bound may apply. The larger one is allowed [A18a]. */
function largestLoss(space: SearchSpace, settings: Settings): number {
  const labels = space.task.labels.length;
  return Math.fround(Math.max(lossBound("plain", labels), lossBound(settings.loss, labels))) + 1e-6;
}

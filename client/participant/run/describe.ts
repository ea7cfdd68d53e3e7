// From states to what a person can look at: the consensus per slot, favoured demonstrations, the most promising prompt.

import { promptContent, type TuningProblem } from "../../../shared/algorithm/participant/problem.ts";
import type { TuningState } from "../../../shared/algorithm/participant/tuning-state.ts";
import type { LevelState, View } from "../../../shared/algorithm/state.ts";
import type { PromptContent } from "../../../shared/prompt/render.ts";
import { candidateText, type SearchSpace } from "../../../shared/prompt/search-space.ts";
import type { ParticipantSnapshot, SlotView } from "../snapshot.ts";

/** Candidates shown per slot. */
const SHOWN = 8;

/** The consensus, slot by slot, likeliest candidates first. */
export function describeConsensus(space: SearchSpace, view: Pick<View, "z">): SlotView[] {
  return space.slots.map((slot) => {
    const all = Array.from({ length: slot.size }, (_, j) => ({ text: candidateText(space, slot, j), share: view.z[slot.offset + j] ?? 0 }));
    const candidates = all.sort((a, b) => b.share - a.share).slice(0, SHOWN);
    return { kind: slot.kind, label: slot.label < 0 ? "" : (space.task.labels[slot.label] ?? ""), candidates };
  });
}

/** Private demonstrations by the upper level's share, summed over the shots of a class; at most 8 a class. */
export function describeFavoured(problem: TuningProblem, upper: LevelState): ParticipantSnapshot["favoured"] {
  return problem.space.task.labels.flatMap((label, c) => {
    const slots = problem.upperShape.slots.filter((slot) => slot.label === c);
    const shares = (problem.pool[c] ?? []).map((example, k) => ({
      label,
      text: example.text,
      share: slots.reduce((sum, slot) => sum + (upper.distribution[slot.offset + k] ?? 0), 0) / Math.max(1, slots.length),
    }));
    return shares.sort((a, b) => b.share - a.share).slice(0, SHOWN);
  });
}

/** The most promising prompt: one scored on all training rows if there is any yet, else the first of the promising. */
export function currentContent(problem: TuningProblem, { incumbents, promising }: TuningState): PromptContent | null {
  const best = incumbents[0] ?? promising[0];
  return best ? promptContent(problem, best) : null;
}

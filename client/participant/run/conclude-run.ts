// The end of a run: hears of the others once more, says goodbye where others wait, then selects the final prompt and tests it.

import type { View } from "../../../shared/algorithm/state.ts";
import type { LanguageModel } from "../../../shared/prompt/language-model.ts";
import type { TunedResult } from "../snapshot.ts";
import type { AnswerScoring } from "./answer-scoring.ts";
import type { OpenedParticipant } from "./open-participant.ts";
import { type Ask, select, testedResult } from "./tuned-result.ts";

/** How long the end of a run waits for the last answers or the newest view. */
const END_PATIENCE_MS = 10_000;

export interface ConclusionOptions {
  readonly languageModel: LanguageModel;
  readonly signal: AbortSignal;
  readonly selecting: Ask;
  readonly testing: Ask;
  readonly answering?: AnswerScoring | undefined;
  /** Called with the view that the selection is based on. */
  onView(view: View): void;
}

export async function concludeRun(opened: OpenedParticipant, options: ConclusionOptions): Promise<TunedResult> {
  const { problem, memory } = opened;
  const view = await lastView(opened, options.signal);
  options.onView(view);
  const { tuning, curve } = memory.checkpoint;
  const selection = await select(problem, { ...tuning, start: curve?.start ?? [] }, view, options.selecting);
  return testedResult(problem, selection, options.languageModel, { ask: options.testing, answering: options.answering });
}

/**
 * What the run has found so far, where nothing more can be asked: whatever ended it, the best prompt is there. Nothing about it is
 * measured. null before the first step.
 */
export async function unmeasuredResult({ problem, memory }: OpenedParticipant, languageModel: LanguageModel): Promise<TunedResult | null> {
  const { tuning } = memory.checkpoint;
  if (tuning.step === 0) return null;
  const nothing: Ask = async () => [];
  return testedResult(problem, await select(problem, tuning, tuning.view, nothing), languageModel, { ask: nothing });
}

async function lastView({ problem, memory, federation }: OpenedParticipant, signal: AbortSignal): Promise<View> {
  // Alone, one's own distribution is the consensus.
  const { view, lower } = memory.checkpoint.tuning;
  if (!federation) return { ...view, z: Float32Array.from(lower.distribution) };
  const settled = (): boolean => memory.checkpoint.outbox.length === 0 || federation.status.phase === "closed";
  await federation.until(settled, signal, END_PATIENCE_MS);
  const newest = await federation.observe(signal, END_PATIENCE_MS);
  // An iteration of several must not wait for one that sends no more, however long its tab stays open.
  if (problem.settings.minActive > 1) await federation.leave(false, signal, END_PATIENCE_MS);
  return newest;
}

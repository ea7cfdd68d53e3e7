// The progress that the next start may go on from.

import { parseChoice } from "../model/model-choice.ts";
import type { Checkpoint } from "../participant-store.ts";
import { digestOfExamples, sameGround } from "../store/run-mark.ts";
import type { SessionState } from "./session-state.ts";

/**
 * undefined where nothing was begun, or with another model, or on other examples. Progress that an older page began has no mark and is gone
 * on with.
 */
export async function progressToGoOnFrom({ opened, kept, examples }: SessionState): Promise<Checkpoint | undefined> {
  const checkpoint = await opened?.store.checkpoint.load();
  const { run, languageModel } = kept;
  if (!checkpoint || !run) return checkpoint;
  const ground = { model: parseChoice(languageModel), digest: examples ? digestOfExamples(examples.split) : "" };
  return sameGround(run, ground) ? checkpoint : undefined;
}

// Whose progress checkpoint and shown result are: of which model, on which examples. A start with others begins a new run.

import { digestOf } from "../../../shared/math/digest.ts";
import { type LanguageModelChoice, sameModel } from "../model/model-choice.ts";
import type { LocalExamples } from "../participant.ts";

export interface RunMark {
  readonly id: string;
  /** On the clock of Date.now(). */
  readonly startedAtMs: number;
  /** Without its key or file. */
  readonly model: LanguageModelChoice | null;
  /** As RunData has it; "" where an older page began the run and its examples are not known. */
  readonly digest: string;
  /** The kept run that it goes on from, and how far that was. */
  readonly after: { readonly id: string; readonly step: number } | null;
}

/** What a start would run with. */
export interface RunGround {
  readonly model: LanguageModelChoice | null;
  readonly digest: string;
}

export function sameGround(mark: RunMark, { model, digest }: RunGround): boolean {
  const same = model ? sameModel(model, mark.model) : mark.model === null;
  return same && (mark.digest === "" || mark.digest === digest);
}

/** SHA-256 of all parts of the examples in their order. */
export function digestOfExamples({ train, pool, validation, test }: LocalExamples): string {
  return digestOf(JSON.stringify([train, pool, validation, test]));
}

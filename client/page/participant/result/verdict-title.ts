// The headline of a verdict and its colour. A prompt that is worse as pasted than the start is never praised, whatever its probabilities
// are: the headline says so, and which prompt to paste.

import type { Judgement } from "../../../participant/session/worker-api.ts";
import type { Messages } from "../../catalogue/english/english.ts";

export interface VerdictTitle {
  readonly title: string;
  readonly kind: "good" | "info" | "quiet" | "warn";
  /** Stands behind the figures. */
  readonly advice: string | null;
}

export function verdictTitle(words: Messages["verdict"], { verdict, pasted }: Judgement, baselineKept: boolean): VerdictTitle {
  const worse = !baselineKept && pasted !== null && pasted.lost > pasted.gained;
  const advice = worse ? words.pasteTheStart : null;
  switch (verdict) {
    case "better-prompt":
      return { title: words.better, kind: "good", advice };
    case "calibrated-answers":
      if (worse) return { title: words.calibratedWorse, kind: "warn", advice };
      return { title: baselineKept ? words.calibratedSame : words.calibratedOther, kind: "info", advice };
    case "nothing-better":
      return { title: words.nothing, kind: worse ? "warn" : "quiet", advice };
    case "no-rows":
      return { title: words.noRows, kind: "warn", advice };
    case "not-answered":
      return { title: words.notAnswered, kind: "warn", advice };
  }
}

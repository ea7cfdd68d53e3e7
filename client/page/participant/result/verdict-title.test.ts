// A prompt that is worse as pasted is never praised, in either language.

import { expect, it } from "vitest";
import { verdictEn } from "../../catalogue/english/verdict.ts";
import { verdictDe } from "../../catalogue/german/verdict.ts";
import { verdictTitle } from "./verdict-title.ts";

const compared = (gained: number, lost: number) => ({
  rows: 20,
  startRight: 10,
  tunedRight: 10 + gained - lost,
  gained,
  lost,
  pValue: 1,
  lossDifference: null,
});
const judged = (verdict: "better-prompt" | "calibrated-answers" | "nothing-better", gained: number, lost: number) =>
  ({ measuredOn: "test", verdict, pasted: compared(gained, lost), calibrated: compared(5, 1), shared: null }) as const;

it.each([
  ["English", verdictEn],
  ["German", verdictDe],
])("worse as pasted and better with probabilities is told as worse, with what to paste: %s", (_, words) => {
  const worse = verdictTitle(words, judged("calibrated-answers", 1, 4), false);
  expect(worse).toEqual({ title: words.calibratedWorse, kind: "warn", advice: words.pasteTheStart });
  expect(verdictTitle(words, judged("nothing-better", 0, 2), false)).toMatchObject({ kind: "warn", advice: words.pasteTheStart });
  // The same number right is no worse, and a kept starting prompt is what one pastes.
  expect(verdictTitle(words, judged("calibrated-answers", 2, 2), false)).toMatchObject({ title: words.calibratedOther, advice: null });
  expect(verdictTitle(words, judged("calibrated-answers", 0, 0), true)).toMatchObject({ title: words.calibratedSame, advice: null });
  expect(verdictTitle(words, judged("better-prompt", 3, 1), false)).toMatchObject({ kind: "good", advice: null });
});

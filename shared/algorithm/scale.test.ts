import { expect, it } from "vitest";
import { RUNGS } from "../prompt/language-model.ts";
import { LOSS_KINDS } from "../prompt/loss.ts";
import { sameScale, scaleOfText, scaleText } from "./scale.ts";

const scales = LOSS_KINDS.flatMap((loss) => RUNGS.map((rung) => ({ loss, rung })));

it("[A23] two scales are the same when loss and rung are; no scale is another's", () => {
  for (const a of scales) for (const b of scales) expect(sameScale({ ...a }, b)).toBe(a === b);
  for (const a of scales) expect([sameScale(a, null), sameScale(null, a)]).toEqual([false, false]);
  expect(sameScale(null, null)).toBe(true);
});

it("[A23] every scale has a text of its own, which stands for it and for nothing else", () => {
  expect(new Set(scales.map(scaleText)).size).toBe(scales.length);
  for (const scale of scales) expect(scaleOfText(scaleText(scale))).toEqual(scale);
  expect(scaleText(null)).toBe("");
  for (const text of ["", "plain", "plain/", "/exact", "exact/plain", "other/exact"]) expect(scaleOfText(text)).toBe(undefined);
});

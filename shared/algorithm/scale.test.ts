import { expect, it } from "vitest";
import { LAYOUTS, RUNGS } from "../prompt/language-model.ts";
import { LOSS_KINDS } from "../prompt/loss.ts";
import { modelDigest, type Scale, sameScale, scaleOfText, scaleText } from "./scale.ts";

const bare: readonly Scale[] = LOSS_KINDS.flatMap((loss) => RUNGS.map((rung) => ({ loss, rung })));
const digests = ["tiny", "large"].map((name) => modelDigest("task", name));
const scales: readonly Scale[] = [
  ...bare,
  ...bare.flatMap((scale) => LAYOUTS.flatMap((layout) => [{ ...scale, layout }, ...digests.map((model) => ({ ...scale, layout, model }))])),
];

it("[A23] [A23b] two scales are the same when loss, rung, layout and model are; no scale is another's", () => {
  for (const a of scales) for (const b of scales) expect(sameScale({ ...a }, b)).toBe(a === b);
  for (const a of scales) expect([sameScale(a, null), sameScale(null, a)]).toEqual([false, false]);
  expect(sameScale(null, null)).toBe(true);
});

it("[A23] every scale has a text of its own, which stands for it and for nothing else", () => {
  expect(new Set(scales.map(scaleText)).size).toBe(scales.length);
  for (const scale of scales) expect(scaleOfText(scaleText(scale))).toEqual(scale);
  expect(scaleText(null)).toBe("");
  for (const text of ["", "plain", "plain/", "/exact", "exact/plain", "other/exact", "plain/exact/sideways", "plain/exact/chat/0/1"])
    expect(scaleOfText(text)).toBe(undefined);
});

it("[A23b] a model's digest is the same for a task and a name, however it is spelled, and another for another task", () => {
  expect(modelDigest("task", " Qwen2.5-Coder ")).toBe(modelDigest("task", "qwen2.5-coder"));
  expect(modelDigest("task", "qwen2.5-coder")).toMatch(/^[0-9a-f]{16}$/);
  expect(new Set([modelDigest("task", "a"), modelDigest("task", "b"), modelDigest("other", "a")]).size).toBe(3);
});

it("[A23b] what was stored before layouts and models were told apart has the text it had", () => {
  expect(scaleText({ loss: "plain", rung: "exact" })).toBe("plain/exact");
});

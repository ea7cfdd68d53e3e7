// The scale of a contribution's losses: how they were made, on which rung of the scoring ladder, in which layout and by which model. Losses
// of different scales are never averaged: a participant's table begins anew when its scale changes, and only tables of the most common
// scale are pooled [A23].

import { digestOf } from "../math/digest.ts";
import { LAYOUTS, type Layout, RUNGS, type Rung } from "../prompt/language-model.ts";
import { LOSS_KINDS, type LossKind } from "../prompt/loss.ts";

export interface Scale {
  readonly loss: LossKind;
  readonly rung: Rung;
  /** Absent in what was stored before layouts and models were told apart [A23b]. */
  readonly layout?: Layout | undefined;
  /** The model's digest; see `modelDigest`. */
  readonly model?: string | undefined;
}

/** null is the scale of an empty table, which no contribution has. */
export function sameScale(a: Scale | null, b: Scale | null): boolean {
  return a?.loss === b?.loss && a?.rung === b?.rung && a?.layout === b?.layout && a?.model === b?.model;
}

/** A text such as "plain/exact/chat/0123456789abcdef", for digests and as a key; "" for none, "plain/exact" for an older scale. */
export function scaleText(scale: Scale | null): string {
  if (!scale) return "";
  const { loss, rung, layout, model } = scale;
  return layout === undefined && model === undefined ? `${loss}/${rung}` : `${loss}/${rung}/${layout ?? ""}/${model ?? ""}`;
}

/** The scale that a text stands for; undefined if it stands for none, as "" does. */
export function scaleOfText(text: string): Scale | undefined {
  const [kind, name, where = "", model = "", ...rest] = text.split("/");
  const loss = LOSS_KINDS.find((one) => one === kind);
  const rung = RUNGS.find((one) => one === name);
  const layout = LAYOUTS.find((one) => one === where);
  if (rest.length > 0 || (where !== "" && !layout)) return undefined;
  return loss && rung && { loss, rung, ...(layout ? { layout } : {}), ...(model === "" ? {} : { model }) };
}

/**
 * Sixteen hexadecimal digits that say whether two participants of a task ask the same model [A23b]. They hide the name from nobody who
 * guesses it, and differ from task to task.
 */
export function modelDigest(taskDigest: string, name: string): string {
  return digestOf(JSON.stringify(["model", taskDigest, name.trim().toLowerCase()])).slice(0, 16);
}

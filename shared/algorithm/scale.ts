// The scale of a contribution's losses: how they were made, and on which rung of the scoring ladder. Losses of different scales are never
// averaged: a participant's table begins anew when its scale changes, and only tables of the most common scale are pooled [A23].

import { RUNGS, type Rung } from "../prompt/language-model.ts";
import { LOSS_KINDS, type LossKind } from "../prompt/loss.ts";

export interface Scale {
  readonly loss: LossKind;
  readonly rung: Rung;
}

/** null is the scale of an empty table, which no contribution has. */
export function sameScale(a: Scale | null, b: Scale | null): boolean {
  return a?.loss === b?.loss && a?.rung === b?.rung;
}

/** A text such as "plain/exact", for digests and as a key; "" for none. */
export function scaleText(scale: Scale | null): string {
  return scale ? `${scale.loss}/${scale.rung}` : "";
}

/** The scale that a text stands for; undefined if it stands for none, as "" does. */
export function scaleOfText(text: string): Scale | undefined {
  const [kind, name] = text.split("/");
  const loss = LOSS_KINDS.find((one) => one === kind);
  const rung = RUNGS.find((one) => one === name);
  return loss && rung && { loss, rung };
}

// The optional limits beside the budget of queries, folded away: each a field that is empty where there is no limit.

import { html, type TemplateResult } from "lit";
import type { LimitName, Limits } from "../../../participant/session/worker-api.ts";
import { t } from "../../catalogue/catalogue.ts";

export interface ShownLimits {
  readonly limits: Limits;
  /** Whether some are in force: they are shown then. */
  readonly open: boolean;
  readonly running: boolean;
  /** Whether the model's prices are known: money can be limited only then. */
  readonly priced: boolean;
}

/** Steps that browsers count in; any amount can be typed where it is `any`. */
const STEPS = { tokens: "1", money: "any", minutes: "any", testRows: "1" } as const satisfies Record<LimitField, string>;
const NAMES = ["tokens", "money", "minutes", "testRows"] as const;
type LimitField = LimitName | "testRows";

export function sameLimits(a: Limits, b: Limits): boolean {
  return NAMES.every((name) => a[name] === b[name]);
}

/** `onChange` hears of all limits when one was changed. */
export function limitFields({ limits, open, running, priced }: ShownLimits, onChange: (limits: Limits) => void): TemplateResult {
  const { run } = t();
  const field = (name: LimitField): TemplateResult => {
    const unpriced = name === "money" && !priced;
    const set = ({ target }: Event): void => {
      if (!(target instanceof HTMLInputElement)) return;
      const { [name]: before, ...others } = limits;
      const amount = Number(target.value);
      // What is no limit gives way to the one there was, as in the budget's field.
      const next = target.value.trim() === "" && !target.validity.badInput ? undefined : amount > 0 ? amount : before;
      target.value = String(next ?? "");
      onChange(next === undefined ? others : { ...others, [name]: next });
    };
    return html`<div>
      <label for="limit-${name}">${run.limits[name]}</label>
      <input
        id="limit-${name}"
        type="number"
        min="0"
        step=${STEPS[name]}
        inputmode="decimal"
        aria-describedby="limit-${name}-hint"
        .value=${String(limits[name] ?? "")}
        ?disabled=${running || (unpriced && limits.money === undefined)}
        @change=${set}
      />
      <span class="quiet small" id="limit-${name}-hint">${unpriced ? run.limitUnpriced : run.limitHints[name]}</span>
    </div>`;
  };
  return html`<details ?open=${open}>
    <summary>${run.moreLimits}</summary>
    <p class="quiet small">${run.moreLimitsHint}</p>
    ${NAMES.map(field)}
  </details>`;
}

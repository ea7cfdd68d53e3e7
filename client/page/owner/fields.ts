// Form fields with their label, hint and faults tied together for screen readers.

import { html, nothing, type TemplateResult } from "lit";
import { fieldValue } from "../elements/field-value.ts";
import { words } from "./words.ts";

export interface Field {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
  /** Faults of this field; its border and an announced text show them. */
  readonly problems?: readonly FieldProblem[];
  readonly type?: "text" | "number" | "url" | "password";
  readonly min?: number;
  readonly max?: number;
  /** More than one makes it a text area. */
  readonly rows?: number;
  readonly code?: boolean;
  onInput(value: string): void;
  /** The field is left, or Enter is pressed. */
  onChange?(event: Event): void;
}

export function field({
  id,
  label,
  value,
  hint,
  problems = [],
  type = "text",
  min,
  max,
  rows = 1,
  code,
  onInput,
  onChange,
}: Field): TemplateResult {
  const input = (event: Event): void => onInput(fieldValue(event));
  const wrong = problems.length > 0;
  const described = [hint === undefined ? "" : `${id}-hint`, wrong ? `${id}-fault` : ""].filter((part) => part !== "").join(" ");
  const control =
    rows > 1
      ? html`<textarea id=${id} class=${code ? "code" : ""} rows=${rows} spellcheck=${!code} aria-invalid=${wrong} aria-describedby=${described || nothing} .value=${value} @input=${input}></textarea>`
      : html`<input id=${id} type=${type} autocomplete="off" min=${min ?? nothing} max=${max ?? nothing} aria-invalid=${wrong} aria-describedby=${described || nothing} .value=${value} @input=${input} @change=${onChange ?? nothing} />`;
  return html`<div>
    <label for=${id}>${label}</label>
    ${control} ${hint === undefined ? nothing : html`<span class="quiet small" id="${id}-hint">${hint}</span>`}
    ${wrong ? html`<span class="fault small" id="${id}-fault">${problems.map(problemText).join(" ")}</span>` : nothing}
  </div>`;
}

export interface Amount {
  readonly id: string;
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly value: number;
  set(value: number): void;
}

/** A whole number: while it is typed, what is no amount changes nothing; once the field is left, it gives way to the nearest one. */
export function amountField({ id, label, min, max, value, set }: Amount): TemplateResult {
  const onInput = (typed: string): void => {
    const amount = nearestAmount(typed, { min, max, value });
    if (String(amount) === typed) set(amount);
  };
  const onChange = ({ target }: Event): void => {
    if (!(target instanceof HTMLInputElement)) return;
    const amount = nearestAmount(target.value, { min, max, value });
    target.value = String(amount);
    set(amount);
  };
  return field({ id, label, type: "number", min, max, value: String(value), onInput, onChange });
}

/** `value` where nothing, or no number, was typed. */
export function nearestAmount(typed: string, { min, max, value }: Pick<Amount, "min" | "max" | "value">): number {
  const amount = Math.round(Number(typed));
  return typed.trim() === "" || !Number.isFinite(amount) ? value : Math.min(max, Math.max(min, amount));
}

export function problemText({ kind, limit, message }: FieldProblem): string {
  const { problem, edit } = words();
  switch (kind) {
    case "empty":
      return problem.empty;
    case "few":
      return problem.few(limit);
    case "many":
      return problem.many(limit);
    case "long":
      return problem.long(limit);
    case "form":
      return problem.form;
    case "json":
      return edit.jsonBad;
    case "too-large":
      return problem.tooLarge(limit);
    case "check":
      return problem.checks[message] ?? `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
  }
}

export interface FieldProblem {
  /**
   * The task's field, with a number where the field is a list: `labels.1`; "" for the task as a whole; `settings` for those, or one of
   * them.
   */
  readonly field: string;
  readonly kind: "empty" | "few" | "many" | "long" | "form" | "check" | "json" | "too-large";
  /** Of few, many and long. */
  readonly limit: number;
  readonly message: string;
}

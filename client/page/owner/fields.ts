// Form fields with their label, hint and faults tied together for screen readers.

import { html, nothing, type TemplateResult } from "lit";
import { fieldValue } from "../panel.ts";
import type { FieldProblem } from "./draft.ts";
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
}

export function field({ id, label, value, hint, problems = [], type = "text", min, max, rows = 1, code, onInput }: Field): TemplateResult {
  const input = (event: Event): void => onInput(fieldValue(event));
  const wrong = problems.length > 0;
  const described = [hint === undefined ? "" : `${id}-hint`, wrong ? `${id}-fault` : ""].filter((part) => part !== "").join(" ");
  const control =
    rows > 1
      ? html`<textarea id=${id} class=${code ? "code" : ""} rows=${rows} spellcheck=${!code} aria-invalid=${wrong} aria-describedby=${described || nothing} .value=${value} @input=${input}></textarea>`
      : html`<input id=${id} type=${type} autocomplete="off" min=${min ?? nothing} max=${max ?? nothing} aria-invalid=${wrong} aria-describedby=${described || nothing} .value=${value} @input=${input} />`;
  return html`<div>
    <label for=${id}>${label}</label>
    ${control} ${hint === undefined ? nothing : html`<span class="quiet small" id="${id}-hint">${hint}</span>`}
    ${wrong ? html`<span class="fault small" id="${id}-fault">${problems.map(problemText).join(" ")}</span>` : nothing}
  </div>`;
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

// The headers that a task offers beside the owner's own: made by rule until the owner edits one, then the owner's list.

import { html, nothing, type TemplateResult } from "lit";
import { MAX_INSTRUCTIONS } from "../../../../shared/prompt/task.ts";
import { type FieldProblem, field } from "../fields.ts";
import { words } from "../words.ts";
import { type Draft, instructionsOf } from "./draft.ts";

export interface InstructionFields {
  readonly draft: Draft;
  readonly problems: readonly FieldProblem[];
  /** Faults of the list as a whole. */
  readonly faults: TemplateResult | typeof nothing;
  change(change: Partial<Draft>): void;
}

export function instructionFields({ draft, problems, faults, change }: InstructionFields): TemplateResult {
  const { edit, remove } = words();
  const made = draft.instructions === null;
  const shown = instructionsOf(draft);
  const set = (instructions: readonly string[] | null): void => change({ instructions: instructions && [...instructions] });
  // Empty ones are not part of the task, so its numbers run on without them.
  const placeOf = (at: number): number => shown.slice(0, at).filter((header) => header.trim() !== "").length;
  const faultsOf = (at: number): readonly FieldProblem[] =>
    shown[at]?.trim() === "" ? [] : problems.filter(({ field: name }) => name === `instructions.${placeOf(at)}`);
  return html`<fieldset class="stack" id="instructions">
    <legend>${edit.instructions}</legend>
    <p class="quiet small">${edit.instructionsHint}</p>
    ${faults}
    <p class="small" role="status" data-made=${made}>${made ? (shown.length > 0 ? edit.instructionsMade(shown.length) : edit.instructionsNone) : edit.instructionsOwn(shown.length)}</p>
    ${shown.map(
      (header, i) => html`<div class="pair">
        ${field({
          id: `instruction-${i}`,
          label: edit.instruction(i + 1),
          value: header,
          rows: Math.min(8, Math.max(2, header.split("\n").length)),
          code: true,
          problems: faultsOf(i),
          onInput: (value) => set(shown.map((other, j) => (j === i ? value : other))),
        })}
        <button type="button" class="plain" aria-label="${remove}: ${edit.instruction(i + 1)}" @click=${() => set(shown.filter((_, j) => j !== i))}>${remove}</button>
      </div>`,
    )}
    <div class="row">
      <button type="button" data-action="add-instruction" ?disabled=${shown.length >= MAX_INSTRUCTIONS} @click=${() => set([...shown, ""])}>${edit.addInstruction}</button>
      ${made ? nothing : html`<button type="button" data-action="make-instructions" @click=${() => set(null)}>${edit.makeInstructions}</button>`}
      ${shown.length > 0 ? html`<button type="button" class="plain" data-action="clear-instructions" @click=${() => set([])}>${edit.clearInstructions}</button>` : nothing}
    </div>
  </fieldset>`;
}

// The form of a task: what is classified, the prompt around it, and the vocabulary that may be tried.

import { html, nothing, type TemplateResult } from "lit";
import type { Example } from "../../../../shared/prompt/task.ts";
import type { FieldProblem } from "../fields.ts";
import "./demonstration-paste.ts";
import { amountField, field, problemText } from "../fields.ts";
import { type Draft, linesOf, withDemonstrations, withPhrases } from "./draft.ts";
import { instructionFields } from "./instruction-fields.ts";
import "./phrase-miner.ts";
import "./phrase-proposer.ts";
import { words } from "../words.ts";

export interface TaskForm {
  readonly draft: Draft;
  readonly problems: readonly FieldProblem[];
  readonly maxParticipants: number;
  readonly settings: string;
  change(change: Partial<Draft>): void;
  changeMaxParticipants(value: number): void;
  changeSettings(value: string): void;
}

export function taskForm(form: TaskForm): TemplateResult {
  return html`${basics(form)} ${template(form)} ${labels(form)} ${instructions(form)} ${phrases(form)} ${demonstrations(form)} ${limits(form)}`;
}

function basics({ draft, problems, change }: TaskForm): TemplateResult {
  const { edit } = words();
  return html`<fieldset class="stack">
    <legend>${edit.basics}</legend>
    ${field({ id: "task-name", label: edit.name, value: draft.name, problems: of(problems, "name"), onInput: (name) => change({ name }) })}
    ${field({
      id: "task-description",
      label: edit.description,
      value: draft.description,
      rows: 2,
      problems: of(problems, "description"),
      onInput: (description) => change({ description }),
    })}
    ${field({
      id: "task-language",
      label: edit.language,
      value: draft.language,
      problems: of(problems, "language"),
      onInput: (language) => change({ language }),
    })}
  </fieldset>`;
}

function template({ draft, problems, change }: TaskForm): TemplateResult {
  const { edit } = words();
  return html`<fieldset class="stack">
    <legend>${edit.template}</legend>
    ${field({
      id: "task-header",
      label: edit.header,
      hint: edit.headerHint,
      value: draft.header,
      rows: 4,
      code: true,
      problems: of(problems, "header"),
      onInput: (header) => change({ header }),
    })}
    ${field({
      id: "task-example",
      label: edit.example,
      hint: edit.exampleHint,
      value: draft.example,
      rows: 3,
      code: true,
      problems: of(problems, "example"),
      onInput: (example) => change({ example }),
    })}
  </fieldset>`;
}

function labels({ draft, problems, change }: TaskForm): TemplateResult {
  const { edit, remove } = words();
  const set = (at: number, part: Partial<Draft["labels"][number]>): void =>
    change({ labels: draft.labels.map((label, i) => (i === at ? { ...label, ...part } : label)) });
  return html`<fieldset class="stack">
    <legend>${edit.labels}</legend>
    <p class="quiet small">${edit.labelsHint}</p>
    <p class="quiet small">${edit.definitionsHint}</p>
    ${listFaults(problems, ["labels", "labelWords", "definitions"])}
    ${draft.labels.map(
      ({ name, words: written, definition }, i) => html`<div class="pair">
        ${field({ id: `label-${i}`, label: edit.label(i + 1), value: name, problems: of(problems, `labels.${i}`), onInput: (value) => set(i, { name: value }) })}
        ${field({
          id: `words-${i}`,
          label: edit.words(i + 1),
          value: written,
          problems: of(problems, `labelWords.${i}`),
          onInput: (value) => set(i, { words: value }),
        })}
        ${field({
          id: `definition-${i}`,
          label: edit.definition(i + 1),
          value: definition,
          problems: of(problems, `definitions.${name.trim()}`),
          onInput: (value) => set(i, { definition: value }),
        })}
        <button type="button" class="plain" ?disabled=${draft.labels.length <= 2} aria-label="${remove}: ${edit.label(i + 1)}" @click=${() => change({ labels: draft.labels.filter((_, j) => j !== i) })}>
          ${remove}
        </button>
      </div>`,
    )}
    <div><button type="button" @click=${() => change({ labels: [...draft.labels, { name: "", words: "", definition: "" }] })}>${edit.addLabel}</button></div>
  </fieldset>`;
}

function instructions({ draft, problems, change }: TaskForm): TemplateResult {
  return instructionFields({ draft, problems, faults: listFaults(problems, ["instructions"]), change });
}

function phrases({ draft, problems, change }: TaskForm): TemplateResult {
  const { edit, remove } = words();
  const set = (at: number, text: string): void => change({ slots: draft.slots.map((slot, i) => (i === at ? text : slot)) });
  // Empty slots are not part of the task, so its numbers run on without them.
  const placeOf = (at: number): number => draft.slots.slice(0, at).filter((slot) => slot.trim() !== "").length;
  const onPhrases = (event: CustomEvent<{ slot: number; phrases: readonly string[] }>): void =>
    change({ slots: withPhrases(draft, event.detail.slot, event.detail.phrases).slots });
  const described = {
    name: draft.name,
    description: draft.description,
    header: draft.header,
    labels: draft.labels.map(({ name }) => name),
  };
  return html`<fieldset class="stack">
    <legend>${edit.phrases}</legend>
    <p class="quiet small">${edit.phrasesHint}</p>
    ${listFaults(problems, ["phrases"])}
    ${draft.slots.map(
      (slot, i) => html`<div class="pair">
        ${field({
          id: `slot-${i}`,
          label: edit.slot(i + 1, linesOf(slot).length),
          value: slot,
          rows: 4,
          problems: slot.trim() === "" ? [] : of(problems, `phrases.${placeOf(i)}`),
          onInput: (value) => set(i, value),
        })}
        <button type="button" class="plain" aria-label="${remove}: ${edit.slot(i + 1, linesOf(slot).length)}" @click=${() => change({ slots: draft.slots.filter((_, j) => j !== i) })}>
          ${remove}
        </button>
      </div>`,
    )}
    <div><button type="button" @click=${() => change({ slots: [...draft.slots, ""] })}>${edit.addSlot}</button></div>
    <phrase-miner .slots=${draft.slots.length} @phrases=${onPhrases}></phrase-miner>
    <phrase-proposer .slots=${draft.slots.length} .described=${described} @phrases=${onPhrases}></phrase-proposer>
  </fieldset>`;
}

function demonstrations({ draft, problems, change }: TaskForm): TemplateResult {
  const { edit } = words();
  const onExamples = (event: CustomEvent<readonly Example[]>): void => change(withDemonstrations(draft, event.detail));
  const onOrder = (): void => change({ tuneOrder: !draft.tuneOrder });
  const have = draft.publicDemonstrations.length;
  return html`<fieldset class="stack">
    <legend>${edit.demonstrations}</legend>
    <p class="quiet small">${edit.demonstrationsHint}</p>
    ${listFaults(problems, ["publicDemonstrations"])}
    <div class="row between">
      <span>${edit.demonstrationsHave(have)}</span>
      ${have > 0 ? html`<button type="button" class="plain" @click=${() => change({ publicDemonstrations: [], publicShots: 0 })}>${edit.demonstrationsClear}</button>` : nothing}
    </div>
    <demonstration-paste .labels=${draft.labels.map(({ name }) => name.trim()).filter((name) => name !== "")} @examples=${onExamples}></demonstration-paste>
    ${shots({ id: "public-shots", label: edit.publicShots, value: draft.publicShots, problems: of(problems, "publicShots"), set: (publicShots) => change({ publicShots }) })}
    ${shots({ id: "private-shots", label: edit.privateShots, value: draft.privateShots, problems: of(problems, "privateShots"), set: (privateShots) => change({ privateShots }) })}
    <label class="choice"><input type="checkbox" id="tune-order" .checked=${draft.tuneOrder} @change=${onOrder} /><span>${edit.tuneOrder}</span></label>
  </fieldset>`;
}

function limits({ draft, maxParticipants, settings, problems, change, changeMaxParticipants, changeSettings }: TaskForm): TemplateResult {
  const { edit } = words();
  return html`<fieldset class="stack">
    <legend>${edit.limits}</legend>
    ${amountField({ id: "max-participants", label: edit.maxParticipants, min: 1, max: 256, value: maxParticipants, set: changeMaxParticipants })}
    ${field({
      id: "required-model",
      label: edit.requiredModel,
      hint: edit.requiredModelHint,
      value: draft.requiredModel,
      problems: of(problems, "requiredModel"),
      onInput: (requiredModel) => change({ requiredModel }),
    })}
    <details ?open=${settings !== ""}>
      <summary>${edit.settings}</summary>
      ${field({
        id: "task-settings",
        label: edit.settingsJson,
        hint: edit.settingsHint,
        value: settings,
        rows: 3,
        code: true,
        problems: problems.filter(({ field: at }) => at === "settings" || at.startsWith("settings.")),
        onInput: changeSettings,
      })}
    </details>
  </fieldset>`;
}

interface Shots {
  readonly id: string;
  readonly label: string;
  readonly value: number;
  readonly problems: readonly FieldProblem[];
  set(value: number): void;
}

function shots({ id, label, value, problems, set }: Shots): TemplateResult {
  return field({
    id,
    label,
    type: "number",
    min: 0,
    max: 16,
    value: String(value),
    problems,
    onInput: (typed) => set(Math.round(Number(typed)) || 0),
  });
}

function of(problems: readonly FieldProblem[], name: string): readonly FieldProblem[] {
  return problems.filter(({ field: at }) => at === name);
}

/** Faults of a list as a whole, which belong to none of its fields. */
function listFaults(problems: readonly FieldProblem[], names: readonly string[]): TemplateResult | typeof nothing {
  const found = problems.filter(({ field: at }) => names.includes(at));
  return found.length > 0 ? html`<p class="fault small">${found.map(problemText).join(" ")}</p>` : nothing;
}

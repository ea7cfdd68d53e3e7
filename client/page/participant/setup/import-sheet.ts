// How a file was read, before anything is kept: what was guessed is shown and can be changed, and the numbers add up to all rows.

import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { ImportChoices, ImportPreview, Mapping, MeantLabel } from "../../../participant/session/worker-api.ts";
import { t } from "../../catalogue/catalogue.ts";
import { fieldValue } from "../../elements/field-value.ts";
import { encodingNamed, encodingNames } from "./encoding-names.ts";
import { importOutcome } from "./import-outcome.ts";

export interface ImportSheet {
  readonly preview: ImportPreview;
  readonly choices: ImportChoices;
  /** Of the task. */
  readonly labels: readonly string[];
  /** Whether the task's examples are pairs of texts. */
  readonly pairs: boolean;
  readonly onChoices: (choices: ImportChoices) => void;
}

export const NO_CHOICES: ImportChoices = { encoding: null, readAs: null, header: null, mapping: null, labels: [] };

export function importSheet(sheet: ImportSheet): TemplateResult {
  const { preview } = sheet;
  return html`
    ${readingFields(sheet)} ${preview.mapping ? mappingFields(sheet, sheet.choices.mapping ?? preview.mapping) : nothing}
    ${preview.labels.length > 0 ? labelTable(sheet) : nothing} ${importOutcome(preview)}
  `;
}

function readingFields({ preview, choices, onChoices }: ImportSheet): TemplateResult | typeof nothing {
  const { importing } = t();
  const { encodingGuessed, readAs, others } = preview.reading;
  // What was just chosen is shown while the file is read again.
  const encoding = choices.encoding ?? preview.reading.encoding;
  const header = choices.header ?? preview.reading.header;
  const chosen = JSON.stringify(choices.readAs ?? readAs);
  if (readAs === null && encoding === null) return nothing;
  const all = readAs ? [readAs, ...others] : [];
  // Other bytes, other columns: what was chosen about them does not hold any more.
  const onEncoding = (event: Event): void => onChoices({ ...NO_CHOICES, encoding: encodingNamed(fieldValue(event)) });
  const onReadAs = (event: Event): void =>
    onChoices({ ...NO_CHOICES, encoding: choices.encoding, readAs: all[Number(fieldValue(event))] ?? null });
  const onHeader = (event: Event): void => onChoices({ ...choices, header: fieldValue(event) === "names", mapping: null });
  return html`<fieldset class="stack">
    <legend>${importing.reading}</legend>
    <div class="tiles two">
      ${
        encoding === null
          ? nothing
          : html`<div>
            <label for="import-encoding">${importing.encoding}</label>
            <select id="import-encoding" @change=${onEncoding}>
              ${encodingNames().map((other) => html`<option value=${other.encoding} .selected=${live(other.encoding === encoding)}>${other.text}</option>`)}
            </select>
          </div>`
      }
      ${
        all.length === 0
          ? nothing
          : html`<div>
            <label for="import-read-as">${importing.readAs}</label>
            <select id="import-read-as" ?disabled=${all.length === 1} @change=${onReadAs}>
              ${all.map((other, i) => html`<option value=${i} .selected=${live(JSON.stringify(other) === chosen)}>${importing.readAsName(other)}</option>`)}
            </select>
          </div>`
      }
      ${
        header === null
          ? nothing
          : html`<div>
            <label for="import-header">${importing.header}</label>
            <select id="import-header" @change=${onHeader}>
              <option value="names" .selected=${live(header)}>${importing.headerNames}</option>
              <option value="example" .selected=${live(!header)}>${importing.headerExample}</option>
            </select>
          </div>`
      }
    </div>
    ${encodingGuessed ? html`<p class="note" data-kind="warn">${importing.encodingGuessed}</p>` : nothing}
  </fieldset>`;
}

function mappingFields({ preview, choices, pairs, onChoices }: ImportSheet, mapping: Mapping): TemplateResult {
  const { examples, importing } = t();
  const column = (field: keyof Mapping, title: string): TemplateResult => {
    const onColumn = (event: Event): void => {
      const value = fieldValue(event);
      // Labels that were chosen are those of the column before.
      const labels = field === "label" ? [] : choices.labels;
      onChoices({ ...choices, labels, mapping: { ...mapping, [field]: value === "" ? null : Number(value) } });
    };
    const optional = field === "text2" || field === "verdict";
    return html`<div>
      <label for="column-${field}">${title}</label>
      <select id="column-${field}" @change=${onColumn}>
        ${optional ? html`<option value="" .selected=${live(mapping[field] === null)}>${examples.noColumn}</option>` : nothing}
        ${preview.columns.map((name, i) => html`<option value=${i} .selected=${live(mapping[field] === i)}>${name || examples.columnOf(i + 1)}</option>`)}
      </select>
    </div>`;
  };
  return html`<fieldset class="stack">
    <legend>${examples.columns}</legend>
    <div class="tiles">
      ${column("text", examples.text)} ${pairs ? column("text2", examples.text2) : nothing} ${column("label", examples.label)}
      ${mapping.verdict !== null || choices.mapping ? column("verdict", importing.verdict) : nothing}
    </div>
  </fieldset>`;
}

function labelTable({ preview, choices, labels, onChoices }: ImportSheet): TemplateResult {
  const { importing, number } = t();
  const onMeaning = (written: string) => (event: Event) => {
    const value = fieldValue(event);
    const others = choices.labels.filter((choice) => choice.written !== written);
    onChoices({
      ...choices,
      labels: [...others, { written, label: value === "" ? null : (labels[Number(value)] ?? null) }],
      mapping: preview.mapping,
    });
  };
  const decided = new Map(choices.labels.map(({ written, label }) => [written, label]));
  const row = ({ written, rows, label: meant, guessed }: MeantLabel): TemplateResult => {
    const label = decided.has(written) ? (decided.get(written) ?? null) : meant;
    return html`<tr>
    <th scope="row"><span class="clip">${written}</span></th>
    <td class="number">${number(rows)}</td>
    <td>
      <div class="row"><select aria-label=${importing.meansOf(written)} @change=${onMeaning(written)}>
        <option value="" .selected=${live(label === null)}>${importing.labelOut}</option>
        ${labels.map((name, i) => html`<option value=${i} .selected=${live(name === label)}>${name}</option>`)}
      </select>
      ${guessed && !decided.has(written) ? html`<span class="badge" data-kind="warn">${importing.labelGuess}</span>` : nothing}</div>
    </td>
  </tr>`;
  };
  const hidden = preview.labelCount - preview.labels.length;
  return html`<fieldset class="stack" data-strangers>
    <legend>${importing.labels}</legend>
    <p class="quiet small">${importing.labelsLead}</p>
    <div class="scroll" tabindex="0" role="region" aria-label=${importing.labels}>
      <table>
        <thead>
          <tr>
            <th scope="col">${importing.labelWritten}</th>
            <th scope="col" class="number">${importing.labelRows}</th>
            <th scope="col">${importing.labelMeans}</th>
          </tr>
        </thead>
        <tbody>
          ${preview.labels.map(row)}
        </tbody>
      </table>
    </div>
    ${hidden > 0 ? html`<p class="quiet small">${importing.moreLabels(hidden)}</p>` : nothing}
  </fieldset>`;
}

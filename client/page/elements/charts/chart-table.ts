// The figures of a chart as a table and as a file, for whoever cannot see it or wants the figures.

import { html, type TemplateResult } from "lit";
import { t } from "../../catalogue/catalogue.ts";
import { saveFile } from "../files.ts";

export interface ChartColumns {
  readonly title: string;
  readonly fileName: string;
  readonly head: readonly string[];
  /** Shape [rows][head]; what is no finite number is not known. */
  readonly rows: () => readonly (readonly number[])[];
  /** A figure of column `at`, in words. */
  readonly words: (value: number, at: number) => string;
}

export interface ChartDetails {
  readonly open: boolean;
  readonly hidden: boolean;
  readonly onToggle: (open: boolean) => void;
}

const SHOWN_ROWS = 100;

/** Its rows cost more than a drawing: there are none while it is closed. */
export function chartTable(columns: ChartColumns, { open, hidden, onToggle }: ChartDetails): TemplateResult {
  const { live } = t();
  const { title, head, words } = columns;
  const toggled = ({ target }: Event): void => onToggle(target instanceof HTMLDetailsElement && target.open);
  return html`<details ?open=${open} ?hidden=${hidden} @toggle=${toggled}>
    <summary class="small">${live.table}</summary>
    <p><button type="button" @click=${() => saveColumns(columns)}>${live.csv}</button></p>
    <div class="scroll" tabindex="0" role="region" aria-label=${title}>
      <table>
        <thead>
          <tr>
            ${head.map((name) => html`<th class="number" scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${(open ? columns.rows().slice(-SHOWN_ROWS) : []).map(
            (row) =>
              html`<tr>
                ${row.map((value, at) => html`<td class="number">${Number.isFinite(value) ? words(value, at) : "–"}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}

function saveColumns({ head, rows, fileName }: ChartColumns): void {
  const lines = [
    head.map((name) => `"${name.replaceAll('"', '""')}"`),
    ...rows().map((row) => row.map((value) => (Number.isFinite(value) ? value : ""))),
  ];
  saveFile(`${fileName}.csv`, "text/csv", `${lines.map((line) => line.join(",")).join("\r\n")}\r\n`);
}

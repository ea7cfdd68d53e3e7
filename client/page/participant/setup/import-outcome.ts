// The outcome of reading a file: counts that add up, the first rows, the changes to texts, and the rows left out with the reason.

import { html, nothing, type TemplateResult } from "lit";
import type { ImportPreview } from "../../../participant/session/worker-api.ts";
import { t } from "../../catalogue/catalogue.ts";

export function importOutcome(preview: ImportPreview): TemplateResult {
  return html`${countsLine(preview)} ${rowTable(preview)} ${noticeList(preview)} ${leftOutList(preview)}`;
}

function countsLine({ usable, total, duplicates, leftOut, labels }: ImportPreview): TemplateResult {
  const { importing } = t();
  const guessed = labels.filter((label) => label.guessed).reduce((sum, { rows }) => sum + rows, 0);
  const left = leftOut.reduce((sum, { rows }) => sum + rows, 0);
  return html`<p role="status">
    ${importing.counts({ usable, total, duplicates, leftOut: left })} ${guessed > 0 ? importing.guessedRows(guessed) : nothing}
  </p>`;
}

/** The columns that are used stand first. */
function rowTable({ rows, columns, mapping }: ImportPreview): TemplateResult | typeof nothing {
  const { examples, importing } = t();
  if (rows.length === 0) return nothing;
  const roles = new Map<number, string>();
  if (mapping) {
    roles.set(mapping.text, examples.text);
    if (mapping.text2 !== null) roles.set(mapping.text2, examples.text2);
    roles.set(mapping.label, examples.label);
    if (mapping.verdict !== null) roles.set(mapping.verdict, importing.verdict);
  }
  const order = [...roles.keys(), ...columns.map((_, i) => i).filter((i) => !roles.has(i))];
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${examples.preview}>
    <table>
      <thead>
        <tr>
          <th scope="col" class="number">${examples.row}</th>
          ${order.map((i) => html`<th scope="col">${columns[i] || examples.columnOf(i + 1)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ number, cells }) =>
            html`<tr>
              <td class="number">${t().number(number)}</td>
              ${order.map((i) => html`<td><span class="clip" dir="auto">${cells[i] ?? ""}</span></td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function noticeList({ notices }: ImportPreview): TemplateResult | typeof nothing {
  if (notices.length === 0) return nothing;
  const warn = notices.some(({ code }) => code !== "spaces");
  return html`<div class=${warn ? "note" : "quiet small"} data-kind="warn" data-notices>
    <ul>
      ${notices.map((notice) => html`<li>${t().importing.notice(notice)}</li>`)}
    </ul>
  </div>`;
}

/** Rows left out that can be looked through one by one; more are summed up by reason first. */
const FEW = 8;

function leftOutList({ problems, problemCount, leftOut }: ImportPreview): TemplateResult | typeof nothing {
  const { examples, importing } = t();
  if (problemCount === 0) return nothing;
  const rows = leftOut.reduce((sum, reason) => sum + reason.rows, 0);
  return html`<details open>
    <summary>${rows > 0 ? importing.leftOut(rows) : examples.problems(problemCount)}</summary>
    ${
      rows > FEW
        ? html`<ul>
          ${leftOut.map(({ code, rows: amount }) => html`<li>${importing.reason(code, amount)}</li>`)}
        </ul>`
        : nothing
    }
    <ul>
      ${problems.map((found) => html`<li>${examples.problem(found.code, found.row, found.detail)}</li>`)}
      ${problemCount > problems.length ? html`<li>…</li>` : nothing}
    </ul>
  </details>`;
}

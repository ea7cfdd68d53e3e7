// The promise: who gets to see what. The same words on the landing page and beside every task.

import { html, type TemplateResult } from "lit";
import { t } from "../catalogue/catalogue.ts";

export function promiseTable(): TemplateResult {
  const { promise } = t();
  const parties = [promise.worker, promise.model, promise.aggregator];
  return html`
    <div class="scroll promises" tabindex="0" role="region" aria-label=${promise.title}>
      <table>
        <caption>
          ${promise.caption}
        </caption>
        <thead>
          <tr>
            ${[promise.thing, ...parties].map((name) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${promise.rows.map(
            ([thing, ...cells]) => html`<tr>
              <th scope="row">${thing}</th>
              ${cells.map((cell, i) => html`<td data-who=${parties[i] ?? ""}>${cell}</td>`)}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="note" data-kind="warn">${promise.provider} ${promise.trust}</p>
  `;
}

// The end of the demonstration: the prompt of whoever gained most, and a few texts that only it gets right.

import { html, nothing, type TemplateResult } from "lit";
import type { MendedMistake, TunedResult } from "../../participant/session/worker-api.ts";
import { t } from "../catalogue/catalogue.ts";
import { promptText } from "../elements/prompt-text.ts";

/** `results`: one for each participant, in their order. */
export function demoEnd(results: readonly TunedResult[]): TemplateResult | typeof nothing {
  const gains = results.map(gainOf);
  const at = gains.indexOf(Math.max(...gains));
  const best = results[at];
  if (!best) return nothing;
  const { landing, result } = t();
  const query = { text: result.placeholder, text2: result.placeholder2 };
  return html`<section class="stack demo-end" data-demo-end>
    <h3>${landing.demoEnd}</h3>
    <div class="stack">
      <p class="quiet small">${best.baselineKept ? landing.demoKept(at + 1) : landing.demoBest(at + 1)}</p>
      <pre tabindex="0" data-tuned-prompt>${promptText(best.content, query, best.layout)}</pre>
    </div>
    ${mendedTable(best.mended ?? [])}
  </section>`;
}

/** A better prompt counts for more than better answers of the same one. */
function gainOf({ judgement }: TunedResult): number {
  const found = judgement?.verdict === "calibrated-answers" ? judgement.calibrated : judgement?.pasted;
  if (!judgement || !found) return 0;
  return found.gained - found.lost + (judgement.verdict === "better-prompt" ? found.rows : 0);
}

function mendedTable(mended: readonly MendedMistake[]): TemplateResult | typeof nothing {
  if (mended.length === 0) return nothing;
  const { landing } = t();
  return html`<div class="stack">
    <p class="quiet small">${landing.demoMended}</p>
    <table class="mended">
      <thead>
        <tr>
          <th scope="col">${landing.demoText}</th>
          <th scope="col">${landing.demoStartAnswer}</th>
          <th scope="col">${landing.demoTunedAnswer}</th>
        </tr>
      </thead>
      <tbody>
        ${mended.map(
          ({ text, start, tuned }) => html`<tr>
            <td>${text}</td>
            <td data-name=${landing.demoStartAnswer}><span class="badge" data-kind="bad">✗ ${start}</span></td>
            <td data-name=${landing.demoTunedAnswer}><span class="badge" data-kind="good">✓ ${tuned}</span></td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

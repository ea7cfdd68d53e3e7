// The consensus slot by slot: every candidate with its share, darker where the participants agree. Also the bars of a trial.

import { html, svg, type TemplateResult } from "lit";
import type { SlotView } from "../../../participant/session/worker-api.ts";
import { t } from "../../catalogue/catalogue.ts";

export function heatMap(slots: readonly SlotView[]): TemplateResult {
  const { live, percent } = t();
  const cell = (share: number, text: string): TemplateResult => html`<li data-heat=${heatOf(share)} title="${text} ${percent(share)}">
    <span class="unseen">${text} </span>${Math.round(100 * share)}
  </li>`;
  return html`<table class="heat">
    <thead>
      <tr>
        <th scope="col">${live.slotName}</th>
        <th scope="col">${live.favourite}</th>
        <th scope="col">${live.shares} (%)</th>
      </tr>
    </thead>
    <tbody>
      ${tied(slots).map(
        ({ slot: { kind, label, candidates }, times, place }) => html`<tr>
          <th scope="row">${live.slot[kind]} ${kind === "place" ? place : label}${times > 1 ? ` × ${times}` : ""}</th>
          <td>${candidateName(kind, candidates[0]?.text)}</td>
          <td>
            <ol>
              ${candidates.map(({ text, share }) => cell(share, candidateName(kind, text)))}
            </ol>
          </td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}

interface Tied {
  readonly slot: SlotView;
  readonly times: number;
  /** From 1, among the slots of its kind. */
  readonly place: number;
}

/** Slots that share one distribution, as the shots of a class do, are told once. */
function tied(slots: readonly SlotView[]): readonly Tied[] {
  const groups = new Map<string, Tied>();
  slots.forEach((slot, i) => {
    const key = slot.kind === "public-demonstration" ? JSON.stringify(slot) : String(i);
    const place = slots.slice(0, i + 1).filter(({ kind }) => kind === slot.kind).length;
    groups.set(key, { slot, times: (groups.get(key)?.times ?? 0) + 1, place });
  });
  return [...groups.values()];
}

/** What people call a candidate, by what it shows: the empty one of each kind has a name, too. */
export function candidateName(kind: SlotView["kind"], text: string | undefined): string {
  const { empty, unmoved } = t().live;
  if (kind === "instruction") return shortened(text ?? "") || empty;
  return text || (kind === "place" ? unmoved : empty);
}

const SHOWN_OF_HEADER = 80;

/** A header in one line, cut where a list would grow too wide. */
function shortened(header: string): string {
  const text = header.replaceAll("[VAR]", "").replace(/\s+/g, " ").trim();
  return text.length > SHOWN_OF_HEADER ? `${text.slice(0, SHOWN_OF_HEADER - 1).trimEnd()}…` : text;
}

/** 0 to 5; the highest for a share above 0.6. Steps, because a strict content policy allows no inline styles. */
function heatOf(share: number): number {
  return [0.05, 0.12, 0.22, 0.38, 0.6].filter((limit) => share >= limit).length;
}

/** A bar for a share in [0, 1]; the number stands beside it in text. */
export function bar(share: number): TemplateResult {
  return html`<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
    ${svg`<rect width="100" height="6" rx="3"></rect><rect width=${(100 * share).toFixed(1)} height="6" rx="3"></rect>`}
  </svg>`;
}

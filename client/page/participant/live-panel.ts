// The live panel: the run in words, figures, charts and the consensus map.

import { html, nothing, type TemplateResult } from "lit";
import { contentOf } from "../../../shared/prompt/render.ts";
import { initialLowerChoice, searchSpaceOf } from "../../../shared/prompt/search-space.ts";
import type { Task } from "../../../shared/prompt/task.ts";
import type { ParticipantSnapshot } from "../../participant/session/worker-api.ts";
import { t } from "../catalogue/catalogue.ts";
import { bar, heatMap } from "../elements/charts/heat-map.ts";
import { activityText, failureText } from "../elements/failure-text.ts";
import { promptText } from "../elements/prompt-text.ts";
import { lineDiff } from "./line-diff.ts";
import { Panel } from "./panel.ts";
import "../elements/charts/progress-chart.ts";

/** A tab that was away for less is not worth a word. */
const AWAY_LEAST_MS = 10_000;

class LivePanel extends Panel {
  static override properties = { ...Panel.properties, away: { state: true } };
  /** How the run fared while the tab was in the background; null when it was not. */
  declare away: { readonly ms: number; readonly queries: number } | null;
  #hidden: { readonly atMs: number; readonly queries: number } | null = null;
  #ticking = false;

  constructor() {
    super();
    this.away = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("visibilitychange", this.#onVisibility);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.#onVisibility);
  }

  readonly #onVisibility = (): void => {
    const { running, snapshot } = this.view;
    const queries = snapshot?.queries ?? 0;
    if (document.hidden) {
      this.#hidden = running ? { atMs: Date.now(), queries } : null;
      return;
    }
    const hidden = this.#hidden;
    const ms = hidden ? Date.now() - hidden.atMs : 0;
    this.away = hidden && ms >= AWAY_LEAST_MS ? { ms, queries: queries - hidden.queries } : null;
  };

  /** Seconds that pass while no view comes are counted all the same. */
  protected override updated(): void {
    const { providerWait } = this.view;
    if (this.#ticking || !providerWait || providerWait.untilMs <= Date.now()) return;
    this.#ticking = true;
    setTimeout(() => {
      this.#ticking = false;
      this.requestUpdate();
    }, 1000);
  }

  override render(): TemplateResult {
    const { live } = t();
    const { snapshot, alone } = this.view;
    return html`<section class="card stack" aria-labelledby="live-title">
      <div class="row between">
        <h2 id="live-title">${this.run === null ? live.title : live.past}</h2>
        ${
          snapshot && !alone && this.run === null
            ? html`<span class="badge" data-kind=${snapshot.connection === "online" ? "good" : "warn"}>${live.connection[snapshot.connection]}</span>`
            : nothing
        }
      </div>
      ${snapshot ? this.#running(snapshot) : html`<p class="quiet">${live.none}</p>`}
    </section>`;
  }

  #running(snapshot: ParticipantSnapshot): TemplateResult {
    const { live } = t();
    const { activity, history } = snapshot;
    const { providerWait, task } = this.view;
    const words = activityText(t(), activity);
    const waits = providerWait && providerWait.untilMs > Date.now() ? Math.ceil((providerWait.untilMs - Date.now()) / 1000) : 0;
    return html`
      <p class="note" data-kind=${activity.type === "failed" ? "bad" : activity.type === "finished" ? "good" : "info"}>
        <strong>${words}</strong>
        ${snapshot.contributions.merged > 0 ? html`<br /><span class="small">${live.merged(snapshot.iteration, snapshot.staleness.last)}</span>` : nothing}
        ${activity.type === "failed" ? html` <a href="/help#${activity.code}">${t().moreHelp}</a>` : nothing}
      </p>
      <span class="unseen" role="status">${activity.type === "scoring" ? "" : words}</span>
      ${this.away ? html`<p class="quiet small" role="status">${live.away(this.away.ms, this.away.queries)}</p>` : nothing}
      ${waits > 0 ? html`<p class="note" data-kind="warn">${live.providerWait(waits, providerWait?.reason ?? "")}</p>` : nothing}
      ${snapshot.socketsBlocked ? html`<p class="note" data-kind="warn" data-blocked role="status">${live.blocked}</p>` : nothing}
      ${snapshot.unanswered > 0 ? html`<p class="note" data-kind="warn">${live.unanswered(snapshot.unanswered)}</p>` : nothing}
      ${"total" in activity && activity.total > 0 ? html`<progress max=${activity.total} value=${activity.done} aria-label=${words}></progress>` : nothing}
      ${
        snapshot.refusal
          ? html`<p class="note" data-kind="warn">
            ${live.refused} ${failureText(t(), { code: snapshot.refusal.code, message: snapshot.refusal.detail }, "aggregator")} <a href="/help#${snapshot.refusal.code}">${snapshot.refusal.code}</a>
          </p>`
          : nothing
      }
      ${this.#figures(snapshot)}
      ${
        // Snapshots that an older page stored have none.
        snapshot.curve
          ? html`<progress-chart .data=${{ curve: snapshot.curve, history, queries: snapshot.queries, fileName: "progress", explained: true }}></progress-chart>`
          : nothing
      }
      ${task && snapshot.current ? this.#fragment(snapshot, task) : nothing}
      ${
        snapshot.consensus.length > 0
          ? html`<details open>
            <summary>${live.consensus}</summary>
            <p class="quiet small">${live.consensusHint}</p>
            ${heatMap(snapshot.consensus)}
          </details>`
          : nothing
      }
      ${
        snapshot.favoured.length > 0
          ? html`<details>
            <summary>${live.favoured}</summary>
            <p class="quiet small">${live.favouredHint}</p>
            <table>
              <tbody>
                ${snapshot.favoured.map(
                  ({ label, text, share }) => html`<tr>
                    <td><span class="badge">${label}</span></td>
                    <td>${text}${bar(share)}</td>
                    <td class="number">${t().percent(share)}</td>
                  </tr>`,
                )}
              </tbody>
            </table>
          </details>`
          : nothing
      }
    `;
  }

  #figures(snapshot: ParticipantSnapshot): TemplateResult {
    const { live, number } = t();
    const kilobytes = (bytes: number): string => `${number(Math.round(bytes / 1024))} kB`;
    const tile = (name: string, value: string): TemplateResult => html`<div>
      <dt>${name}</dt>
      <dd>${value}</dd>
    </div>`;
    return html`<dl class="tiles">
      ${tile(live.queries, `${number(snapshot.queries)} / ${number(snapshot.budgetQueries)}`)} ${tile(live.tokens, number(snapshot.tokens))}
      ${this.view.cost === null ? nothing : tile(live.cost, live.money(this.view.cost))}
      ${tile(live.steps, number(snapshot.step))}
      ${
        this.view.alone
          ? nothing
          : html`${tile(live.iteration, number(snapshot.iteration))} ${tile(live.contributions, number(snapshot.contributions.merged))}
            ${tile(live.staleness, number(snapshot.staleness.last))}
            ${snapshot.presence ? tile(live.others, live.othersOf(snapshot.presence.live, snapshot.presence.joined)) : nothing}
            ${tile(live.traffic, `${kilobytes(snapshot.bytesUp)} / ${kilobytes(snapshot.bytesDown)}`)}`
      }
    </dl>`;
  }

  #fragment(snapshot: ParticipantSnapshot, task: Task): TemplateResult | typeof nothing {
    const { live, result } = t();
    if (!snapshot.current) return nothing;
    const query = { text: result.placeholder, text2: result.placeholder2 };
    const space = searchSpaceOf(task);
    const before = promptText(contentOf(space, initialLowerChoice(space), []), query, "completion");
    const lines = lineDiff(before, promptText(snapshot.current, query, "completion"));
    return html`<details>
      <summary>${live.fragment}</summary>
      <p class="quiet small">${live.fragmentHint}</p>
      <pre tabindex="0">${lines.map(
        ({ text, kind }, i) =>
          html`${i > 0 ? "\n" : ""}${kind === "same" ? text : kind === "added" ? html`<ins>${text}</ins>` : html`<del>${text}</del>`}`,
      )}</pre>
    </details>`;
  }
}

customElements.define("live-panel", LivePanel);

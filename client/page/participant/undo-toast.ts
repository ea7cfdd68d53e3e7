// The way back from what was just taken away: a note with one button, which stays through whatever else happens on the page.

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { SessionView } from "../../participant/session/worker-api.ts";
import { t } from "../catalogue/catalogue.ts";
import { Panel } from "./panel.ts";

class UndoToast extends Panel {
  #ticking = false;
  /** Focus was on the button, and would be lost with it. */
  #held = false;

  override render(): TemplateResult | typeof nothing {
    const { runs } = t();
    const { undo } = this.view;
    if (!undo) return this.failure ? html`<div class="toast">${this.failureNote()}</div>` : nothing;
    const seconds = Math.max(1, Math.ceil((undo.untilMs - Date.now()) / 1000));
    return html`<div class="toast note row between" data-kind="info" data-undo=${undo.type}>
      <span role="status">${runs.undone[undo.type]} <span class="small" aria-hidden="true">${runs.undoFor(seconds)}</span></span>
      <button data-action="undo" ?disabled=${this.busy !== ""} @click=${() => this.ask("undo", () => this.api.undo())}>${runs.undo}</button>
    </div>`;
  }

  protected override willUpdate(): void {
    this.#held = this.contains(document.activeElement);
  }

  protected override updated(changed: PropertyValues<this>): void {
    const before = changed.get("view") as SessionView | undefined; // lit keeps the property's own type
    const { undo } = this.view;
    // Whoever deleted something by keyboard has lost the button that was pressed: undoing is the next key.
    if (undo && !before?.undo && before && undo.type !== "other-examples" && document.activeElement === document.body)
      this.querySelector<HTMLElement>("[data-action=undo]")?.focus();
    if (!undo && before?.undo && this.#held)
      (document.querySelector<HTMLElement>("#runs-title") ?? document.querySelector<HTMLElement>("#examples-title"))?.focus();
    if (!undo || this.#ticking) return;
    this.#ticking = true;
    setTimeout(() => {
      this.#ticking = false;
      this.requestUpdate();
    }, 1000);
  }
}

customElements.define("undo-toast", UndoToast);

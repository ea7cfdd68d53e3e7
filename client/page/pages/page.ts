// The frame around every page: skip link, navigation, appearance, language. Light DOM, so that one style sheet and one outline serve all.

import { html, LitElement, nothing, type TemplateResult } from "lit";
import { LANGUAGE_EVENT, LANGUAGES, type Language, languageInUse, preferredLanguage, t, useLanguage } from "../catalogue/catalogue.ts";
import { chooseTheme, showTheme, THEMES, themeInUse } from "../elements/theme.ts";

export abstract class Page extends LitElement {
  /** A part that is loaded when it is needed could not be, as after a new deployment: the page cannot do all it shows. */
  #partMissing = false;
  readonly #redraw = (): void => this.requestUpdate();
  readonly #missPart = (): void => {
    this.#partMissing = true;
    this.requestUpdate();
  };

  abstract content(): TemplateResult;
  /** What the tab is called. */
  abstract tabTitle(): string;

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener(LANGUAGE_EVENT, this.#redraw);
    window.addEventListener("vite:preloadError", this.#missPart);
    showTheme(themeInUse());
    void useLanguage(preferredLanguage());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener(LANGUAGE_EVENT, this.#redraw);
    window.removeEventListener("vite:preloadError", this.#missPart);
  }

  protected override updated(): void {
    document.title = `${this.tabTitle()} · AsynDBT`;
  }

  override render(): TemplateResult {
    const { frame } = t();
    return html`
      <a class="skip" href="#main" @click=${this.#skip}>${frame.skip}</a>
      <header class="top">
        <a class="brand" href="/"><img src="/icon.svg" alt="" />AsynDBT</a>
        <nav aria-label="AsynDBT">
          <a href="/new">${frame.newTask}</a>
          <a href="/alone">${frame.alone}</a>
          <a href="/help">${frame.help}</a>
        </nav>
        ${picker(frame.theme, frame.themes, themeInUse(), this.#chooseTheme)}
        ${picker(frame.language, LANGUAGES, languageInUse(), this.#chooseLanguage)}
      </header>
      <main id="main" tabindex="-1">
        ${this.#partMissing ? html`<p class="note" data-kind="warn" role="alert" data-part-missing>${frame.partMissing}</p>` : nothing}
        ${this.content()}
      </main>
      <footer class="foot">${frame.foot}</footer>
    `;
  }

  // The fragment of the address belongs to the task, so the skip link must not change it.
  #skip(event: Event): void {
    event.preventDefault();
    document.getElementById("main")?.focus();
  }

  readonly #chooseTheme = (value: string): void => {
    const theme = THEMES.find((name) => name === value) ?? "auto";
    chooseTheme(theme);
    this.requestUpdate();
  };

  readonly #chooseLanguage = (value: string): void => {
    const language = Object.keys(LANGUAGES).find((name): name is Language => name === value);
    if (language) void useLanguage(language);
  };
}

function picker(name: string, options: Readonly<Record<string, string>>, chosen: string, choose: (value: string) => void): TemplateResult {
  const onChange = (event: Event): void => {
    if (event.target instanceof HTMLSelectElement) choose(event.target.value);
  };
  return html`<label class="picker"
    ><span class="unseen">${name}</span>
    <select @change=${onChange}>
      ${Object.entries(options).map(([value, text]) => html`<option value=${value} ?selected=${value === chosen}>${text}</option>`)}
    </select></label
  >`;
}

// A row of tabs as WAI-ARIA describes it: one stop for the Tab key, arrows move and choose, Home and End go to the ends.

import { html, type TemplateResult } from "lit";

export interface Tabs<Name extends string> {
  /** Prefix of the ids of tabs (`id-tab-name`) and of the panel (`id-panel`). */
  readonly id: string;
  readonly label: string;
  readonly tabs: readonly { readonly name: Name; readonly title: string }[];
  readonly chosen: Name;
  choose(name: Name): void;
}

export function tabList<Name extends string>({ id, label, tabs, chosen, choose }: Tabs<Name>): TemplateResult {
  const onKey = (event: KeyboardEvent): void => {
    const at = tabs.findIndex(({ name }) => name === chosen);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    const tab = to === undefined ? undefined : tabs[(to + tabs.length) % tabs.length];
    if (!tab) return;
    event.preventDefault();
    choose(tab.name);
    document.getElementById(`${id}-tab-${tab.name}`)?.focus();
  };
  return html`<div class="tabs" role="tablist" aria-label=${label} @keydown=${onKey}>
    ${tabs.map(
      ({ name, title }) => html`<button
        type="button"
        role="tab"
        id="${id}-tab-${name}"
        aria-selected=${name === chosen}
        aria-controls="${id}-panel"
        tabindex=${name === chosen ? 0 : -1}
        @click=${() => choose(name)}
      >
        ${title}
      </button>`,
    )}
  </div>`;
}

// Begins a page, where the browser is fit for it.

/** Where it is not, unfit.ts has said so: the page stays empty, opens nothing and sends nothing. */
export function definePage(name: string, page: CustomElementConstructor): void {
  if (document.documentElement.dataset.unfit === undefined) customElements.define(name, page);
}

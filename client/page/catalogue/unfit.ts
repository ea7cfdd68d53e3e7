// Why nothing of a page can be used in a browser. Apart from the catalogue, which such a browser may not be able to read.

/** `insecure`: plain http, where browsers withhold locks and cryptography. `old`: older than what the page is built for. */
export type Unfit = "insecure" | "old";

export const unfit: { readonly [language in "en" | "de"]: { readonly [why in Unfit]: string } } = {
  en: {
    insecure: "This page can only be used at a secure address: one that begins with https://, or localhost.",
    old: "This browser is too old for this page, which needs Safari 17.4, Chrome or Edge 120, Firefox 124, Samsung Internet 25, or later.",
  },
  de: {
    insecure: "Diese Seite lässt sich nur unter einer sicheren Adresse benutzen: einer mit https:// am Anfang, oder localhost.",
    old: "Dieser Browser ist zu alt für diese Seite. Sie braucht Safari 17.4, Chrome oder Edge 120, Firefox 124, Samsung Internet 25 oder einen neueren.",
  },
};

// The first script of every page, built for browsers of ten years: says in one sentence why the page cannot be used here, before anything
// can be typed. Where it does, `definePage` (pages/define-page.ts) begins nothing.

import { REFUSED } from "../embed/bridge.ts";
import { type Unfit, unfit } from "./catalogue/unfit.ts";

const why = whyUnfit();
if (why) {
  document.documentElement.dataset.unfit = why;
  document.addEventListener("DOMContentLoaded", () => say(why));
}

/** Whoever has `AbortSignal.any` has all the rest: it is the youngest of what a run cannot do without. */
function whyUnfit(): Unfit | null {
  if (window.isSecureContext === false) return "insecure";
  return navigator.locks && "any" in AbortSignal ? null : "old";
}

function say(reason: Unfit): void {
  const language = (navigator.language || "en").slice(0, 2) === "de" ? "de" : "en";
  const note = document.createElement("p");
  note.className = "note unfit";
  note.lang = language;
  note.setAttribute("role", "alert");
  note.textContent = unfit[language][reason];
  document.body.insertBefore(note, document.body.firstChild);
  const [, host] = /[?&]host=([^&]+)/.exec(location.search) || [];
  const code = reason === "old" ? "old-browser" : "insecure";
  if (host && window.parent !== window) window.parent.postMessage({ type: REFUSED, code }, decodeURIComponent(host));
}

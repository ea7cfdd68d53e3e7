// In the frame of a site that a task does not list: tells the embedding script so. It holds nothing else.

import { REFUSED } from "../../embed/bridge.ts";

const host = new URLSearchParams(location.search).get("host");
if (host && window.parent !== window) {
  window.parent.postMessage({ type: REFUSED, code: document.documentElement.dataset.refused ?? "wrong-origin" }, host);
}

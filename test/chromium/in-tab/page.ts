// The page of the in-tab test: starts the worker and hands it to the test.

import * as comlink from "comlink";
import type { InTabApi } from "./in-tab.worker.ts";

declare global {
  var inTab: comlink.Remote<InTabApi>;
}

globalThis.inTab = comlink.wrap<InTabApi>(new Worker(new URL("./in-tab.worker.ts", import.meta.url), { type: "module" }));
document.documentElement.dataset.ready = "yes";

// The Web Worker around a participant: examples, key and demonstrations live here and leave only inside prompts to the chosen model.

import { expose } from "comlink";
import { ownPlatform, type Runtime } from "../../platform/platform.ts";
import { createSession } from "./session.ts";
import type { ParticipantWorkerApi, SessionView } from "./worker-api.ts";

/** Five views a second are enough for the eye and leave the page's main thread alone. */
const SHOW_EVERY_MS = 200;

const runtime: Runtime = { ...ownPlatform(), openSocket: (url, protocols) => new WebSocket(url, [...protocols]) };

const listeners = new Set<(view: SessionView) => void>();
let latest: SessionView | null = null;
let scheduled = false;

const session = createSession({
  runtime,
  onView(view) {
    latest = view;
    if (scheduled) return;
    scheduled = true;
    setTimeout(() => {
      scheduled = false;
      if (latest) for (const listener of listeners) listener(latest);
    }, SHOW_EVERY_MS);
  },
});

const api: ParticipantWorkerApi = {
  ...session,
  async subscribe(listener) {
    listeners.add(listener);
    if (latest) listener(latest);
  },
};

expose(api);

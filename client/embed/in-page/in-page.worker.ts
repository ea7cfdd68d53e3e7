// The Web Worker of a participant on a partner's page. Built into one file without imports, because it is started from a blob.

import { expose } from "comlink";
import type { Outcome } from "../../participant/outcome.ts";
import { ownPlatform, type Runtime } from "../../platform/platform.ts";
import type { Progress, TunedPrompt } from "./api.ts";
import { createInPageSession, type InPageRequest } from "./in-page-session.ts";

export interface InPageWorkerApi {
  subscribe(listener: (progress: Progress) => void): void;
  start(request: InPageRequest): Promise<Outcome<TunedPrompt>>;
  pause(): Promise<Outcome>;
  resume(): Promise<Outcome>;
  finish(): Promise<Outcome>;
  leave(withdraw: boolean): Promise<Outcome>;
}

/** Enough for the eye, little for the page's main thread. */
const SHOW_EVERY_MS = 200;

const runtime: Runtime = { ...ownPlatform(), openSocket: (url, protocols) => new WebSocket(url, [...protocols]) };

let show: (progress: Progress) => void | Promise<void> = () => {};
let latest: Progress | null = null;
const showLatest = async (): Promise<void> => {
  const now = latest;
  latest = null;
  if (now) await show(now);
};
const session = createInPageSession(runtime, (progress) => {
  if (latest === null) setTimeout(() => void showLatest(), SHOW_EVERY_MS);
  latest = progress;
});

const api: InPageWorkerApi = {
  ...session,
  async start(request) {
    const outcome = await session.start(request);
    // The end is shown before it is told.
    await showLatest();
    return outcome;
  },
  subscribe(listener) {
    show = listener;
  },
};

expose(api);

// Starts a participant's Web Worker and speaks to it through comlink.

import { proxy, type Remote, wrap } from "comlink";
import type { ParticipantWorkerApi, SessionView } from "../../participant/session/worker-api.ts";

export interface WorkerLink {
  readonly api: Remote<ParticipantWorkerApi>;
  /** Resolves with an error when the worker could not be started or died; its calls would then hang for ever. */
  readonly broken: Promise<void>;
  close(): void;
}

export function startWorker(onView: (view: SessionView) => void): WorkerLink {
  const worker = new Worker(new URL("../../participant/session/participant.worker.ts", import.meta.url), {
    type: "module",
    name: "participant",
  });
  const api = wrap<ParticipantWorkerApi>(worker);
  const broken = new Promise<void>((resolve) => {
    worker.addEventListener("error", () => resolve(), { once: true });
    worker.addEventListener("messageerror", () => resolve(), { once: true });
  });
  const leaving = new AbortController();
  const { signal } = leaving;
  // WebKit keeps a page that was left, and its worker frozen with it: holding the participant's lock, and a transaction that nobody gets past.
  addEventListener("pagehide", () => worker.terminate(), { signal });
  addEventListener("pageshow", ({ persisted }) => persisted && location.reload(), { signal });
  void api.subscribe(proxy(onView));
  return {
    api,
    broken,
    close() {
      leaving.abort();
      worker.terminate();
    },
  };
}

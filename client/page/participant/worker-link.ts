// Starts a participant's Web Worker and speaks to it through comlink.

import { proxy, type Remote, wrap } from "comlink";
import type { OpenRequest, Outcome, ParticipantWorkerApi, SessionView } from "../../participant/session/worker-api.ts";
import { t } from "../catalogue/catalogue.ts";

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
  // WebKit keeps a page that was left, and its worker frozen with it: holding the participant's lock, and a transaction that nobody gets
  // past.
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

/** What throws, as no call of the worker should, is a failure as well: the page would say "Opening…" for ever. */
export async function askToOpen(
  { api, broken }: { readonly api: Pick<ParticipantWorkerApi, "open">; readonly broken: Promise<void> },
  request: OpenRequest,
): Promise<Outcome> {
  try {
    return await Promise.race([
      api.open(request),
      broken.then((): Outcome => ({ type: "failed", code: "worker", message: t().join.workerFailed })),
    ]);
  } catch (error) {
    return { type: "failed", code: "internal", message: error instanceof Error ? error.name : "" };
  }
}

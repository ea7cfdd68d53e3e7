// Starts the in-page participant's Web Worker in this page's origin. A worker of another origin cannot be started, so its one file is
// fetched, checked against the digest that this script was built with, and started from a blob.

import { proxy, type Remote, wrap } from "comlink";
import { EmbedError, policyError, watchingPolicy } from "./embed-error.ts";
import type { Progress } from "./in-page/api.ts";
import type { InPageWorkerApi } from "./in-page/in-page.worker.ts";

export interface InPageWorker {
  readonly api: Remote<InPageWorkerApi>;
  close(): void;
}

/** `home`: origin that serves the embedding files. @throws EmbedError that names the missing line of this page's policy, if that is why. */
export async function startInPageWorker(home: string, onProgress: (progress: Progress) => void): Promise<InPageWorker> {
  const address = `${home}/embed/${EMBED_VERSION}/participant.js`;
  const { value: code, refused } = await watchingPolicy(home, async () => {
    const response = await fetch(address, { integrity: WORKER_INTEGRITY, credentials: "omit", referrerPolicy: "no-referrer" });
    return response.ok ? response.blob() : null;
  });
  if (!code && refused.has("connect-src")) throw policyError(`connect-src ${home} ${home.replace("http", "ws")}`);
  if (!code) throw new EmbedError("worker", `${address} could not be loaded, or is not the file that this version was built with.`);
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  try {
    const worker = new Worker(trustedUrl(url), { name: "asyndbt" });
    const api = wrap<InPageWorkerApi>(worker);
    await firstAnswer(worker, api.subscribe(proxy(onProgress)));
    return { api, close: () => worker.terminate() };
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** A worker that a policy forbids is not refused at once: it fails later, and calls of it would wait for ever. */
function firstAnswer(worker: Worker, answer: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.addEventListener("error", () => reject(policyError("worker-src blob:")), { once: true });
    answer.then(resolve, reject);
  });
}

/** Where the page requires Trusted Types, a worker's address must come from a policy that the page allows by name. */
function trustedUrl(url: string): string {
  if (typeof trustedTypes === "undefined") return url;
  try {
    policy ??= trustedTypes.createPolicy("asyndbt", { createScriptURL: (known) => known });
  } catch {
    throw policyError("trusted-types asyndbt");
  }
  return policy.createScriptURL(url);
}
let policy: ScriptUrlPolicy | undefined;

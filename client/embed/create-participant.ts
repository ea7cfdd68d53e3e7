// In-page mode: the Web Worker runs in the partner's own origin, for partners whose data it is. Without a page of ours, and without its consent.

import { EmbedError, NOT_LISTED, policyError, watchingPolicy } from "./embed-error.ts";
import { home } from "./home.ts";
import type { Participant, ParticipantOptions, Progress, TunedPrompt } from "./in-page/api.ts";
import { type InPageWorker, startInPageWorker } from "./in-page-worker.ts";

/** Sends nothing before start(). @throws TypeError when something is missing. */
export function createParticipant(options: ParticipantOptions): Participant {
  const { onProgress = () => {}, aggregator: given = home, ...rest } = options;
  if (!rest.task || !Array.isArray(rest.examples) || !rest.languageModel) throw new TypeError("expected task, examples and languageModel");
  const aggregator = new URL(given).origin;
  const show = (progress: Progress): void => {
    try {
      onProgress(progress);
    } catch (error) {
      // The partner's mistake, for the partner's console: it must not end the run.
      reportError(error);
    }
  };
  let closeRun = (_error: EmbedError): void => {};
  let worker: Promise<InPageWorker> | null = null;
  let running: Promise<TunedPrompt> | null = null;
  let paused = false;

  const opened = (): Promise<InPageWorker> => {
    worker ??= checkOrigin(aggregator, rest.task)
      .then(() => startInPageWorker(home, show))
      .catch((error: unknown) => {
        worker = null;
        throw error;
      });
    return worker;
  };
  const run = async (): Promise<TunedPrompt> => {
    const { api } = await opened();
    const outcome = await api.start({ ...rest, aggregator });
    if (outcome.type === "done") return outcome.value;
    throw new EmbedError(outcome.code, outcome.message);
  };
  const close = (): void => {
    void worker?.then((started) => started.close());
    worker = null;
    closeRun(new EmbedError("closed", "The participant was closed."));
  };

  return {
    start() {
      if (paused) void worker?.then(async ({ api }) => void (await api.resume()));
      paused = false;
      running ??= new Promise<TunedPrompt>((resolve, reject) => {
        closeRun = reject;
        run().then(resolve, reject);
      }).finally(() => {
        running = null;
      });
      return running;
    },
    async pause() {
      paused = true;
      await (await worker)?.api.pause();
    },
    async finish() {
      await (await worker)?.api.finish();
    },
    async leave(withdraw) {
      const heard = await (await worker)?.api.leave(withdraw);
      close();
      return heard?.type === "done";
    },
    close,
  };
}

/** Asks first whether this page may take part: its browser would not show it the refusal of anything else. */
async function checkOrigin(aggregator: string, task: string): Promise<void> {
  const { value, refused } = await watchingPolicy(aggregator, async () => {
    const response = await fetch(`${aggregator}/api/tasks/${encodeURIComponent(task)}/embedding`, { credentials: "omit" });
    const answer: { readonly allowed?: unknown; readonly code?: unknown; readonly title?: unknown } = await response.json();
    return answer;
  });
  if (!value && refused.has("connect-src")) throw policyError(`connect-src ${aggregator} ${aggregator.replace("http", "ws")}`);
  if (!value) throw new EmbedError("offline", `The aggregator at ${aggregator} cannot be reached.`);
  if (value.allowed === false) throw new EmbedError("wrong-origin", NOT_LISTED(self.origin));
  if (value.allowed !== true) throw new EmbedError(String(value.code), String(value.title));
}

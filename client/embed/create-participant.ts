// In-page mode: the Web Worker runs in the partner's own origin, for partners whose data it is. Without a page of ours, and without its
// consent.

import { EmbedError, NOT_LISTED, policyError, UNFIT, watchingPolicy } from "./embed-error.ts";
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
  let worker: Promise<InPageWorker> | null = null;
  let running: Promise<TunedPrompt> | null = null;
  let paused = false;
  /** Begins the run of `running`; again where the page was left and came back. */
  let begin = (): void => {};
  let closeRun = (_error: EmbedError): void => {};
  /** Raised when the page is left: what an earlier worker, or a request cut off with it, comes to is not the end of the run. */
  let leaves = 0;

  const opened = (): Promise<InPageWorker> => {
    if (worker) return worker;
    const started = checkOrigin(aggregator, rest.task)
      .then(() => startInPageWorker(home, show))
      .catch((error: unknown) => {
        if (worker === started) worker = null;
        throw error;
      });
    worker = started;
    return started;
  };
  const run = async (): Promise<TunedPrompt> => {
    const { api } = await opened();
    const outcome = await api.start({ ...rest, aggregator });
    if (outcome.type === "done") return outcome.value;
    throw new EmbedError(outcome.code, outcome.message);
  };
  const dropWorker = (): void => {
    void worker?.then(
      ({ close }) => close(),
      () => undefined,
    );
    worker = null;
  };
  // WebKit keeps a page that was left, and its worker frozen with it: the next visit could not be this participant.
  const onLeave = (): void => {
    leaves++;
    dropWorker();
  };
  const onReturn = ({ persisted }: PageTransitionEvent): void => {
    if (persisted && running && !paused) begin();
  };
  const close = (): void => {
    removeEventListener("pagehide", onLeave);
    removeEventListener("pageshow", onReturn);
    dropWorker();
    closeRun(new EmbedError("closed", "The participant was closed."));
  };

  return {
    start() {
      addEventListener("pagehide", onLeave);
      addEventListener("pageshow", onReturn);
      if (running && paused) {
        if (worker) void worker.then(async ({ api }) => void (await api.resume()));
        else begin();
      }
      paused = false;
      running ??= new Promise<TunedPrompt>((resolve, reject) => {
        closeRun = reject;
        begin = () => {
          const visit = leaves;
          const unlessLeft = <T>(settle: (value: T) => void): ((value: T) => void) => {
            return (value) => {
              if (visit === leaves) settle(value);
            };
          };
          run().then(unlessLeft(resolve), unlessLeft(reject));
        };
        begin();
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
  const unfit = isSecureContext ? !("any" in AbortSignal) && "old-browser" : "insecure";
  if (unfit) throw new EmbedError(unfit, UNFIT.get(unfit) ?? "");
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

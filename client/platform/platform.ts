// The surroundings that client code takes as arguments, so that tests own them: network, clock and randomness.

export interface Platform {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Milliseconds since any fixed moment. */
  readonly now: () => number;
  /** Resolves after `ms`; rejects with the signal's reason when it is aborted. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Uniform in [0, 1): only for jitter. */
  readonly random: () => number;
}

/** A platform that can also reach the aggregator: the surroundings of a participant. */
export interface Runtime extends Platform {
  /** Opens a WebSocket with subprotocols; `ws` in Node 20. */
  readonly openSocket: (url: string, protocols: readonly string[]) => WebSocket;
}

/** The longest that a timer can be set to. */
const TIMER_LIMIT_MS = 2 ** 31 - 1;

/** Longer than a page that is being left lets its worker live on. */
const LEAVING_MS = 1_000;

/** The platform of a browser's Web Worker or of Node. */
export function ownPlatform(): Platform {
  const ask: Platform["fetch"] = "WorkerGlobalScope" in globalThis ? fetchFailingLate : (url, init) => fetch(url, init);
  return { fetch: ask, now: () => Date.now(), sleep, random: () => Math.random() };
}

/**
 * WebKit cuts off a worker's requests a moment before it ends the worker with its page. A run that heard of it at once would write down a
 * failure that nobody had, and not go on by itself on the next visit.
 */
async function fetchFailingLate(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    await sleep(LEAVING_MS, init.signal ?? undefined).catch(() => undefined);
    throw error;
  }
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const timer = setTimeout(finish, Math.min(ms, TIMER_LIMIT_MS));
    function finish(): void {
      signal?.removeEventListener("abort", stop);
      resolve();
    }
    function stop(): void {
      clearTimeout(timer);
      reject(signal?.reason);
    }
    signal?.addEventListener("abort", stop, { once: true });
  });
}

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

/** The platform of a browser's Web Worker or of Node. */
export function ownPlatform(): Platform {
  return { fetch: (url, init) => fetch(url, init), now: () => Date.now(), sleep, random: () => Math.random() };
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

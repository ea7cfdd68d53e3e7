// What the client of a language model takes from its surroundings: the network, the clock, randomness. Passed in, so that tests own them.

export interface LanguageModelRuntime {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Milliseconds since any fixed moment. */
  readonly now: () => number;
  /** Resolves after `ms`; rejects with the signal's reason when it is aborted. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Uniform in [0, 1): only for jitter. */
  readonly random: () => number;
  /** False when the device knows it is offline. Default: unknown, taken as online. */
  readonly online?: () => boolean;
  /** Origin of the page, where there is one: tells a public page from a local one. */
  readonly pageOrigin?: string;
  /** State of the browser's permission to reach the local network. */
  readonly localNetworkPermission?: () => Promise<"granted" | "denied" | "prompt" | "unknown">;
  readonly onEvent?: (event: LanguageModelEvent) => void;
}

/** What a page may show while it waits. */
export type LanguageModelEvent =
  /** Nothing is sent before `untilMs` (on the runtime's clock). `parked`: the endpoint asked for more than a minute. */
  | { readonly type: "waiting"; readonly reason: string; readonly untilMs: number; readonly parked: boolean }
  /** A model in the tab is being downloaded or loaded. */
  | { readonly type: "loading"; readonly progress: InTabProgress }
  /** The number of requests at a time has changed. */
  | { readonly type: "concurrency"; readonly limit: number };

export type InTabProgress =
  /** `totalBytes` is 0 when the server does not tell. */
  | { readonly type: "downloading"; readonly receivedBytes: number; readonly totalBytes: number }
  | { readonly type: "loading"; readonly sizeBytes: number }
  | { readonly type: "ready"; readonly sizeBytes: number; readonly threads: number };

/** The runtime of a browser's Web Worker or of Node. */
export function platformRuntime(over: Partial<LanguageModelRuntime> = {}): LanguageModelRuntime {
  const navigator = globalThis.navigator;
  const origin = globalThis.location?.origin;
  return {
    fetch: (url, init) => fetch(url, init),
    now: () => Date.now(),
    sleep,
    random: () => Math.random(),
    online: () => navigator?.onLine !== false,
    ...(origin === undefined ? {} : { pageOrigin: origin }),
    localNetworkPermission,
    ...over,
  };
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const timer = setTimeout(finish, Math.min(ms, 2_147_483_647));
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

async function localNetworkPermission(): Promise<"granted" | "denied" | "prompt" | "unknown"> {
  // Chromium has used three names for it; the types know none of them.
  for (const name of ["loopback-network", "local-network", "local-network-access"]) {
    try {
      const status = await globalThis.navigator.permissions.query({ name: name as PermissionName });
      return status.state;
    } catch {
      // Unknown name, or no permissions in this runtime.
    }
  }
  return "unknown";
}

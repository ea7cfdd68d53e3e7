// Waiting for the dealings with the aggregator to reach a condition, for a while.

import type { Platform } from "../../platform/platform.ts";
import type { FederationStatus } from "./federation-status.ts";

export interface Waiting {
  /** Looks at every condition that is waited for. */
  changed(): void;
  /** Resolves true once `condition` holds; false after `patienceMs`, on abort, or when the federation has failed. */
  until(condition: () => boolean, signal: AbortSignal, patienceMs?: number): Promise<boolean>;
}

export function createWaiting(status: Readonly<FederationStatus>, runtime: Pick<Platform, "sleep">): Waiting {
  const checks = new Set<() => void>();
  return {
    changed() {
      for (const check of [...checks]) check();
    },
    until(condition, signal, patienceMs) {
      return new Promise((resolve) => {
        const patience = new AbortController();
        const end = (value: boolean): void => {
          checks.delete(check);
          patience.abort();
          signal.removeEventListener("abort", stop);
          resolve(value);
        };
        const check = (): void => {
          if (status.failure || condition()) end(condition());
        };
        const stop = (): void => end(false);
        checks.add(check);
        signal.addEventListener("abort", stop);
        if (patienceMs !== undefined) {
          runtime.sleep(patienceMs, patience.signal).then(
            () => end(condition()),
            () => undefined,
          );
        }
        if (signal.aborted) end(false);
        else check();
      });
    },
  };
}

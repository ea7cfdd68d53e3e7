// A language-model runtime with real HTTP and a clock of its own: waits pass at once and are written down. Only the time limit of an attempt
// really waits, a second, because it races a real connection on a machine that may be busy.

import { type LanguageModelEvent, type LanguageModelRuntime, platformRuntime } from "../client/language-model/transport/runtime.ts";
import { randomStream } from "../shared/math/random.ts";

/** Give it as `timeoutMs`, so that the clock can tell a time limit from a wait. */
export const TIME_LIMIT_MS = 7_777;

export interface VirtualRuntime extends LanguageModelRuntime {
  readonly waitsMs: number[];
  readonly events: LanguageModelEvent[];
}

export function virtualRuntime(over: Partial<LanguageModelRuntime> = {}): VirtualRuntime {
  const real = platformRuntime();
  const waitsMs: number[] = [];
  const events: LanguageModelEvent[] = [];
  let clockMs = 1_000_000;
  return {
    fetch: real.fetch,
    now: () => clockMs,
    async sleep(ms, signal) {
      if (ms === TIME_LIMIT_MS) return real.sleep(1_000, signal);
      signal?.throwIfAborted();
      waitsMs.push(ms);
      clockMs += ms;
      await new Promise((resolve) => setImmediate(resolve));
    },
    random: randomStream("virtual-runtime"),
    onEvent: (event) => void events.push(event),
    ...over,
    waitsMs,
    events,
  };
}

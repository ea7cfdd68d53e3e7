// A language-model runtime with real HTTP and a clock of its own: waits pass at once and are written down. The time limit of an attempt
// races a real connection, so it ends when the fault server says that it leaves a request without an answer, however busy the machine is.

import { type LanguageModelEvent, type LanguageModelRuntime, platformRuntime } from "../client/language-model/transport/runtime.ts";
import { randomStream } from "../shared/math/random.ts";
import { onHang } from "./fault-server.ts";

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
      if (ms === TIME_LIMIT_MS) return untilHang(real.sleep, signal);
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

/** Others that are being answered at the same time get a while to end. */
const GRACE_MS = 300;
const LONGEST_MS = 60_000;

async function untilHang(sleep: LanguageModelRuntime["sleep"], signal: AbortSignal | undefined): Promise<void> {
  let stop = (): void => undefined;
  const heard = new Promise<void>((resolve) => {
    stop = onHang(resolve);
  });
  try {
    await Promise.race([sleep(LONGEST_MS, signal), heard]);
  } finally {
    stop();
  }
  await sleep(GRACE_MS, signal);
}

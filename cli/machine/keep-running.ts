// Starts again what ended by itself, a few times a minute at most: whoever ends again and again has a reason that starting does not mend.

/** After so many starts within so long the next end is the last. */
export const RESTARTS = { most: 3, withinMs: 60_000 } as const;
/** Ctrl+C reaches a program and its children at the same time: who is being stopped is not started again. */
const WAIT_MS = 300;

export interface KeepRunningOptions {
  /** @throws where it does not start, which counts as another end. */
  startAgain(): Promise<void>;
  /** It was started again. */
  onRestart(): void;
  /** It ended once too often. */
  onGone(): void;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

export interface Keeper {
  /** It has ended, and nobody asked for it. */
  ended(): void;
  /** From now on an end is wanted. */
  stop(): void;
}

export function keepRunning({ startAgain, onRestart, onGone, now, sleep }: KeepRunningOptions): Keeper {
  let starts: readonly number[] = [];
  let ends = 0;
  let busy = false;
  let stopped = false;
  const startOnce = async (): Promise<void> => {
    await sleep(WAIT_MS);
    if (stopped) return;
    starts = starts.filter((atMs) => now() - atMs < RESTARTS.withinMs);
    if (starts.length >= RESTARTS.most) {
      stopped = true;
      onGone();
      return;
    }
    starts = [...starts, now()];
    try {
      await startAgain();
      if (!stopped) onRestart();
    } catch {
      ends++;
    }
  };
  const mend = async (): Promise<void> => {
    busy = true;
    for (let mended = 0; mended < ends && !stopped; ) {
      mended = ends;
      await startOnce();
    }
    ends = 0;
    busy = false;
  };
  return {
    ended() {
      ends++;
      if (!busy) void mend();
    },
    stop() {
      stopped = true;
    },
  };
}

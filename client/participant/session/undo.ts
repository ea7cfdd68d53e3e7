// For ten seconds a person can have back what was taken away last. It waits in memory only: off the disk it is at once.

import type { Runtime } from "../../platform/platform.ts";
import { done, failed, type Outcome } from "../outcome.ts";
import type { SessionState } from "./session-state.ts";
import type { UndoView } from "./worker-api.ts";

export const UNDO_MS = 10_000;

export interface Undo {
  /** Takes the place of the last offer. */
  offer(what: Pick<UndoView, "type" | "run">, restore: () => Promise<void>): void;
  end(): void;
  take(): Promise<Outcome>;
}

export function createUndo(state: SessionState, { now, sleep }: Pick<Runtime, "now" | "sleep">): Undo {
  let restore: (() => Promise<void>) | null = null;
  let waiting = new AbortController();
  const end = (): void => {
    waiting.abort();
    restore = null;
    if (state.view.undo) state.show({ undo: null });
  };
  return {
    end,
    offer(what, restoring) {
      end();
      waiting = new AbortController();
      restore = restoring;
      state.show({ undo: { ...what, untilMs: now() + UNDO_MS } });
      sleep(UNDO_MS, waiting.signal).then(end, () => undefined);
    },
    async take() {
      const taken = restore;
      if (!taken) return failed("undo-over", "The time to undo is over.");
      end();
      await taken();
      return done;
    },
  };
}

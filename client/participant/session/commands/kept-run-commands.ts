// The commands about kept runs: look, name, delete, and have back what was taken away.

import { done, failed, type Outcome } from "../../outcome.ts";
import type { KeptRun } from "../../store/kept-run.ts";
import type { SessionParts } from "../session-parts.ts";
import type { ParticipantWorkerApi } from "../worker-api.ts";

type KeptRunCommands = Pick<ParticipantWorkerApi, "openRun" | "renameRun" | "deleteRun" | "undo">;

export function keptRunCommands({ state, run, shelf, undo }: SessionParts): KeptRunCommands {
  return {
    openRun: (id) => found(shelf.load(id)),
    async renameRun(id, name) {
      const kept = await found(shelf.load(id));
      if (kept.type === "failed") return kept;
      await shelf.rename(kept.value, name);
      return done;
    },
    async deleteRun(id) {
      const kept = await found(shelf.load(id));
      if (kept.type === "failed") return kept;
      const summary = state.view.runs.find((listed) => listed.id === id) ?? null;
      const current = state.view.currentRun === id;
      if (current && state.view.running) return failed("run-running", "The run is under way: pause it first.");
      if (!(await shelf.remove(id))) return failed("run-not-deleted", "The browser did not delete the run.");
      // The one that is shown goes with what it could go on from.
      const giveBack = current ? await run.forget() : null;
      undo.offer({ type: "run", run: summary }, async () => {
        await giveBack?.();
        await shelf.put(kept.value);
      });
      return done;
    },
    undo: () => undo.take(),
  };
}

async function found(loading: Promise<KeptRun | undefined>): Promise<Outcome<KeptRun>> {
  const run = await loading;
  return run ? { type: "done", value: run } : failed("no-run", "This run is no longer kept.");
}

// One participant's session: everything that the Web Worker does when the page asks.

import type { Runtime } from "../../platform/platform.ts";
import { parseChoice } from "../model/model-choice.ts";
import { done } from "../outcome.ts";
import { createChosenModel } from "./chosen-model.ts";
import { examplesCommands, summaryOf } from "./commands/examples-commands.ts";
import { keptRunCommands } from "./commands/kept-run-commands.ts";
import { holdsFile, languageModelCommands } from "./commands/language-model-commands.ts";
import { runCommands } from "./commands/run-commands.ts";
import { spendingCommands } from "./commands/spending-commands.ts";
import { openTask } from "./open-task.ts";
import { RunControl } from "./run-control.ts";
import { RunShelf } from "./run-shelf.ts";
import type { SessionParts } from "./session-parts.ts";
import { beginSession } from "./session-state.ts";
import { shownAgain } from "./shown-again.ts";
import { createUndo } from "./undo.ts";
import type { ParticipantWorkerApi, SessionView } from "./worker-api.ts";

export interface SessionOptions {
  readonly runtime: Runtime;
  /** Called with the whole view after every change. */
  onView(view: SessionView): void;
}

export function createSession({ runtime, onView }: SessionOptions): Omit<ParticipantWorkerApi, "subscribe"> {
  const state = beginSession(onView);
  const chosen = createChosenModel(state);
  const run = new RunControl(state, chosen, runtime);
  const undo = createUndo(state, runtime);
  const shelf = new RunShelf(state, runtime.now, undo.end);
  state.runs = shelf;
  const parts: SessionParts = { state, chosen, run, runtime, shelf, undo };
  return {
    open: openCommand(parts),
    ...examplesCommands(parts),
    ...hostCommandsLater(parts),
    ...languageModelCommands(parts),
    ...runCommands(parts),
    ...keptRunCommands(parts),
    ...spendingCommands(parts),
  };
}

/** Only a frame on a partner's page needs them. */
function hostCommandsLater(parts: SessionParts): Pick<ParticipantWorkerApi, "fromHost" | "answerOffer"> {
  let loading: Promise<ReturnType<typeof hostCommandsLater>> | undefined;
  const loaded = (): Promise<ReturnType<typeof hostCommandsLater>> => {
    loading ??= import("./commands/host-commands.ts").then(
      ({ hostCommands }) => hostCommands(parts),
      (error: unknown) => {
        // The next command may find it.
        loading = undefined;
        throw error;
      },
    );
    return loading;
  };
  return {
    fromHost: async (command) => (await loaded()).fromHost(command),
    answerOffer: async (accept) => (await loaded()).answerOffer(accept),
  };
}

function openCommand({ state, chosen, run, runtime, shelf }: SessionParts): ParticipantWorkerApi["open"] {
  return async (request) => {
    const found = await openTask(state, request, runtime);
    if (found.type === "failed") {
      if (found.code === "other-tab") state.show({ tab: "elsewhere" });
      return found;
    }
    const { opened, kept } = state;
    if (!opened) return done;
    const { task, phase } = found.value;
    const { store, leadership } = opened;
    const examples = (await store.examples.load()) ?? null;
    state.examples = examples;
    void leadership.lost.then(async () => {
      state.show({ tab: "taken" });
      chosen.disconnect();
      await run.retire();
    });
    const remembered = parseChoice(kept.languageModel);
    chosen.forgetKeys(null);
    chosen.choose(remembered, kept.sealedKey ? "sealed" : kept.hasKey || holdsFile(remembered) ? "gone" : "none");
    state.show({
      tab: "here",
      storage: store.storage(),
      task,
      phase,
      alone: request.type === "alone",
      examples: examples && summaryOf(examples, task.labels),
      snapshot: shownAgain(await store.shown.load(), await store.checkpoint.load(), kept.budgetQueries),
    });
    await shelf.open();
    // A run that needs its owner's key or file must wait for it; any other goes on where the last visit stopped.
    const resume = (kept.running || kept.starting) && chosen.missing() === null && examples !== null && remembered !== null;
    await state.keep({ running: false, starting: resume });
    return resume ? run.start() : done;
  };
}

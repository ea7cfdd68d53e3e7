// The commands about a run: budget, forecast, start and end, trying the prompt, exporting it, deleting everything.

import * as v from "valibot";
import { settingsSchema } from "../../../../shared/algorithm/settings.ts";
import { parseChoice, pricesOf, triesLayouts } from "../../model/model-choice.ts";
import { done, failed } from "../../outcome.ts";
import { failureOf } from "../../run/failure.ts";
import type { SessionParts } from "../session-parts.ts";
import type { ParticipantWorkerApi } from "../worker-api.ts";
import { exportResult } from "./export-result.ts";
import { compare } from "./try-prompt.ts";

type RunCommands = Pick<
  ParticipantWorkerApi,
  "setBudget" | "forecast" | "start" | "pause" | "finish" | "leave" | "deleteEverything" | "tryPrompt" | "exportPrompt" | "runExport"
>;

export function runCommands(parts: SessionParts): RunCommands {
  const { state, chosen, run, shelf, undo } = parts;
  return {
    async setBudget(budgetQueries, limits) {
      await run.retire();
      const before = chosen.requestsOfRun();
      // An endpoint holds the budget, too; a model in the tab costs nothing and is slow to load again.
      if (parseChoice(state.kept.languageModel)?.type === "http") chosen.disconnect();
      await state.keep({ budgetQueries, limits, running: false, starting: false });
      const account = await chosen.account();
      // Who allows a run more allows the key more; who allows it less, less.
      if (account) await account.changeAllowed(chosen.requestsOfRun() - before);
      chosen.showAccount();
      return done;
    },
    async forecast(budgetQueries, limits) {
      const { opened, examples, kept, view } = state;
      if (!opened) return failed("not-open", "No task is open.");
      if (!examples) return failed("no-examples", "Add examples first.");
      const choice = parseChoice(kept.languageModel);
      try {
        const { forecastOf } = await import("../forecast.ts");
        const value = forecastOf({
          task: opened.task,
          settings: v.parse(settingsSchema, opened.settings),
          examples: examples.split,
          alone: opened.request.type === "alone",
          budgetQueries,
          limits,
          spentQueries: view.beginsNew ? 0 : (view.snapshot?.queries ?? 0),
          kind: choice?.type ?? "simulated",
          triesLayouts: choice !== null && triesLayouts(choice, kept.connection),
          capability: kept.connection?.capability ?? null,
          prices: pricesOf(choice),
        });
        return { type: "done", value };
      } catch (error) {
        return failureOf(error);
      }
    },
    async start() {
      await state.keep({ host: "goes-on" });
      return run.start();
    },
    async pause() {
      await state.personDecides();
      return run.pause();
    },
    async finish() {
      await state.personDecides();
      return run.finish();
    },
    async leave(withdraw) {
      await state.personDecides();
      return run.leave(withdraw);
    },
    async deleteEverything() {
      await run.retire();
      undo.end();
      const { opened } = state;
      await opened?.store.erase();
      opened?.leadership.release();
      chosen.forgetKeys(null);
      chosen.choose(null, "none");
      state.reset();
      return done;
    },
    async tryPrompt(query, id) {
      const { opened, view } = state;
      if (!opened) return failed("not-open", "No task is open.");
      const kept = id === null ? null : await shelf.load(id);
      if (kept === undefined) return failed("no-run", "This run is no longer kept.");
      try {
        return { type: "done", value: await compare(opened.task, kept?.snapshot ?? view.snapshot, await chosen.connected("try"), query) };
      } catch (error) {
        return failureOf(error);
      }
    },
    async exportPrompt(request, asked) {
      // While another model is tried out, the run that is shown is known as it was only from its record.
      const id = asked ?? (state.view.beginsNew ? state.view.currentRun : null);
      const kept = id === null ? null : await shelf.load(id);
      if (kept === undefined && asked === null) return exportResult(state, request, null);
      if (kept === undefined) return failed("no-run", "This run is no longer kept.");
      return exportResult(state, request, kept);
    },
    runExport: async (request) => (await import("./run-export.ts")).runExport(parts, request),
  };
}

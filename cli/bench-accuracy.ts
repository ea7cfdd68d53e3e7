// `npm run bench:accuracy`: every method on real data and a real language model, at the same number of queries.

import { createHash } from "node:crypto";
import { join } from "node:path";
import { connectLanguageModel } from "../client/language-model/connect.ts";
import { platformRuntime } from "../client/language-model/transport/runtime.ts";
import { defaultSettings } from "../shared/algorithm/settings.ts";
import { METHODS, type NamedMethod } from "../shared/methods/methods.ts";
import { LanguageModelError } from "../shared/prompt/language-model-error.ts";
import { withDiskCache } from "./bench/accuracy/cached-model.ts";
import { type CellSpec, dataDigest, leastBudgetOf, runCell } from "./bench/accuracy/cell.ts";
import { ACCURACY_HELP, type AccuracyOptions, parseAccuracyOptions } from "./bench/accuracy/options.ts";
import { writeReport } from "./bench/accuracy/report.ts";
import { openCells } from "./bench/accuracy/state.ts";
import { benchRecorded } from "./bench/recorded/command.ts";
import { type DataFolder, readDataFolder } from "./data/data-folder.ts";
import { cacheFolder } from "./model/cache-folder.ts";
import { CommandFailure, runCommand } from "./terminal/command.ts";

await runCommand("bench:accuracy", async () => {
  if (process.argv.includes("--recorded")) return benchRecorded(process.argv.slice(2));
  const options = parseAccuracyOptions(process.argv.slice(2));
  if (!options) return console.log(ACCURACY_HELP);
  try {
    await run(options);
  } catch (error) {
    // The simulation names its seed around what a language model throws.
    const cause = error instanceof Error && error.cause instanceof LanguageModelError ? error.cause : error;
    throw cause instanceof LanguageModelError ? new CommandFailure(cause.message) : error;
  }
});

async function run(options: AccuracyOptions): Promise<void> {
  const { folder, languageModel, methods, again, budgetQueries, participants, seeds, tuneLabelWords, reportOnly } = options;
  const labelWords = tuneLabelWords ? "tuned" : "own";
  const sets = options.sets.map((set) => readDataFolder(join(folder, set), { tuneLabelWords }));
  const namesake = sets.find(({ name }, i) => sets.findIndex((other) => other.name === name) !== i);
  if (namesake)
    throw new CommandFailure(`two of the sets call themselves ${JSON.stringify(namesake.name)}: the report could not tell them apart`);
  const digests = new Map(sets.map((data) => [data.name, dataDigest(data)]));
  const holders = ({ setting }: Pick<NamedMethod, "setting">): number => (setting === "pooled" ? 1 : participants);
  const wanted = seeds.flatMap((seed) =>
    sets.flatMap((data) =>
      methods.map((method) => {
        const spec: CellSpec = {
          set: data.name,
          method: method.name,
          seed,
          budgetQueries,
          participants: holders(method),
          labelWords,
          data: digests.get(data.name) ?? "",
        };
        return { data, method, spec };
      }),
    ),
  );
  if (!reportOnly) for (const data of sets) for (const count of new Set(methods.map(holders))) checkBudget(data, count, budgetQueries);

  const connected = await connectLanguageModel(
    languageModel.type === "simulated"
      ? { type: "simulated", layout: "completion" }
      : { ...languageModel, concurrency: options.concurrency, timeoutMs: 120_000 },
    platformRuntime(),
  );
  try {
    const name = languageModel.type === "simulated" ? "simulated" : languageModel.model;
    const state = options.state ?? join(cacheFolder(), "bench-accuracy");
    const scope = createHash("sha256").update(connected.id).digest("hex").slice(0, 8);
    const model = withDiskCache(connected, join(state, `answers-${name}-${scope}.jsonl`));
    const cells = openCells(join(state, `cells-${name}-${scope}.jsonl`));
    const open = wanted.filter(({ spec }) => !reportOnly && (again.has(spec.method) || !cells.has(spec)));
    const beganMs = Date.now();
    for (const [done, { data, method, spec }] of open.entries()) {
      const cell = await runCell({ data, method, spec, settings: defaultSettings, model });
      cells.add(cell);
      const minutes = (Date.now() - beganMs) / 60_000;
      const left = (minutes / (done + 1)) * (open.length - done - 1);
      const shown = cell.tested.map(({ bare, calibrated }) => `${share(calibrated)} (bare ${share(bare)})`).join(", ");
      console.error(
        `${done + 1}/${open.length}  ${spec.set} seed ${spec.seed} ${method.name}: ${shown}; ${model.paid()} answers paid, ${minutes.toFixed(1)} min, about ${left.toFixed(0)} left`,
      );
    }
    const included = cells
      .cells()
      .filter((cell) => cell.labelWords === labelWords && digests.get(cell.set) === cell.data)
      .filter((cell) => METHODS.some((method) => method.name === cell.method && holders(method) === cell.participants));
    if (!included.some((cell) => cell.budgetQueries === budgetQueries)) throw new CommandFailure("nothing is measured yet for this report");
    writeReport({ cells: included, budgetQueries, participants, model: connected.id, json: options.json });
  } finally {
    await connected.dispose();
  }
}

/** Said before anything is asked. */
function checkBudget(data: DataFolder, participants: number, budgetQueries: number): void {
  const least = leastBudgetOf(data, participants, defaultSettings);
  if (budgetQueries < least)
    throw new CommandFailure(
      `--budget-queries ${budgetQueries} is too small: ${data.name} needs at least ${least} for one step and the selection`,
    );
}

function share(marks: string): string {
  return ((marks.match(/1/g)?.length ?? 0) / Math.max(1, marks.length)).toFixed(3);
}

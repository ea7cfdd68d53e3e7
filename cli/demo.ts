// `npm run demo`: three people who share nothing make one prompt better, on a real aggregator, within a minute.

import { existsSync } from "node:fs";
import { availableParallelism, constants } from "node:os";
import { join } from "node:path";
import { openEndpoint } from "../client/language-model/connect.ts";
import type { HttpSettings, SimulatedSettings } from "../client/language-model/settings.ts";
import { platformRuntime } from "../client/language-model/transport/runtime.ts";
import { chooseTaskLayout } from "../client/participant/model/layout-choice.ts";
import type { LocalExamples } from "../client/participant/participant.ts";
import type { ParticipantSnapshot } from "../client/participant/snapshot.ts";
import { leastBudget } from "../shared/algorithm/participant/budget-plan.ts";
import { createProblem } from "../shared/algorithm/participant/problem.ts";
import { defaultSettings } from "../shared/algorithm/settings.ts";
import { contentOf, labelForms } from "../shared/prompt/render.ts";
import { initialLowerChoice, type SearchSpace, searchSpaceOf } from "../shared/prompt/search-space.ts";
import type { Task } from "../shared/prompt/task.ts";
import { isAnswerTask } from "../shared/prompt/task.ts";
import { checkAnswerFolder } from "./data/answer-folder.ts";
import { readDataFolder, shareOut } from "./data/data-folder.ts";
import { checkExports, checkText, differing } from "./demo/check-export.ts";
import { runFederation, temperamentOf } from "./demo/federation-run.ts";
import { DEMO_HELP, type DemoOptions, parseDemoOptions } from "./demo/options.ts";
import { createProgress } from "./demo/progress.ts";
import { reportOf, reportText, unmeasuredOf } from "./demo/report.ts";
import { startLocalAggregator } from "./machine/local-aggregator.ts";
import { projectRoot } from "./machine/project-root.ts";
import { modelsFolder } from "./model/cache-folder.ts";
import { KNOWN_MODELS } from "./model/known-models.ts";
import { startLocalLanguageModel } from "./model/local-server.ts";
import { obtain } from "./model/obtain.ts";
import { CommandFailure, runCommand } from "./terminal/command.ts";

await runCommand("demo", async () => {
  const options = parseDemoOptions(process.argv.slice(2));
  if (options.help) {
    console.log(DEMO_HELP);
    return;
  }
  // First in line: the local runtime's own listener would end the process as if the demo had run to its end.
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.prependOnceListener(signal, () => process.exit(128 + constants.signals[signal]));
  }
  const say = (line: string): void => {
    if (!options.json) console.error(line);
  };
  const { tuneLabelWords, tuneInstruction, publicShots, privateShots } = options;
  const whole = readDataFolder(options.data, {
    tuneLabelWords,
    tuneInstruction,
    ...(publicShots === undefined ? {} : { publicShots }),
    ...(privateShots === undefined ? {} : { privateShots }),
  });
  await checkAnswerFolder(options.data, whole.task, [...whole.train, ...whole.validation, ...whole.test]);
  const data = { ...whole, test: whole.test.slice(0, options.testRows) };
  const examples = shareOut(data, options.participants, options.partition);
  const space = searchSpaceOf(data.task);
  checkBudget(options, space, examples);
  const { settings, describe, close } = await languageModelFor(options, space, { ...data, test: [] }, say);
  try {
    const aggregator = await startLocalAggregator({ port: 0, persistTo: null, page: null });
    try {
      if (data.test.length < whole.test.length)
        say(`measured at the end on ${data.test.length} of ${whole.test.length} held-out examples: --test-rows changes that`);
      say(`${data.name}: ${options.participants} participants, ${describe}, aggregator at ${aggregator.origin}`);
      const began = performance.now();
      const temperaments = examples.map((_, p) => temperamentOf(p, examples.length));
      const progress = createProgress(options.json ? null : process.stdout, options.budgetQueries, temperaments);
      const { budgetQueries, limits, prices, iterations, seed } = options;
      const plan = {
        origin: aggregator.origin,
        task: data.task,
        settings: {},
        examples,
        languageModel: settings,
        budgetQueries,
        terms: { limits, prices },
        iterations,
        seed,
      };
      const outcome = await Promise.race([runFederation(plan, progress), aggregator.gone]);
      progress.end();
      const wallMs = Math.round(performance.now() - began);
      const report = reportOf({ name: data.name, seed, languageModel: describe, space, wallMs }, outcome);
      if (options.json) console.log(JSON.stringify(report));
      else {
        const best = [...outcome.snapshots].sort((a, b) => pastedShare(b) - pastedShare(a))[0];
        console.log(`\n${reportText(report, best)}`);
        if (report.simulated) {
          console.log("\nThis was the simulated learner, not a language model. On a small real one, on this machine:");
          console.log("  npm run demo -- --language-model local");
        }
      }
      if (options.checkExport) await checkBest(outcome.snapshots, { task: data.task, examples, settings });
      const unmeasured = unmeasuredOf(report);
      if (unmeasured.length > 0) {
        throw new CommandFailure(`no held-out example was answered for participant ${unmeasured.join(", ")}: nothing was measured there`);
      }
    } finally {
      await aggregator.close();
    }
  } finally {
    await close();
  }
});

/** @throws CommandFailure where an exported file does something else than was measured. */
async function checkBest(
  snapshots: readonly ParticipantSnapshot[],
  {
    task,
    examples,
    settings,
  }: { readonly task: Task; readonly examples: readonly LocalExamples[]; readonly settings: ChosenModel["settings"] },
): Promise<void> {
  const ranked = snapshots.map((snapshot, p) => ({ snapshot, p })).sort((a, b) => pastedShare(b.snapshot) - pastedShare(a.snapshot));
  const [best] = ranked;
  const own = examples[best?.p ?? 0];
  if (!best || !own) return;
  const folder = join(projectRoot, "build", "exports");
  const http = settings.type === "http" ? settings : null;
  const checked = await checkExports({
    task,
    snapshot: best.snapshot,
    examples: own,
    endpoint: http && { url: http.url.replace(/\/+$/, ""), model: http.model, key: http.key ?? "none" },
    capability: http?.capability ?? null,
    folder,
  });
  console.error(`\nThe prompt of participant ${best.p + 1}, exported to ${folder} and run on its test examples:\n${checkText(checked)}`);
  const different = differing(checked);
  if (different.length > 0) throw new CommandFailure(`not as measured: ${different.map(({ format }) => format).join("; ")}`);
}

/** Share of rows that a participant's prompt answers right as pasted; 0 where nothing was measured. */
function pastedShare({ result }: ParticipantSnapshot): number {
  const pasted = result?.judgement?.pasted;
  return pasted ? pasted.tunedRight / pasted.rows : 0;
}

/** A budget that allows no step would only return the initial prompt: said before anything is spent. */
function checkBudget(options: DemoOptions, space: SearchSpace, examples: ReturnType<typeof shareOut>): void {
  examples.forEach((own, p) => {
    if (own.train.length === 0) throw new CommandFailure(`participant ${p + 1} would have no training example: use fewer participants`);
    const problem = createProblem({ space, settings: defaultSettings, layout: "completion", alone: false, ...own, seed: "" });
    const least = leastBudget(problem);
    if (options.budgetQueries < least) {
      throw new CommandFailure(
        `--budget-queries ${options.budgetQueries} is too small: participant ${p + 1} needs at least ${least} queries for one step and the selection`,
      );
    }
  });
}

/** The engine's threads wait for each other by spinning: one more than there are free cores makes it many times slower. */
function freeCores(): number {
  return Math.max(1, availableParallelism() - 1);
}

/** A known model by name, obtained if need be, or the path of a file; undefined is the default model. */
async function localModel(name: string | undefined, onProgress: (line: string) => void): Promise<string | undefined> {
  const known = KNOWN_MODELS.find((model) => model.name === name);
  if (known === undefined) return name;
  if (known.terms === undefined || existsSync(join(modelsFolder(), known.fileName))) return obtain(known, { onProgress });
  throw new CommandFailure(`${known.name} has terms of its own: npm run model -- --model ${known.name} shows them and obtains it`);
}

interface ChosenModel {
  readonly settings: SimulatedSettings | HttpSettings;
  readonly describe: string;
  close(): Promise<void>;
}

async function languageModelFor(
  options: DemoOptions,
  space: SearchSpace,
  examples: LocalExamples,
  say: (line: string) => void,
): Promise<ChosenModel> {
  const { languageModel, layout, withoutLogProbs, prices } = options;
  if (languageModel.type === "simulated") {
    const simulated: SimulatedSettings = { type: "simulated", latencyMs: 1, ...(layout ? { layout } : {}) };
    return { settings: simulated, describe: "sim-icl-2", close: async () => undefined };
  }
  const local =
    languageModel.type === "local"
      ? await startLocalLanguageModel({ model: await localModel(options.model, say), threads: freeCores(), onProgress: say })
      : undefined;
  const url = local ? `${local.url}/v1` : languageModel.type === "http" ? languageModel.url : "";
  const first: HttpSettings = {
    type: "http",
    ...(options.dialect ? { dialect: options.dialect } : {}),
    url,
    model: local?.model ?? options.model ?? "",
    ...(options.key ? { key: options.key } : {}),
    ...(layout ? { layout } : {}),
    ...(withoutLogProbs ? { withoutLogProbs } : {}),
    // A local server answers one query at a time: more would only queue, and time out.
    concurrency: local ? 1 : 4,
    timeoutMs: 120_000,
  };
  try {
    const endpoint = openEndpoint(first, platformRuntime());
    const content = contentOf(space, initialLowerChoice(space), []);
    const { model, trials } = isAnswerTask(space.task)
      ? { model: await endpoint.model({ purpose: "answers", ...(layout ? { layout } : {}) }), trials: [] }
      : layout
        ? { model: await endpoint.model({ layout, labels: labelForms(content, layout) }), trials: [] }
        : await chooseTaskLayout(endpoint, space, examples);
    for (const trial of trials) {
      // Answers in words have none.
      const mass = Number.isNaN(trial.labelMass) ? "" : `label mass ${trial.labelMass.toFixed(2)}, `;
      say(`layout ${trial.layout}: ${mass}${Math.round(100 * trial.accuracy)} % right on ${trial.answered} examples`);
    }
    say(model.explanation.map(({ message }) => message).join(" "));
    const { minutes: _participants, ...budget } = options.limits;
    const limited: HttpSettings = { ...first, budget, ...(prices ? { prices } : {}) };
    const settings: HttpSettings = model.capability
      ? { ...limited, capability: model.capability, layout: model.capability.layout }
      : limited;
    return { settings, describe: model.id, close: async () => local?.close() };
  } catch (error) {
    await local?.close();
    throw error instanceof Error ? new CommandFailure(error.message) : error;
  }
}

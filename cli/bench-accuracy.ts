// `npm run bench:accuracy`: every method on real data and a real language model, at the same number of queries.

import { createHash } from "node:crypto";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { connectLanguageModel } from "../client/language-model/connect.ts";
import { platformRuntime } from "../client/language-model/runtime.ts";
import { defaultSettings } from "../shared/algorithm/settings.ts";
import { METHODS } from "../shared/methods/methods.ts";
import { withDiskCache } from "./bench/accuracy/cached-model.ts";
import { type CellSpec, runCell } from "./bench/accuracy/cell.ts";
import { writeReport } from "./bench/accuracy/report.ts";
import { openCells } from "./bench/accuracy/state.ts";
import { readDataFolder } from "./data-folder.ts";
import { cacheFolder } from "./model/cache-folder.ts";
import { CommandFailure, runCommand } from "./model/failure.ts";

const HELP = `npm run bench:accuracy -- --data DIR --language-model URL --model NAME [options]

Every method on the data sets of DIR, at the same number of queries for each participant, with a language model that gives label probabilities
(npm run language-model starts one; "simulated" takes the simulated learner, to see that it runs). Stopped and started again it goes on where it
was; no answer is paid for twice.

  --sets a,b              folders of DIR, default sst2,trec,agnews
  --methods a,b           default all: ${METHODS.map(({ name }) => name).join(", ")}
  --budget-queries N      queries of each participant for tuning and selection, default 400
  --participants N        default 3, examples shared out unevenly (Dirichlet 0.5)
  --seeds 0,1,2           default 0,1,2
  --label-words           let the methods choose among the words of label-words.json
  --again a,b             measure these methods anew
  --report-only           only write the report from what is done
  --state DIR             cells and answers, default in the user's cache folder
  --json FILE             rows, targets and cells; Markdown, HTML and plots are written beside it
`;

await runCommand("bench:accuracy", async () => {
  const { values } = parseArgs({
    options: {
      data: { type: "string" },
      sets: { type: "string", default: "sst2,trec,agnews" },
      "language-model": { type: "string" },
      model: { type: "string", default: "" },
      methods: { type: "string", default: "all" },
      "budget-queries": { type: "string", default: "400" },
      participants: { type: "string", default: "3" },
      seeds: { type: "string", default: "0,1,2" },
      "label-words": { type: "boolean", default: false },
      again: { type: "string", default: "" },
      "report-only": { type: "boolean", default: false },
      state: { type: "string" },
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const folder = required(values.data, "--data DIR");
  const url = required(values["language-model"], "--language-model URL");
  const methods = values.methods === "all" ? METHODS : list(values.methods).map(methodNamed);
  const again = new Set(list(values.again).map((name) => methodNamed(name).name));
  const budgetQueries = wholeNumber(values["budget-queries"], "--budget-queries");
  const participants = wholeNumber(values.participants, "--participants");
  const seeds = list(values.seeds).map((text) => wholeNumber(text, "--seeds"));
  const labelWords = values["label-words"] ? "tuned" : "own";
  const sets = list(values.sets).map((set) => readDataFolder(join(folder, set), { tuneLabelWords: values["label-words"] }));
  const connected =
    url === "simulated"
      ? await connectLanguageModel({ type: "simulated", layout: "completion" }, platformRuntime())
      : await connectLanguageModel({ type: "http", url, model: values.model, concurrency: 1, timeoutMs: 120_000 }, platformRuntime());
  const name = url === "simulated" ? "simulated" : values.model;
  const state = values.state ?? join(cacheFolder(), "bench-accuracy");
  const scope = createHash("sha256").update(connected.id).digest("hex").slice(0, 8);
  const model = withDiskCache(connected, join(state, `answers-${name}-${scope}.jsonl`));
  const cells = openCells(join(state, `cells-${name}-${scope}.jsonl`));

  const wanted = seeds.flatMap((seed) =>
    sets.flatMap((data) =>
      methods.map((method) => ({
        data,
        method,
        spec: { set: data.name, method: method.name, seed, budgetQueries, labelWords } satisfies CellSpec,
      })),
    ),
  );
  const open = wanted.filter(({ spec }) => !values["report-only"] && (again.has(spec.method) || !cells.has(spec)));
  const beganMs = Date.now();
  for (const [done, { data, method, spec }] of open.entries()) {
    const cell = await runCell({ data, method, spec, settings: defaultSettings, participants, model });
    cells.add(cell);
    const minutes = (Date.now() - beganMs) / 60_000;
    const left = (minutes / (done + 1)) * (open.length - done - 1);
    const share = (marks: string): string => ((marks.match(/1/g)?.length ?? 0) / Math.max(1, marks.length)).toFixed(3);
    const shown = cell.tested.map(({ bare, calibrated }) => `${share(calibrated)} (bare ${share(bare)})`).join(", ");
    console.error(
      `${done + 1}/${open.length}  ${spec.set} seed ${spec.seed} ${method.name}: ${shown}; ${model.paid()} answers paid, ${minutes.toFixed(1)} min, about ${left.toFixed(0)} left`,
    );
  }
  await connected.dispose();
  const included = cells.cells().filter((cell) => cell.labelWords === labelWords && sets.some((data) => data.name === cell.set));
  writeReport({ cells: included, budgetQueries, participants, model: connected.id, json: values.json });
});

function required(value: string | undefined, flag: string): string {
  if (value === undefined || value === "") throw new CommandFailure(`${flag} is needed; --help says more`);
  return value;
}

function list(text: string): string[] {
  return text.split(",").filter((part) => part !== "");
}

function wholeNumber(text: string, flag: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new CommandFailure(`${flag} must be a whole number, not ${JSON.stringify(text)}`);
  return value;
}

function methodNamed(name: string): (typeof METHODS)[number] {
  const found = METHODS.find((method) => method.name === name);
  if (!found) throw new CommandFailure(`no method ${JSON.stringify(name)}; there are ${METHODS.map((method) => method.name).join(", ")}`);
  return found;
}

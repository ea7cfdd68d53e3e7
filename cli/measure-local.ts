// `node cli/run.mjs measure-local`: what small real models answer on this machine. Writes one JSON line per result to standard output.

import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { type LocalScorer, loadScorer } from "./language-model/scorer.ts";
import { labelBias } from "./measure-local/label-bias.ts";
import { requantised } from "./measure-local/requantised.ts";
import { readTextSet } from "./measure-local/text-set.ts";
import { ensureRuntime } from "./model/runtime.ts";
import { CommandFailure, runCommand } from "./terminal/command.ts";
import { wholeOption } from "./terminal/whole-option.ts";

const HELP = `node cli/run.mjs measure-local --data DIR --model FILE.gguf [--against OTHER.gguf] [--sets sst2,trec,agnews]

Without --against: best of several random demonstration sets by plain and calibrated train loss, test accuracy plain and with label offsets.
With --against: differences of label log-probabilities, accuracy and speed of two files of the same model.

  --candidates N  demonstration sets, default 10     --demonstrations N  per prompt, default 8
  --train N       train rows per class, default 5    --test N            test rows, default 100
  --threads N     default 1
`;

await runCommand("measure-local", async () => {
  const { values } = parseArgs({
    options: {
      data: { type: "string" },
      model: { type: "string" },
      against: { type: "string" },
      sets: { type: "string", default: "sst2,trec,agnews" },
      candidates: { type: "string", default: "10" },
      demonstrations: { type: "string", default: "8" },
      train: { type: "string", default: "5" },
      test: { type: "string", default: "100" },
      threads: { type: "string", default: "1" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return console.log(HELP);
  if (!values.data || !values.model) throw new CommandFailure("--data DIR and --model FILE.gguf are needed");
  for (const file of [values.model, values.against]) if (file && !existsSync(file)) throw new CommandFailure(`no model file at ${file}`);
  const settings = {
    demonstrations: wholeOption("--demonstrations", values.demonstrations, { min: 0, max: 100 }),
    candidates: wholeOption("--candidates", values.candidates, { min: 1, max: 1_000 }),
    trainPerClass: wholeOption("--train", values.train, { min: 1, max: 1_000 }),
    testRows: wholeOption("--test", values.test, { min: 1, max: 100_000 }),
  };
  const threads = wholeOption("--threads", values.threads, { min: 0, max: 512 });
  const runtimeFolder = await ensureRuntime(console.error);
  const load = (modelPath: string): Promise<LocalScorer> =>
    loadScorer(runtimeFolder, { modelPath, contextSize: 2048, slots: 2, threads, chunk: 16 });
  const scorer = await load(values.model);
  const other = values.against ? await load(values.against) : undefined;
  for (const name of values.sets.split(",")) {
    const set = await readTextSet(values.data, name);
    const results = other ? [await requantised([scorer, other], set, settings)] : await labelBias(scorer, set, settings);
    for (const result of results) console.log(JSON.stringify(result));
  }
  await scorer.dispose();
  await other?.dispose();
});

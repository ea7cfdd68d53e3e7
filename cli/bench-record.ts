// `npm run bench:record`: asks a space of prompts that is small enough to be asked whole, once, and keeps the answers for the benches.

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { connectLanguageModel } from "../client/language-model/connect.ts";
import { platformRuntime } from "../client/language-model/transport/runtime.ts";
import type { LanguageModel } from "../shared/prompt/language-model.ts";
import { LanguageModelError } from "../shared/prompt/language-model-error.ts";
import { type AnswerStore, openAnswerStore } from "./bench/record/answer-store.ts";
import { askLine, keyOf } from "./bench/record/ask-line.ts";
import { checkLine } from "./bench/record/check-line.ts";
import { parseRecordOptions, RECORD_HELP, type RecordOptions } from "./bench/record/options.ts";
import { askedRows, type Line, planDigest, planLine, rowDigest } from "./bench/record/plan-line.ts";
import { type RecordedPlan, writeRecordedLine } from "./bench/record/recorded-line.ts";
import { readDataFolder } from "./data/data-folder.ts";
import { projectRoot } from "./machine/project-root.ts";
import { cacheFolder } from "./model/cache-folder.ts";
import { CommandFailure, runCommand } from "./terminal/command.ts";

await runCommand("bench:record", async () => {
  const options = parseRecordOptions(process.argv.slice(2));
  if (!options) return console.log(RECORD_HELP);
  const model = await connectLanguageModel(
    {
      type: "http",
      url: options.url,
      model: options.model,
      layout: options.layout,
      concurrency: options.concurrency,
      timeoutMs: 1_800_000,
    },
    platformRuntime(),
  );
  try {
    for (const set of options.sets) await record(options, model, set);
  } catch (error) {
    throw error instanceof LanguageModelError ? new CommandFailure(error.message) : error;
  } finally {
    await model.dispose();
  }
});

async function record(options: RecordOptions, model: LanguageModel, set: string): Promise<void> {
  const line = planLine(readDataFolder(join(options.data, set), { tuneLabelWords: false }), definitionsOf(set));
  const name = `${set}-${options.model}`;
  const folder = join(options.out, name);
  const scope = createHash("sha256")
    .update(JSON.stringify([model.id, askedRows(line).map(rowDigest)]))
    .digest("hex")
    .slice(0, 8);
  const store = openAnswerStore(join(options.state ?? join(cacheFolder(), "bench-record"), `${name}-${scope}.jsonl`));
  if (options.check > 0) return console.log(await checkLine({ line, name, out: options.out, model, answers: options.check }));
  const publish = (): void => writeLine(folder, { line, store, model, engine: options.engine });
  const prompts = line.prompts.filter(({ tier }) => tier < options.tiers);
  console.error(`${name}: ${prompts.length} prompts on ${askedRows(line).length} rows`);
  await askLine(line, prompts, {
    model,
    store,
    onProgress({ done, of, answersPerSecond }) {
      const minutes = ((of - done) * askedRows(line).length) / answersPerSecond / 60;
      console.error(
        `${name}: ${done} of ${of} prompts, ${answersPerSecond.toFixed(1)} answers a second, about ${minutes.toFixed(0)} min left`,
      );
      if (done % 20 === 0) publish();
    },
  });
  publish();
}

function writeLine(
  folder: string,
  {
    line,
    store,
    model,
    engine,
  }: { readonly line: Line; readonly store: AnswerStore; readonly model: LanguageModel; readonly engine: string },
): void {
  const { task, train, validation, test } = line.data;
  const rows = askedRows(line);
  const asked = line.prompts.flatMap((prompt) => {
    const halves = store.get(keyOf(line, prompt));
    return halves ? [{ prompt, halves }] : [];
  });
  const plan: RecordedPlan = {
    set: line.data.name,
    model: model.id,
    engine,
    planDigest: planDigest(line),
    labels: task.labels,
    instructions: line.instructions.map(({ id }) => id),
    rows: { train: train.length, validation: validation.length, test: test.length, public: line.publicRows.length },
    rowLabels: rows.map(({ label }) => task.labels.indexOf(label)),
    rowDigests: rows.map(rowDigest),
    labelShares: line.labelShares.map((shares) => shares.map((share) => Math.round(1e4 * share) / 1e4)),
    shots: line.shape.shots,
    sets: line.sets.map(({ kind, owner, shown }) => ({
      kind,
      ...(owner === undefined ? {} : { owner }),
      shown: shown.map(({ from, row, label }) => [from, row, label] as const).map(([from, row, label]) => [from, row, label]),
    })),
    prompts: asked.map(({ prompt }) => [prompt.instruction, prompt.set]),
  };
  writeRecordedLine(
    folder,
    plan,
    asked.map(({ halves }) => halves),
  );
}

/** Our own lines, kept in bench/definitions; a set without any is asked without. */
function definitionsOf(set: string): Record<string, string> {
  const path = join(projectRoot, "bench", "definitions", `${set}.json`);
  return existsSync(path) ? v.parse(v.record(v.string(), v.string()), JSON.parse(readFileSync(path, "utf8"))) : {};
}

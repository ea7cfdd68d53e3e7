// `npm run bench:record`: asks a space of prompts that is small enough to be asked whole, once, and keeps the answers for the benches.

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { connectLanguageModel } from "../client/language-model/connect.ts";
import { platformRuntime } from "../client/language-model/transport/runtime.ts";
import type { LanguageModel } from "../shared/prompt/language-model.ts";
import { LanguageModelError } from "../shared/prompt/language-model-error.ts";
import { openAnswerStore } from "./bench/record/answer-store.ts";
import { askLine } from "./bench/record/ask-line.ts";
import { checkLine } from "./bench/record/check-line.ts";
import { parseRecordOptions, RECORD_HELP, type RecordOptions } from "./bench/record/options.ts";
import { askedRows, type Line, type PlannedPrompt, planLine, rowDigest } from "./bench/record/plan-line.ts";
import { type AnsweredLine, publishLine, recordedSoFar } from "./bench/record/publish-line.ts";
import { readRecordedLine, recordedLines } from "./bench/record/recorded-line.ts";
import { takeOverPublished } from "./bench/record/resume-line.ts";
import { openSpace } from "./bench/recorded/space.ts";
import { wantedSets } from "./bench/recorded/wanted-sets.ts";
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
  const rows = askedRows(line);
  const scope = createHash("sha256")
    .update(JSON.stringify([model.id, rows.map(rowDigest)]))
    .digest("hex")
    .slice(0, 8);
  const store = openAnswerStore(join(options.state ?? join(cacheFolder(), "bench-record"), `${name}-${scope}.jsonl`));
  if (recordedLines(options.out).includes(name)) {
    const taken = takeOverPublished(line, store, readRecordedLine(options.out, name), model.id);
    if (taken > 0) console.error(`${name}: ${taken} prompts are taken over from what is published`);
  }
  const wanted = line.prompts.filter(({ tier }) => tier < options.tiers).length;
  const answered = { line, store, model: model.id, engine: options.engine, wanted };
  if (options.check > 0) return console.log(await checkLine({ line, name, out: options.out, model, answers: options.check }));
  const first = line.prompts.filter(({ tier }) => tier < options.tiers);
  await ask(first, answered);
  if (options.stories === 0) return;
  const { instruction, sets } = wantedSets(openSpace(recordedSoFar(name, answered)), options.stories);
  const labelled = sets.map((shown) => ({ kind: "labelled" as const, shown: shown.map((row) => ({ from: "public" as const, ...row })) }));
  const second = labelled.map((_, i) => ({ instruction, set: line.sets.length + i, tier: 4 }));
  const wider: Line = { ...line, sets: [...line.sets, ...labelled], prompts: [...line.prompts, ...second] };
  await ask(second, { ...answered, line: wider });

  async function ask(prompts: readonly PlannedPrompt[], so: AnsweredLine): Promise<void> {
    const folder = join(options.out, name);
    const of = prompts === first ? rows : rows.slice(0, rows.length - line.publicRows.length);
    console.error(`${name}: ${prompts.length} prompts on ${of.length} rows`);
    await askLine(so.line, prompts, {
      model,
      store,
      rows: of.length,
      begin: options.begin,
      onProgress({ done, of: all, answersPerSecond }) {
        const minutes = ((all - done) * of.length) / answersPerSecond / 60;
        console.error(
          `${name}: ${done} of ${all} prompts, ${answersPerSecond.toFixed(1)} answers a second, about ${minutes.toFixed(0)} min left`,
        );
        if (done % 20 === 0) publishLine(folder, so);
      },
    });
    publishLine(folder, so);
  }
}

/** Our own lines, kept in bench/definitions; a set without any is asked without. */
function definitionsOf(set: string): Record<string, string> {
  const path = join(projectRoot, "bench", "definitions", `${set}.json`);
  return existsSync(path) ? v.parse(v.record(v.string(), v.string()), JSON.parse(readFileSync(path, "utf8"))) : {};
}

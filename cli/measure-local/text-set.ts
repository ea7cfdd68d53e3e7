// A data set laid out as a prompt for the measurements: instruction, blank line, labelled examples, the query up to its cue.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { randomStream, shuffled } from "../../shared/math/random.ts";
import { type Demonstration, labelForms, type PromptContent, renderPrompt } from "../../shared/prompt/render.ts";
import { CommandFailure } from "../terminal/command.ts";

const taskFile = v.object({ labels: v.array(v.string()), verbalizer: v.record(v.string(), v.string()) });
const row = v.object({ text: v.string(), text2: v.optional(v.string()), label: v.string() });

const LAYOUTS = new Map([
  ["sst2", { header: "Classify the sentiment of the sentence as Great or Terrible.", example: "Sentence: [SENTENCE1]\nSentiment:" }],
  [
    "trec",
    {
      header: "What kind of answer does the question ask for: Abbreviation, Description, Entity, Human, Location or Number?",
      example: "Question: [SENTENCE1]\nAnswer type:",
    },
  ],
  ["agnews", { header: "Classify the news into World, Sports, Business or Technology.", example: "News: [SENTENCE1]\nTopic:" }],
]);

export interface TextSet {
  readonly name: string;
  readonly labels: readonly string[];
  readonly train: readonly Demonstration[];
  readonly pool: readonly Demonstration[];
  readonly test: readonly Demonstration[];
  /** Continuations that count, one per class. */
  readonly forms: readonly string[];
  prompt(demonstrations: readonly Demonstration[], query: Demonstration): string;
}

/** @throws CommandFailure for a set that has no layout here or a folder without it. */
export async function readTextSet(folder: string, name: string): Promise<TextSet> {
  const layout = LAYOUTS.get(name);
  if (!layout) throw new CommandFailure(`no layout for the set "${name}"; there are ${[...LAYOUTS.keys()].join(", ")}`);
  const read = (file: string) =>
    readFile(join(folder, name, file), "utf8").catch(() =>
      Promise.reject(new CommandFailure(`${join(folder, name, file)} cannot be read`)),
    );
  const task = parsed(taskFile, await read("task.json"), join(folder, name, "task.json"));
  const rows = async (file: string) =>
    (await read(file))
      .trim()
      .split("\n")
      .map((line, i) => parsed(row, line, `${join(folder, name, file)}, line ${i + 1}`))
      .map(({ label, ...query }) => ({ ...query, label: task.labels.indexOf(label) }));
  const labelWords = task.labels.map((label) => task.verbalizer[label] ?? label);
  const content: PromptContent = { ...layout, labels: task.labels, labelWords, phrases: [], demonstrations: [] };
  return {
    name,
    labels: task.labels,
    train: await rows("train.jsonl"),
    pool: await rows("pool.jsonl"),
    test: await rows("test.jsonl"),
    forms: labelForms(content, "completion").map((label) => label.form),
    prompt(demonstrations, query) {
      const prompt = renderPrompt({ ...content, demonstrations }, query, "completion");
      return prompt.type === "text" ? prompt.text : "";
    },
  };
}

function parsed<TOutput>(schema: v.GenericSchema<unknown, TOutput>, text: string, where: string): TOutput {
  try {
    return v.parse(schema, JSON.parse(text));
  } catch (error) {
    throw new CommandFailure(`${where}: ${error instanceof v.ValiError ? error.message : "not valid JSON"}`);
  }
}

/** `count` demonstrations out of the pool, the classes in turn, in random order. The same seed gives the same set for every model. */
export function drawDemonstrations(set: TextSet, count: number, seed: number): Demonstration[] {
  const rng = randomStream("demonstrations", set.name, seed);
  const byClass = set.labels.map((_, label) =>
    shuffled(
      rng,
      set.pool.filter((row) => row.label === label),
    ),
  );
  const drawn = Array.from({ length: count }, (_, i) => byClass[i % byClass.length]?.[Math.floor(i / byClass.length)]);
  return shuffled(
    rng,
    drawn.filter((row) => row !== undefined),
  );
}

/** The first `perClass` rows of each class. */
export function balanced(rows: readonly Demonstration[], perClass: number): Demonstration[] {
  const taken = new Map<number, number>();
  return rows.filter(({ label }) => {
    const count = (taken.get(label) ?? 0) + 1;
    taken.set(label, count);
    return count <= perClass;
  });
}

// Reads a data folder (task.json, *.jsonl, optional partition.json, label-words.json, phrases.json, public.jsonl) into a task and each
// participant's own examples. Every mistake is named by file and line.

import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import type { LocalExamples } from "../../client/participant/participant.ts";
import { otherHeaders } from "../../shared/prompt/instructions.ts";
import { searchSpaceOf } from "../../shared/prompt/search-space.ts";
import { type Example, isAnswerTask, type Task, taskSchema } from "../../shared/prompt/task.ts";
import { CommandFailure } from "../terminal/command.ts";
import { isOfAnswers, readAnswerRows, readAnswerTask } from "./answer-folder.ts";
import { compactTemplates } from "./compact-templates.ts";
import { readExamples, readPublicRows } from "./examples-file.ts";
import { parsed, readJson } from "./folder-file.ts";

export interface DataFolder {
  readonly name: string;
  readonly task: Task;
  readonly train: readonly Example[];
  readonly pool: readonly Example[];
  readonly validation: readonly Example[];
  readonly test: readonly Example[];
  /** As partition.json has it; undefined where there is none. */
  readonly partition: Partition | undefined;
}

export type PartitionKind = "iid" | "dirichlet";

const shareSchema = v.object({ participant: v.number(), train: v.array(v.string()), pool: v.array(v.string()) });
const partitionSchema = v.object({
  participants: v.record(v.string(), v.object({ iid: v.array(shareSchema), dirichlet: v.array(shareSchema) })),
});
type Partition = v.InferOutput<typeof partitionSchema>;

const taskFileSchema = v.object({
  name: v.string(),
  description: v.optional(v.string(), ""),
  language: v.optional(v.string(), "en"),
  labels: v.array(v.string()),
  verbalizer: v.record(v.string(), v.string()),
  template: v.optional(v.string(), ""),
  header: v.optional(v.string()),
  example: v.optional(v.string()),
  publicShots: v.optional(v.number()),
  privateShots: v.optional(v.number()),
  tuneOrder: v.optional(v.boolean(), true),
  definitions: v.optional(v.record(v.string(), v.string())),
  instructions: v.optional(v.union([v.literal("built-in"), v.array(v.string())])),
  requiredModel: v.optional(v.string()),
});

export interface DataFolderOptions {
  /** Let label words be tuned (label-words.json); else everybody keeps the task's own. */
  readonly tuneLabelWords: boolean;
  /** Let the instruction be tuned (definitions and instructions of task.json). Default true; else there is the owner's header alone. */
  readonly tuneInstruction?: boolean;
  readonly privateShots?: number;
  readonly publicShots?: number;
}

/** Private demonstrations shown where task.json does not say: more teach small models more, see docs/benchmarks/real-models.md. */
const DEMONSTRATIONS = 16;

/** Parts of a task that come out of a file of their own. */
const FILES: Readonly<Record<string, string>> = {
  phrases: "phrases.json",
  publicDemonstrations: "public.jsonl",
  publicTexts: "public.jsonl",
};
const LABEL_WORDS = "label-words.json, or verbalizer in task.json";

/** @throws CommandFailure naming file and line of what cannot be read. */
export function readDataFolder(folder: string, options: DataFolderOptions): DataFolder {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new CommandFailure(`there is no folder ${folder}`);
  const taskFile = readJson(folder, "task.json");
  const task = isOfAnswers(taskFile) ? readAnswerTask(folder, taskFile, options) : readLabelTask(folder, taskFile, options);
  const rows = (name: string): Example[] =>
    isAnswerTask(task) ? readAnswerRows(folder, name, task) : readExamples(folder, name, task.labels);
  const some = (name: string): Example[] => {
    const found = rows(name);
    if (found.length === 0) throw new CommandFailure(`${join(folder, name)} holds no example`);
    return found;
  };
  try {
    searchSpaceOf(task);
  } catch (error) {
    throw error instanceof RangeError ? new CommandFailure(`${folder}: ${error.message}`) : error;
  }
  return {
    name: task.name,
    task,
    train: some("train.jsonl"),
    pool: rows("pool.jsonl"),
    validation: some("validation.jsonl"),
    test: some("test.jsonl"),
    partition: existsSync(join(folder, "partition.json")) ? readPartition(folder) : undefined,
  };
}

function readLabelTask(folder: string, taskFile: unknown, options: DataFolderOptions): Task {
  const whole = parsed(taskFileSchema, taskFile, join(folder, "task.json"));
  const file = options.tuneInstruction === false ? { ...whole, definitions: undefined, instructions: undefined } : whole;
  const words = existsSync(join(folder, "label-words.json"))
    ? parsed(v.record(v.string(), v.array(v.string())), readJson(folder, "label-words.json"), join(folder, "label-words.json"))
    : {};
  const phrases = existsSync(join(folder, "phrases.json"))
    ? parsed(v.object({ slots: v.array(v.array(v.string())) }), readJson(folder, "phrases.json"), join(folder, "phrases.json")).slots
    : [];
  knownLabels(Object.keys(file.verbalizer), file.labels, `${join(folder, "task.json")}: verbalizer`);
  knownLabels(Object.keys(file.definitions ?? {}), file.labels, `${join(folder, "task.json")}: definitions`);
  knownLabels(Object.keys(words), file.labels, join(folder, "label-words.json"));
  const { demonstrations: publicDemonstrations, texts: publicTexts } = existsSync(join(folder, "public.jsonl"))
    ? readPublicRows(folder, file.labels)
    : { demonstrations: [], texts: [] };
  const templates =
    file.header !== undefined && file.example !== undefined ? { header: file.header, example: file.example } : compactTemplates(file);
  const instructions = instructionsOf(file, templates);
  return parsed(
    taskSchema,
    {
      ...(file.definitions === undefined ? {} : { definitions: file.definitions }),
      ...(instructions === undefined ? {} : { instructions }),
      ...(file.requiredModel === undefined ? {} : { requiredModel: file.requiredModel }),
      name: file.name,
      description: file.description,
      language: file.language,
      labels: file.labels,
      ...templates,
      labelWords: file.labels.map((label) => {
        const own = file.verbalizer[label] ?? label;
        const more = options.tuneLabelWords ? (words[label] ?? []) : [];
        return [own, ...more.filter((word) => word !== own)];
      }),
      phrases,
      publicDemonstrations,
      ...(publicTexts.length > 0 ? { publicTexts } : {}),
      publicShots: options.publicShots ?? file.publicShots ?? (publicDemonstrations.length + publicTexts.length > 0 ? 1 : 0),
      privateShots: options.privateShots ?? file.privateShots ?? Math.max(1, Math.round(DEMONSTRATIONS / file.labels.length)),
      tuneOrder: file.tuneOrder,
    },
    (field) => join(folder, FILES[field] ?? (field === "labelWords" && options.tuneLabelWords ? LABEL_WORDS : "task.json")),
  );
}

/** As listed, or made by rule where the file wants the built-in ones or has definitions; undefined for the owner's header alone. */
function instructionsOf(
  { labels, language, definitions, instructions }: v.InferOutput<typeof taskFileSchema>,
  templates: Pick<Task, "header" | "example">,
): readonly string[] | undefined {
  if (Array.isArray(instructions)) return instructions;
  if (instructions === undefined && definitions === undefined) return undefined;
  return otherHeaders({ labels, language, ...templates }, definitions);
}

/** Nothing can be shared out that is not there, and nothing twice: that rows exist is seen when they are shared out. */
function readPartition(folder: string): Partition {
  const path = join(folder, "partition.json");
  const partition = parsed(partitionSchema, readJson(folder, "partition.json"), path);
  for (const [count, kinds] of Object.entries(partition.participants)) {
    for (const kind of ["iid", "dirichlet"] as const) {
      const shares = kinds[kind];
      const where = `${path}: participants ${count}, ${kind}`;
      if (shares.length !== Number(count)) throw new CommandFailure(`${where}: ${shares.length} shares`);
      for (const part of ["train", "pool"] as const) {
        const ids = shares.flatMap((share) => share[part]);
        const twice = ids.find((id, i) => ids.indexOf(id) !== i);
        if (twice !== undefined) throw new CommandFailure(`${where}: ${part} gives ${JSON.stringify(twice)} twice`);
      }
    }
  }
  return partition;
}

function knownLabels(named: readonly string[], labels: readonly string[], where: string): void {
  const stray = named.find((label) => !labels.includes(label));
  if (stray !== undefined) throw new CommandFailure(`${where}: unknown label ${JSON.stringify(stray)}; task.json has ${labels.join(", ")}`);
}

/**
 * Each participant's own examples: as partition.json says where it knows the number of participants, else dealt in turn.
 * Validation and test are not divided: everybody is judged on the same rows.
 */
export function shareOut(data: DataFolder, participants: number, kind: PartitionKind): LocalExamples[] {
  const shares = data.partition?.participants[String(participants)]?.[kind];
  const { validation, test } = data;
  if (participants === 1) return [{ train: data.train, pool: data.pool, validation, test }];
  if (!shares) {
    const dealt = (rows: readonly Example[], p: number): Example[] => rows.filter((_, i) => i % participants === p);
    return Array.from({ length: participants }, (_, p) => ({ train: dealt(data.train, p), pool: dealt(data.pool, p), validation, test }));
  }
  return shares.map((share) => ({ train: picked(data.train, share.train), pool: picked(data.pool, share.pool), validation, test }));
}

function picked(rows: readonly Example[], ids: readonly string[]): Example[] {
  const known = new Set(rows.map((row) => row.id));
  const stray = ids.find((id) => !known.has(id));
  if (stray !== undefined) throw new CommandFailure(`partition.json names a row that is not there: ${JSON.stringify(stray)}`);
  const wanted = new Set(ids);
  return rows.filter((row) => row.id !== undefined && wanted.has(row.id));
}

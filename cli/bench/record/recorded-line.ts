// A recorded line as it is kept in bench/recorded: what was asked as indices and digests, and the answers. No text of the data is in it.

import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import * as v from "valibot";
import { CommandFailure } from "../../terminal/command.ts";
import { bytesOf, halvesOf, numbersOf } from "./answer-store.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const planSchema = v.strictObject({
  set: v.string(),
  /** Model, dialect, route, layout and rung, as the product names what it is connected to. */
  model: v.string(),
  engine: v.string(),
  /** Digest of instructions, rows and first sets with their texts; recorded and remade plans are compared by it. */
  planDigest: v.string(),
  labels: v.array(v.string()),
  instructions: v.array(v.string()),
  /** How many rows of each part, in this order. */
  rows: v.strictObject({ train: count, validation: count, test: count, public: count }),
  /** Class of each row, then a digest of its text. */
  rowLabels: v.array(count),
  rowDigests: v.array(v.string()),
  /** Class shares that the owners' pools were drawn with. Shape [owners][labels]. */
  labelShares: v.array(v.array(v.number())),
  shots: count,
  sets: v.array(
    v.strictObject({
      kind: v.picklist(["none", "owner", "published", "labelled"]),
      owner: v.optional(count),
      /** Whether each demonstration is a public text, its row there or in the pool, and the class it is shown with. */
      shown: v.array(v.tuple([v.picklist(["pool", "public"]), count, count])),
    }),
  ),
  /** Instruction and set of each prompt whose answers are there, in the order of the answers. */
  prompts: v.array(v.tuple([count, count])),
  /** Prompts of the first wave that were set out to be asked; absent: all that are there. */
  wanted: v.optional(count),
});
export type RecordedPlan = v.InferOutput<typeof planSchema>;

export interface RecordedLine {
  readonly name: string;
  readonly plan: RecordedPlan;
  /** Label log-probabilities. Shape [prompts][rows][labels]. */
  readonly answers: Float64Array;
}

export function writeRecordedLine(folder: string, plan: RecordedPlan, halves: readonly Uint16Array[]): void {
  mkdirSync(folder, { recursive: true });
  const bytes = gzipSync(Buffer.concat(halves.map(bytesOf)), { level: 9 });
  for (const [file, content] of [
    ["answers.f16.gz", bytes],
    ["plan.json", `${JSON.stringify(plan)}\n`],
  ] as const) {
    writeFileSync(join(folder, `${file}.${process.pid}`), content);
    renameSync(join(folder, `${file}.${process.pid}`), join(folder, file));
  }
}

/** @throws CommandFailure where plan and answers do not fit each other. */
export function readRecordedLine(folder: string, name: string): RecordedLine {
  const read = (file: string): Buffer => readFileSync(join(folder, name, file));
  const result = v.safeParse(planSchema, JSON.parse(read("plan.json").toString("utf8")));
  if (!result.success) throw new CommandFailure(`${join(folder, name, "plan.json")}: ${result.issues[0].message}`);
  const plan = result.output;
  const answers = numbersOf(halvesOf(gunzipSync(read("answers.f16.gz"))));
  const expected = plan.prompts.length * plan.rowLabels.length * plan.labels.length;
  if (answers.length !== expected) throw new CommandFailure(`${name}: ${answers.length} numbers where the plan speaks of ${expected}`);
  return { name, plan, answers };
}

/** Of the first wave: what was answered, and what was set out for. A line of which less is answered is under way and says nothing yet. */
export function firstWave({ sets, prompts, wanted }: RecordedPlan): { readonly answered: number; readonly wanted: number } {
  const answered = prompts.filter(([, set]) => sets[set]?.kind !== "labelled").length;
  return { answered, wanted: wanted ?? answered };
}

/** Names of the recorded lines in a folder, sorted; none where it is not there. */
export function recordedLines(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

// The bundled sample data as one of its three participants sees them. Loaded only when asked for.

import * as v from "valibot";
import { type Example, exampleSchema } from "../../../shared/prompt/task.ts";
import type { LocalExamples } from "../participant.ts";

const shareSchema = v.object({ train: v.array(v.string()), pool: v.array(v.string()) });
const partitionSchema = v.object({ participants: v.record(v.string(), v.object({ dirichlet: v.array(shareSchema) })) });

/** `number` counts from 1. Labels are skewed: no participant sees them in equal shares. Validation and test are the same for all. */
export async function sampleExamples(number: number): Promise<LocalExamples> {
  const [train, pool, validation, test, partition] = await Promise.all([
    import("../../../data/support/train.jsonl?raw"),
    import("../../../data/support/pool.jsonl?raw"),
    import("../../../data/support/validation.jsonl?raw"),
    import("../../../data/support/test.jsonl?raw"),
    import("../../../data/support/partition.json?raw"),
  ]);
  const { participants } = v.parse(partitionSchema, JSON.parse(partition.default));
  const share = participants["3"]?.dirichlet[number - 1];
  if (!share) throw new RangeError(`number must be 1, 2 or 3, got ${number}`);
  return {
    train: only(examplesOf(train.default), share.train),
    pool: only(examplesOf(pool.default), share.pool),
    validation: examplesOf(validation.default),
    test: examplesOf(test.default),
  };
}

function examplesOf(lines: string): Example[] {
  const parsed = lines.split("\n").flatMap((line): unknown[] => (line === "" ? [] : [JSON.parse(line)]));
  return v.parse(v.array(exampleSchema), parsed);
}

function only(examples: readonly Example[], ids: readonly string[]): Example[] {
  const wanted = new Set(ids);
  return examples.filter((example) => example.id !== undefined && wanted.has(example.id));
}

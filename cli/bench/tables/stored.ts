// The JSON of docs/benchmarks/, as the benches wrote it: what the documents' tables are made from.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { projectRoot } from "../../machine/project-root.ts";
import { cellSchema } from "../accuracy/state.ts";

const rowSchema = v.record(v.string(), v.nullable(v.union([v.string(), v.number()])));
const targetSchema = v.object({
  id: v.string(),
  target: v.string(),
  measured: v.nullable(v.union([v.string(), v.number()])),
  met: v.boolean(),
});

const benchSchema = v.object({
  seeds: v.number(),
  commit: v.string(),
  machine: v.object({ node: v.string(), cpu: v.string(), cores: v.number() }),
  seconds: v.number(),
  rows: v.array(rowSchema),
  targets: v.array(targetSchema),
});

const accuracySchema = v.object({ budgetQueries: v.number(), targets: v.array(targetSchema), cells: v.array(cellSchema) });

export type StoredBench = v.InferOutput<typeof benchSchema>;

export type StoredAccuracy = v.InferOutput<typeof accuracySchema>;

/** @throws where the file is not there or says something else than a bench writes */
export function storedBench(name: string): StoredBench {
  return v.parse(benchSchema, read(name));
}

export function storedAccuracy(name: string): StoredAccuracy {
  return v.parse(accuracySchema, read(`accuracy-${name}`));
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(join(projectRoot, "docs", "benchmarks", `${name}.json`), "utf8"));
}

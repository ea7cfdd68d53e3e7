// The flags of every bench, and its help.

import { parseArgs } from "node:util";
import { wholeOption } from "../terminal/whole-option.ts";

export interface BenchOptions {
  /** Where the JSON goes; undefined: nowhere. */
  readonly json: string | undefined;
  readonly seeds: number;
  readonly quick: boolean;
  readonly help: boolean;
}

/** One bench as its help and its defaults need it. */
export interface BenchFacts {
  /** Without `bench:`. */
  readonly name: string;
  /** What it measures, for its help. */
  readonly about: string;
  /** How many seeds a full run repeats. */
  readonly seeds: number;
  /** How many seeds `--quick` repeats. */
  readonly quickSeeds: number;
}

/** @throws CommandFailure for a number that cannot be, and parseArgs' own error for an unknown flag. */
export function parseBenchOptions(args: readonly string[], defaults: Pick<BenchFacts, "seeds" | "quickSeeds">): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: "string" },
      seeds: { type: "string" },
      quick: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const text = values.seeds ?? String(values.quick ? defaults.quickSeeds : defaults.seeds);
  const seeds = wholeOption("--seeds", text, { min: 1, max: 1_000 });
  return { json: values.json, seeds, quick: values.quick, help: values.help };
}

/** Help text of a bench: what it measures, then the common flags. */
export function benchHelp({ name, about, seeds }: BenchFacts): string {
  return `npm run bench:${name} -- [options]

${about}

  --json FILE   write rows, targets, seed, commit and machine there; plots of a full run go to docs/benchmarks/, and with
                FILE docs/benchmarks/${name}.json "npm run bench:tables" writes the documents' tables anew
  --seeds N     repeat with seeds 1 to N, default ${seeds}
  --quick       a small version, under half a minute, that shows that it runs; its numbers mean little and it writes no plots
  --help        this text

A missed target is said and does not change the exit code, 0.
`;
}

// A small made-up recording for tests: six owners, three classes, and prompts whose skill is known.

import { normal, randomStream } from "../../../../shared/math/random.ts";
import type { RecordedLine, RecordedPlan } from "../../record/recorded-line.ts";

export interface ToyLineOptions {
  /** How sure a prompt is of the right class, in nats; by instruction and kind of set. */
  readonly skill: (prompt: { readonly instruction: number; readonly kind: string; readonly owner: number | undefined }) => number;
  readonly labelled?: RecordedPlan["sets"];
}

const LABELS = 3;
const OWNERS = 6;
const ROWS = { train: 18, validation: 18, test: 60, public: 12 };

export function toyLine({ skill, labelled = [] }: ToyLineOptions): RecordedLine {
  const sets: RecordedPlan["sets"] = [{ kind: "none", shown: [] }];
  for (let owner = 0; owner < OWNERS; owner++)
    for (let i = 0; i < 2; i++) sets.push({ kind: "owner", owner, shown: [["pool", owner * 2 + i, i]] });
  sets.push({ kind: "published", shown: [["public", 0, 0]] }, ...labelled);
  const prompts: [number, number][] = sets.flatMap((_, set) => [0, 1].map((instruction): [number, number] => [instruction, set]));
  const count = ROWS.train + ROWS.validation + ROWS.test + ROWS.public;
  const rowLabels = Array.from({ length: count }, (_, row) => row % LABELS);
  const answers = new Float64Array(prompts.length * count * LABELS);
  prompts.forEach(([instruction, set], prompt) => {
    const { kind = "none", owner } = sets[set] ?? {};
    const rng = randomStream("toy", kind, owner ?? -1, instruction, set);
    rowLabels.forEach((label, row) => {
      const raw = Array.from({ length: LABELS }, (_, c) => (c === label ? skill({ instruction, kind, owner }) : 0) + normal(rng));
      const mass = Math.log(raw.reduce((sum, value) => sum + Math.exp(value), 0));
      raw.forEach((value, c) => {
        answers[(prompt * count + row) * LABELS + c] = value - mass;
      });
    });
  });
  return {
    name: "toy",
    plan: {
      set: "toy",
      model: "toy",
      engine: "toy",
      planDigest: "0",
      labels: ["a", "b", "c"],
      instructions: ["own", "classify"],
      rows: ROWS,
      rowLabels,
      rowDigests: rowLabels.map(String),
      labelShares: Array.from({ length: OWNERS }, () => [1 / 3, 1 / 3, 1 / 3]),
      shots: 4,
      sets,
      prompts,
    },
    answers,
  };
}

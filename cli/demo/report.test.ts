// The printed report of a demo run: the legend of its columns, and the shared fragment with the kind of each line.

import * as v from "valibot";
import { expect, test } from "vitest";
import { searchSpaceOf } from "../../shared/prompt/search-space.ts";
import { taskSchema } from "../../shared/prompt/task.ts";
import type { Status } from "../../shared/protocol/messages.ts";
import { encodeFloat32 } from "../../shared/protocol/vector-codec.ts";
import { reportOf, reportText } from "./report.ts";

const task = {
  name: "mood",
  labels: ["good", "bad"],
  example: "Text: [SENTENCE1]\nMood:",
  labelWords: [
    ["good", "fine"],
    ["bad", "poor"],
  ],
  phrases: [["Judge the mood."], ["Be careful."]],
  publicDemonstrations: [
    { text: "A lovely evening", label: "good" },
    { text: "Cold and slow", label: "bad" },
  ],
  publicShots: 1,
  tuneOrder: true,
};
const space = searchSpaceOf(v.parse(taskSchema, task));

const quiet: Status = {
  taskId: "t",
  phase: "open",
  iteration: 0,
  presence: { live: 0, joined: 0 },
  merged: 0,
  stale: 0,
  refused: 0,
  refusedByCode: {},
  stalenessMean: 0,
  stalenessMax: 0,
  planes: 0,
  planesAdded: 0,
  planesDropped: 0,
  queries: 0,
  tokens: 0,
  disagreement: 0,
  entropy: 0,
  z: "",
};

test("the printed report explains its columns and says of each line of the fragment what it is", () => {
  // Two phrases, two label words, the order, three places, two published examples.
  const z = new Float32Array(space.dimension);
  [1, 0, 1, 1, 0, 2, 0, 0, 0, 0].forEach((candidate, i) => {
    z[(space.slots[i]?.offset ?? 0) + candidate] = 1;
  });
  const run = { name: "mood", seed: 1, languageModel: "none", space, wallMs: 1_000 };
  const report = reportOf(run, { snapshots: [], status: { ...quiet, z: encodeFloat32(z) }, temperaments: [] });
  expect(report.fragment).toEqual([
    "phrase: Judge the mood.",
    "phrase: (nothing)",
    "word for good: fine",
    "word for bad: poor",
    "labels of the first examples in this order: good, bad",
    "label moved to the end: bad",
    "published example: A lovely evening",
    "published example: Cold and slow",
  ]);
  const text = reportText(report, undefined);
  for (const column of ["pasted: ", "with probabilities: ", "shared: ", "kB: ", "merged: ", "staleness ≤: "])
    expect(text).toContain(column);
  for (const line of report.fragment) expect(text).toContain(`\n  · ${line}`);
});

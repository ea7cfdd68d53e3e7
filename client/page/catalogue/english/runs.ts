// The English sentences about kept runs: their list, what becomes of them, and two side by side.

import type { NotStored, UndoView } from "../../../participant/session/worker-api.ts";
import { figuresIn } from "../figures.ts";

const { count, money, n, percent } = figuresIn("en");
const date = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });
/** A share in points, with its sign. */
function signed(value: number): string {
  return `${value > 0 ? "+" : value < 0 ? "−" : ""}${n.format(Math.abs(Math.round(value * 1000) / 10))}`;
}

export const runsEn = {
  title: "Runs",
  lead: "Every run stays in this browser until you delete it. Open one to look at its result, to export it or to try its prompt.",
  simulated: "Simulated learner",
  date: (ms: number): string => date.format(ms),
  nameOf: (model: string, startedAtMs: number): string => `${model}, ${date.format(startedAtMs)}`,
  shown: "shown",
  now: "current",
  unfinished: "not finished",
  unfinishedNote: "This run was put aside before its end, so nothing was measured. Its most promising prompt so far:",
  open: (name: string): string => `Show the run ${name}`,
  back: "Back to the current run",
  keptNote: (name: string): string => `You are looking at a kept run: ${name}.`,
  pasted: (from: string, to: string, set: "test" | "validation"): string =>
    `${from} → ${to} of the ${set === "test" ? "test" : "validation"} examples right, as pasted`,
  notMeasured: "not measured",
  queries: (amount: number): string => count(amount, "query", "queries"),
  cost: (amount: number): string => `cost about ${money(amount)}`,
  examples: (amount: number): string => count(amount, "example", "examples"),
  sampleData: "sample data",
  unsaved: {
    full: "Only in this tab: as many runs are kept as there is room for. Delete one, and this one is kept as well; closing the tab loses it.",
    failed: "Only in this tab: the browser did not store this run. Export what you need before you close the tab.",
    memory: "Only in this tab: this browser stores nothing for this page.",
  } satisfies Record<NotStored, string>,
  unsavedMark: "only in this tab",
  rename: "Rename",
  renameOf: (name: string): string => `Rename the run ${name}`,
  name: "Name of the run",
  nameHint: "Empty: named by model and date.",
  save: "Save",
  remove: "Delete",
  removeOf: (name: string): string => `Delete the run ${name}`,
  removeSure: (name: string): string =>
    `Delete the run “${name}” with its prompt, scores and charts? What was contributed to the task stays.`,
  cancel: "Cancel",
  undo: "Undo",
  undone: {
    examples: "The examples were removed.",
    "other-examples": "The examples have changed: the next start begins a new run.",
    run: "The run was deleted.",
  } satisfies Record<UndoView["type"], string>,
  undoFor: (seconds: number): string => `This can be undone for ${count(seconds, "more second", "more seconds")}.`,
  removeExamplesSure:
    "Remove your examples from this browser? Finished runs stay, with the few examples that their prompts show: delete a run to remove those as well.",
  pick: (name: string): string => `Choose for comparison: ${name}`,
  pickShort: "Compare",
  compare: "Compare two runs",
  compareHint: "Tick two runs to see them side by side.",
  compareTitle: "Two runs side by side",
  close: "Close",
  first: "First run",
  second: "Second run",
  difference: "Difference",
  points: (value: number): string => `${signed(value)} points`,
  interval: (low: number, high: number): string => `95 % interval: ${signed(low)} to ${signed(high)} points`,
  rows: {
    model: "Language model",
    layout: "Layout",
    date: "Begun",
    data: "Examples",
    start: "Starting prompt, as pasted",
    tuned: "New prompt, as pasted",
    queries: "Queries, with the test",
    tokens: "Tokens",
    cost: "Cost, about",
    budget: "Budget in queries",
  },
  of: (right: number, rows: number): string => `${percent(right / rows)} (${n.format(right)} of ${n.format(rows)})`,
  unknown: "unknown",
  free: "nothing",
  sameData: "Both runs were measured on the same examples.",
  otherData: "The runs were measured on different examples, so the difference between their scores may come from the examples alone.",
  clear: "The difference is more than chance.",
  chance: "With so few examples, the difference may be chance.",
  promptDifference: "The prompts, word by word",
  promptDifferenceHint: "Struck out: only in the first. Underlined: only in the second. Both are shown in this tab only.",
  samePrompt: "Both prompts are the same.",
};

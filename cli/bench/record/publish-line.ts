// From what is answered so far to the recorded line that benches read.

import { toHalf } from "../../model/half.ts";
import { numbersOf, type RecordedAnswerStore } from "./answer-store.ts";
import { recordedKeyOf } from "./ask-line.ts";
import { askedRows, type Line, planDigest, rowDigest } from "./plan-line.ts";
import { type RecordedLine, type RecordedPlan, writeRecordedLine } from "./recorded-line.ts";

export interface AnsweredLine {
  readonly line: Line;
  readonly store: RecordedAnswerStore;
  /** What was connected to, as the product names it. */
  readonly model: string;
  /** What answered, in words. */
  readonly engine: string;
  /** How many prompts of the first wave were set out to be asked. */
  readonly wanted: number;
}

const NOT_ASKED = toHalf(Number.NaN);

export function publishLine(folder: string, answered: AnsweredLine): void {
  const { plan, halves } = recorded(answered);
  writeRecordedLine(folder, plan, halves);
}

/** The same in memory, to plan what comes next. */
export function recordedSoFar(name: string, answered: AnsweredLine): RecordedLine {
  const { plan, halves } = recorded(answered);
  const answers = new Float64Array(halves.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of halves) {
    answers.set(numbersOf(part), at);
    at += part.length;
  }
  return { name, plan, answers };
}

function recorded({ line, store, model, engine, wanted }: AnsweredLine): {
  readonly plan: RecordedPlan;
  readonly halves: readonly Uint16Array[];
} {
  const { task, train, validation, test } = line.data;
  const rows = askedRows(line);
  const numbers = rows.length * task.labels.length;
  const asked = line.prompts.flatMap((prompt) => {
    const found = store.get(recordedKeyOf(line, prompt));
    if (!found) return [];
    // The second wave does not ask the public texts, which come last.
    const halves = new Uint16Array(numbers).fill(NOT_ASKED);
    halves.set(found);
    return [{ prompt, halves }];
  });
  const plan: RecordedPlan = {
    set: line.data.name,
    model,
    engine,
    planDigest: planDigest(line),
    labels: task.labels,
    instructions: line.instructions.map(({ id }) => id),
    rows: { train: train.length, validation: validation.length, test: test.length, public: line.publicRows.length },
    rowLabels: rows.map(({ label }) => task.labels.indexOf(label)),
    rowDigests: rows.map(rowDigest),
    labelShares: line.labelShares.map((shares) => shares.map((share) => Math.round(1e4 * share) / 1e4)),
    shots: line.shape.shots,
    sets: line.sets.map(({ kind, owner, shown }) => ({
      kind,
      ...(owner === undefined ? {} : { owner }),
      shown: shown.map(({ from, row, label }) => [from, row, label]),
    })),
    prompts: asked.map(({ prompt }) => [prompt.instruction, prompt.set]),
    wanted,
  };
  return { plan, halves: asked.map(({ halves }) => halves) };
}

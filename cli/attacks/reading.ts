// The reading attack: a task whose phrases are questions about the private texts, and an operator who reads the answers out of the losses.
// The participant makes the production steps. The language model is a stand-in that follows every instruction exactly, which is the worst
// case: a real one errs. The same attack is made on reports without the rules A18d to A18f, as they were before there were these.

import * as v from "valibot";
import { createProblem, type TuningProblem } from "../../shared/algorithm/participant/problem.ts";
import { stagesOf } from "../../shared/algorithm/participant/step-rows.ts";
import { uniformView } from "../../shared/algorithm/participant/tuning.ts";
import { settingsSchema } from "../../shared/algorithm/settings.ts";
import { randomStream } from "../../shared/math/random.ts";
import { searchSpaceOf } from "../../shared/prompt/search-space.ts";
import { taskSchema } from "../../shared/prompt/task.ts";
import { createTuner } from "../../shared/simulation/tuner.ts";

const LABELS = ["a", "b"] as const;
const LETTERS = 8;
const BITS = 5;
const ALPHABET = "abcdefghijklmnopqrstuvwxyz .,-@!";
/** Log-probabilities of the row's own label for a letter's bit that is set and one that is not, and for a question about the other class. */
const SET = Math.log(0.99);
const UNSET = Math.log(0.01);
const NEITHER = Math.log(0.5);

export interface ReadingInput {
  readonly rows: number;
  readonly budgetQueries: number;
  /** Texts that the operator holds for possible, the participant's own among them. */
  readonly candidates: number;
  /** False: reports as they were before the rules A18d to A18f. */
  readonly guarded: boolean;
  readonly seed: number;
}

export interface ReadingResult {
  readonly bits: number;
  /** Bits of which a loss leaves no doubt, and letters all of whose bits are such. */
  readonly certainBits: number;
  readonly letters: number;
  readonly lettersRead: number;
  /** Of the operator's claims that a candidate text is one of the rows of a group, the right ones. */
  readonly claims: number;
  readonly rowsNamed: number;
  readonly queries: number;
}

/** What the losses of one group of rows and one class say of a bit: how many of the rows have it. */
interface Reading {
  readonly rows: readonly number[];
  readonly bit: number;
  readonly share: number;
}

export async function readingAttack(input: ReadingInput): Promise<ReadingResult> {
  const random = randomStream(input.seed, "texts");
  const texts = Array.from({ length: input.candidates }, () =>
    Array.from({ length: LETTERS }, () => ALPHABET[Math.floor(random() * ALPHABET.length)] ?? "a").join(""),
  );
  const problem = attackedProblem(input, texts);
  const tuner = createTuner(
    problem,
    (wanted) =>
      wanted.map(({ choice, row }) => {
        const own = problem.rows[row];
        const right = own ? answerTo(choice.lower[0] ?? 0, own.example.text, own.label) : NEITHER;
        const logProbs = LABELS.map((_, label) => (label === own?.label ? right : Math.log(1 - Math.exp(right))));
        return { choice, row, logProbs };
      }),
    { queries: input.budgetQueries },
  );
  const readings: Reading[] = [];
  for (let step = 0; ; step++) {
    const rows = stagesOf(problem, step)[0] ?? [];
    const result = await tuner.step(uniformView(problem));
    if (!result) break;
    const slots = problem.space.slots.length;
    result.losses.forEach((loss, k) => {
      const reading = readOut(problem, rows, result.samples[k * slots] ?? 0, loss);
      if (reading) readings.push(reading);
    });
  }
  return { ...judged(problem, readings), ...named(problem, readings, texts), queries: tuner.queries };
}

/** Phrase 0 is EMPTY; phrase 1 + (class x bits + bit) asks the texts of one class for one bit of one letter. */
function questionOf(phrase: number): { readonly label: number; readonly bit: number } | null {
  if (phrase === 0) return null;
  return { label: Math.floor((phrase - 1) / (LETTERS * BITS)), bit: (phrase - 1) % (LETTERS * BITS) };
}

function bitOf(text: string, bit: number): boolean {
  const letter = ALPHABET.indexOf(text[Math.floor(bit / BITS)] ?? "a");
  return ((letter >> (bit % BITS)) & 1) === 1;
}

function answerTo(phrase: number, text: string, label: number): number {
  const question = questionOf(phrase);
  if (!question || question.label !== label) return NEITHER;
  return bitOf(text, question.bit) ? SET : UNSET;
}

function attackedProblem({ rows, guarded, seed }: ReadingInput, texts: readonly string[]): TuningProblem {
  const questions = LABELS.flatMap((label) => Array.from({ length: LETTERS * BITS }, (_, bit) => `of ${label}: bit ${bit}?`));
  const space = searchSpaceOf(
    v.parse(taskSchema, {
      name: "reading",
      labels: LABELS,
      example: "[VAR] [SENTENCE1]",
      labelWords: LABELS.map((label) => [label]),
      phrases: [questions],
      privateShots: 0,
    }),
  );
  // The operator asks as evenly as it may: without the rules it switches learning off.
  const even = guarded ? { stepLower: 0.1, samplingFloor: 0.2, tableShrinkage: 1_000 } : { stepLower: 0, samplingFloor: 0.5 };
  return createProblem({
    space,
    settings: v.parse(settingsSchema, { sampling: "distribution", rowsPerClass: 1, samplesPerStep: 64, ...even }),
    layout: "completion",
    // Nobody reads the losses of a participant that is alone, so they keep neither rule: they are what used to be reported.
    alone: !guarded,
    train: texts.slice(0, rows).map((text, i) => ({ text, label: LABELS[i % LABELS.length] ?? "a" })),
    pool: [],
    validation: [],
    test: [],
    seed: `reading/${seed}`,
  });
}

/** The loss is the mean over the classes of the mean over their rows, so the operator solves it for the share of rows with the bit. */
function readOut(problem: TuningProblem, asked: readonly number[], phrase: number, loss: number): Reading | null {
  const question = questionOf(phrase);
  if (!question) return null;
  const rows = asked.filter((row) => problem.rows[row]?.label === question.label);
  const classes = new Set(asked.map((row) => problem.rows[row]?.label)).size;
  if (rows.length === 0) return null;
  const own = loss * classes + NEITHER * (classes - 1);
  const share = (own + UNSET) / (UNSET - SET);
  return { rows, bit: question.bit, share: Math.round(share * rows.length) / rows.length };
}

function judged(problem: TuningProblem, readings: readonly Reading[]) {
  const certain = new Set<string>();
  for (const { rows, bit, share } of readings) {
    if (share !== 0 && share !== 1) continue;
    for (const row of rows) if (bitOf(problem.rows[row]?.example.text ?? "", bit) === (share === 1)) certain.add(`${row}/${bit}`);
  }
  const letters = problem.fit.flatMap((row) => Array.from({ length: LETTERS }, (_, letter) => ({ row, letter })));
  const read = letters.filter(({ row, letter }) =>
    Array.from({ length: BITS }, (_, b) => certain.has(`${row}/${letter * BITS + b}`)).every(Boolean),
  );
  return { bits: letters.length * BITS, certainBits: certain.size, letters: letters.length, lettersRead: read.length };
}

/** Of each group, the operator claims as many candidates as it has rows: those whose bits agree best with the shares. */
function named(problem: TuningProblem, readings: readonly Reading[], texts: readonly string[]) {
  const groups = new Map<string, Reading[]>();
  for (const reading of readings) {
    const key = [...reading.rows].sort((a, b) => a - b).join();
    groups.set(key, [...(groups.get(key) ?? []), reading]);
  }
  let claims = 0;
  const right = new Set<number>();
  for (const own of groups.values()) {
    const rows = own[0]?.rows ?? [];
    const shares = new Map(own.map(({ bit, share }) => [bit, share]));
    const scored = texts
      .map((text) => ({ text, score: [...shares].reduce((sum, [bit, share]) => sum + (bitOf(text, bit) ? 1 : -1) * (share - 0.5), 0) }))
      .sort((a, b) => b.score - a.score);
    for (const { text } of scored.slice(0, rows.length)) {
      claims++;
      const row = rows.find((one) => problem.rows[one]?.example.text === text);
      if (row !== undefined) right.add(row);
    }
  }
  return { claims, rowsNamed: right.size };
}

// One participant's tuning problem: the task's search space, the participant's own examples, and the upper level's slots that are made of
// them. It is built once from private data, and nothing of it leaves the participant.

import { randomStream, shuffled } from "../../math/random.ts";
import type { Layout } from "../../prompt/language-model.ts";
import { type LossKind, lossBound } from "../../prompt/loss.ts";
import { openCandidates, showsNothing, textOfCandidate } from "../../prompt/public-texts.ts";
import { contentOf, demonstrationOf, type PromptContent } from "../../prompt/render.ts";
import type { SearchSpace } from "../../prompt/search-space.ts";
import { type Example, MAX_LOWER_DIMENSION } from "../../prompt/task.ts";
import type { LevelShape, LevelSlot } from "../level.ts";
import type { Settings } from "../settings.ts";
import type { Drawable, JointChoice } from "./sampling.ts";

/** A row is one example with its class. The rows of all sets share one numbering, training rows first. */
export interface LabelledRow {
  readonly example: Example;
  /** Class index. */
  readonly label: number;
}

/** A slot for a private demonstration of one class [A2]. */
export interface UpperSlot extends LevelSlot {
  readonly label: number;
}

export interface UpperShape extends LevelShape {
  readonly slots: readonly UpperSlot[];
}

export type Sampling = Exclude<Settings["sampling"], "auto">;

export interface TuningProblem {
  readonly space: SearchSpace;
  readonly settings: Settings;
  /** `settings.loss`, or `plain` if the participant's training rows have only one class [A6a]. */
  readonly lossKind: LossKind;
  readonly lossRange: number;
  readonly layout: Layout;
  /** True without an aggregator (the centralised case): nothing pulls p. */
  readonly alone: boolean;
  /** The way new prompts are made; `auto` is decided. */
  readonly sampling: Sampling;
  /** I of this participant. */
  readonly samplesPerStep: number;
  /** The most queries for the first look at instructions [A55a]. */
  readonly lookQueries: number;
  /** The number of prompts that race at the end, and the rows on which they race: validation and training rows in turn. */
  readonly selectionCandidates: number;
  readonly selectionRows: readonly number[];
  /** Names the participant's random streams. */
  readonly seed: string;
  readonly rows: readonly LabelledRow[];
  /** The row numbers of each set. Every incumbent is scored on all of `fit`, which are training rows with the classes in turn. */
  readonly fit: readonly number[];
  readonly validation: readonly number[];
  readonly test: readonly number[];
  readonly upperShape: UpperShape;
  /** The pool's examples by class. Candidate k of a slot of that class is entry k. */
  readonly pool: readonly (readonly Example[])[];
  readonly lowerIdentity: Int32Array;
  /** The candidates of the lower level that may be drawn; undefined if all may [A50a]. */
  readonly open: Uint8Array | undefined;
  readonly upperIdentity: Int32Array;
}

export interface ProblemInput {
  readonly space: SearchSpace;
  readonly settings: Settings;
  readonly layout: Layout;
  readonly alone: boolean;
  readonly train: readonly Example[];
  readonly pool: readonly Example[];
  readonly validation: readonly Example[];
  readonly test: readonly Example[];
  readonly seed: string;
  /** Lists of the public texts' labels, by the votes or by the participant itself; each has a class or NO_LABEL per text. */
  readonly labelledTexts?: readonly ArrayLike<number>[];
  /** True if the budget is small for the search space. This decides `auto`. */
  readonly scarce?: boolean;
  /** Less than settings.samplesPerStep if the budget is small. */
  readonly samplesPerStep?: number;
  /** The part of the budget for the first look; without end by default. */
  readonly lookQueries?: number;
  /** Fewer rows and candidates for the race at the end if the budget is small. */
  readonly selectionRows?: number;
  readonly selectionCandidates?: number;
}

/** If the budget allows, so many prompts race at the end [A37c]. Fewer need to if others have helped to find the consensus. */
const SELECTION_CANDIDATES = { alone: 9, together: 4 };

/** No more training rows than this are used [A5d]: more precision is not worth the queries. */
const FIT_LIMIT = 64;

/** @throws RangeError without training rows, or if an example has a label that the task does not know. */
export function createProblem(input: ProblemInput): TuningProblem {
  const { space, settings } = input;
  const labelOf = (example: Example): number => {
    const label = space.task.labels.indexOf(example.label);
    if (label < 0) throw new RangeError(`an example has a label that is not one of the task's: ${JSON.stringify(example.label)}`);
    return label;
  };
  if (input.train.length === 0) throw new RangeError("tuning needs at least one training example");
  const rows = [...input.train, ...input.validation, ...input.test].map((example) => ({ example, label: labelOf(example) }));
  const trained = input.train.length;
  const validated = trained + input.validation.length;
  const pool = space.task.labels.map((_, label) => input.pool.filter((example) => labelOf(example) === label));
  const fit = classesInTurn(rows, range(0, trained), input.seed).slice(0, FIT_LIMIT);
  const validation = classesInTurn(rows, range(trained, validated), input.seed);
  const lossKind = new Set(rows.slice(0, trained).map((row) => row.label)).size < 2 ? "plain" : settings.loss;
  return {
    space,
    settings,
    lossKind,
    lossRange: lossBound(lossKind, space.task.labels.length),
    layout: input.layout,
    alone: input.alone,
    sampling: samplingOf(settings, input.scarce ?? false),
    samplesPerStep: Math.min(settings.samplesPerStep, input.samplesPerStep ?? settings.samplesPerStep),
    lookQueries: input.lookQueries ?? Number.POSITIVE_INFINITY,
    seed: input.seed,
    rows,
    fit,
    validation,
    selectionCandidates: input.selectionCandidates ?? (input.alone ? SELECTION_CANDIDATES.alone : SELECTION_CANDIDATES.together),
    selectionRows: inTurn(validation, fit).slice(0, input.selectionRows ?? rows.length),
    test: range(validated, rows.length),
    upperShape: upperShapeOf(pool, space.task.privateShots),
    pool,
    lowerIdentity: lowerIdentityOf(space),
    open: openCandidates(space, input.labelledTexts ?? []),
    upperIdentity: upperIdentityOf(pool, space.task.privateShots),
  };
}

/** Decides `auto` by whether the budget is scarce [A45c]. Without a table, new prompts can only come from the distributions. */
export function samplingOf({ estimator, sampling }: Settings, scarce: boolean): Sampling {
  if (estimator !== "table") return "distribution";
  return sampling === "auto" ? (scarce ? "elite" : "thompson") : sampling;
}

/** The content of the prompt that a joint choice makes. */
export function promptContent(problem: TuningProblem, choice: JointChoice): PromptContent {
  const demonstrations = problem.upperShape.slots.flatMap((slot, u) => {
    const example = problem.pool[slot.label]?.[choice.upper[u] ?? -1];
    return example ? [demonstrationOf(problem.space.task, example, slot.label)] : [];
  });
  return contentOf(problem.space, choice.lower, demonstrations);
}

export function drawableLevels(
  problem: TuningProblem,
  lower: Float64Array,
  upper: Float64Array,
): { readonly lower: Drawable; readonly upper: Drawable } {
  return {
    lower: { shape: problem.space, distribution: lower, identity: problem.lowerIdentity, open: problem.open },
    upper: { shape: problem.upperShape, distribution: upper, identity: problem.upperIdentity },
  };
}

function upperShapeOf(pool: TuningProblem["pool"], shots: number): UpperShape {
  const slots: UpperSlot[] = [];
  const tables: number[] = [];
  let tableSize = 0;
  let offset = 0;
  pool.forEach((candidates) => {
    tables.push(tableSize);
    tableSize += candidates.length;
  });
  for (let shot = 0; shot < shots; shot++) {
    pool.forEach((candidates, label) => {
      if (candidates.length <= shot) return;
      slots.push({ label, size: candidates.length, offset, table: tables[label] ?? 0 });
      offset += candidates.length;
    });
  }
  return { slots, dimension: offset, tableSize };
}

/** Public texts have numbers of their own, whatever class they stand under. Beyond all tables and words. */
const TEXT_NUMBERS = 4 * MAX_LOWER_DIMENSION;

/** Numbers the candidates that must not repeat: public demonstrations, and label words (ignoring case) [A3a]. Phrases may repeat. */
export function lowerIdentityOf(space: SearchSpace): Int32Array {
  const identity = new Int32Array(space.dimension).fill(-1);
  const wordNumber = new Map<string, number>();
  for (const slot of space.slots) {
    for (let j = 0; j < slot.size; j++) {
      const text = textOfCandidate(space, slot, j);
      if (text !== undefined) identity[slot.offset + j] = TEXT_NUMBERS + text;
      else if (slot.kind === "public-demonstration" && !showsNothing(space, slot, j)) identity[slot.offset + j] = slot.table + j;
      if (slot.kind !== "label-word") continue;
      const word = (space.task.labelWords[slot.label]?.[j] ?? "").toLowerCase();
      const known = wordNumber.get(word) ?? space.tableSize + wordNumber.size;
      wordNumber.set(word, known);
      identity[slot.offset + j] = known;
    }
  }
  return identity;
}

function upperIdentityOf(pool: TuningProblem["pool"], shots: number): Int32Array {
  const shape = upperShapeOf(pool, shots);
  const identity = new Int32Array(shape.dimension);
  for (const slot of shape.slots) for (let j = 0; j < slot.size; j++) identity[slot.offset + j] = slot.table + j;
  return identity;
}

/** The row numbers with the classes in turn and each class in random order, so that every prefix is as balanced as can be. */
function classesInTurn(rows: readonly LabelledRow[], numbers: readonly number[], seed: string): number[] {
  const byClass = new Map<number, number[]>();
  for (const number of numbers) {
    const label = rows[number]?.label ?? 0;
    byClass.set(label, [...(byClass.get(label) ?? []), number]);
  }
  const queues = [...byClass.keys()]
    .sort((a, b) => a - b)
    .map((label) => shuffled(randomStream(seed, "rows", label), byClass.get(label) ?? []));
  const longest = Math.max(0, ...queues.map((queue) => queue.length));
  return range(0, longest).flatMap((turn) => queues.flatMap((queue) => queue.slice(turn, turn + 1)));
}

/**
 * One of each list in turn; the rest of the longer one comes at the end. Validation and training rows begin with the same class, so classes
 * come in pairs.
 */
function inTurn(a: readonly number[], b: readonly number[]): number[] {
  return range(0, Math.max(a.length, b.length)).flatMap((i) => [...a.slice(i, i + 1), ...b.slice(i, i + 1)]);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

// The lower level's search space: an ordered list of slots, each a choice among strings that everybody may read [A1].
// A choice of one candidate per slot is J of the paper; a distribution per slot is p. All slots of a task lie side by side in one flat
// vector.

import { digestOf } from "../math/digest.ts";
import { randomStream, shuffled } from "../math/random.ts";
import { type Example, isAnswerTask, MAX_LOWER_DIMENSION, type Task } from "./task.ts";

export type SlotKind = "instruction" | "phrase" | "label-word" | "order" | "place" | "public-demonstration";

export interface Slot {
  readonly kind: SlotKind;
  /** Class index, for label words and demonstrations; -1 for the instruction, phrases, order and places. */
  readonly label: number;
  /** Number of candidates N_i, at least 1. */
  readonly size: number;
  /** The index in a flat vector at which the slot's N_i entries begin. */
  readonly offset: number;
  /** The index in a table at which its costs begin. Slots with the same candidates (the shots of one class) share their costs [A1c]. */
  readonly table: number;
}

export interface SearchSpace {
  readonly task: Task;
  /**
   * The instruction, phrases, label words, order and places, then public demonstrations (shot by shot, class by class [A1b]).
   * M = slots.length.
   */
  readonly slots: readonly Slot[];
  /** Sum of all N_i: the length of p and z. */
  readonly dimension: number;
  /** Length of a table. It is less than the dimension if slots share costs. */
  readonly tableSize: number;
  /**
   * Public candidates by class, in the task's order. In a task with public texts, every class has first one that shows nothing (its text is
   * empty), then its own, then each public text as if it were of this class [A50].
   */
  readonly publicByLabel: readonly (readonly Example[])[];
  /**
   * SHA-256 of the whole task, 64 hexadecimal digits, by which participant and aggregator find out whether they mean the same task [A1d].
   */
  readonly digest: string;
}

/** Candidate index of the owner's header in the instruction slot [A55]. */
const OWN_HEADER = 0;

/** Candidate index of EMPTY in every phrase slot [A1a]. */
export const EMPTY = 0;

/** The candidate of a demonstration slot that shows nothing. Only the initial prompt uses it. */
export const ABSENT = -1;

/**
 * Lays out the task's slots. The same task gets the same offsets everywhere.
 * @throws RangeError if the task has more than MAX_LOWER_DIMENSION candidates.
 */
export function searchSpaceOf(task: Task): SearchSpace {
  const publicByLabel = task.labels.map((label) => publicCandidates(task, label));
  const slots: Slot[] = [];
  let offset = 0;
  let tableSize = 0;
  const add = (kind: SlotKind, label: number, size: number): void => {
    const twin = kind === "public-demonstration" ? slots.find((slot) => slot.kind === kind && slot.label === label) : undefined;
    slots.push({ kind, label, size, offset, table: twin?.table ?? tableSize });
    offset += size;
    if (!twin) tableSize += size;
  };
  if (task.instructions && task.instructions.length > 0) add("instruction", -1, task.instructions.length + 1);
  for (const phrases of task.phrases) add("phrase", -1, phrases.length + 1);
  if (!isAnswerTask(task)) {
    task.labelWords.forEach((words, label) => {
      add("label-word", label, words.length);
    });
  }
  if (task.tuneOrder && task.labels.length > 1 && task.publicShots + task.privateShots > 0) {
    add("order", -1, ORDERS);
    for (let place = 0; place < PLACES; place++) add("place", -1, task.labels.length + 1);
  }
  for (let shot = 0; shot < task.publicShots; shot++) {
    publicByLabel.forEach((candidates, label) => {
      if (candidates.length > shot) add("public-demonstration", label, candidates.length);
    });
  }
  if (offset > MAX_LOWER_DIMENSION)
    throw new RangeError(`a task may have ${MAX_LOWER_DIMENSION} candidates in all, this one has ${offset}`);
  return { task, slots, dimension: offset, tableSize, publicByLabel, digest: digestOf(JSON.stringify(task)) };
}

function publicCandidates({ publicDemonstrations, publicTexts }: Task, label: string): Example[] {
  const published = publicDemonstrations.filter((example) => example.label === label);
  return publicTexts ? [{ text: "", label }, ...published, ...publicTexts.map((text) => ({ ...text, label }))] : published;
}

/** The number of orders of the classes. Order 0 shows the classes in turn; the others do too, but shuffle each turn ([A43]). */
export const ORDERS = 16;
/** The number of slots that may each move a demonstration of one class to the end. Candidate 0 moves none. */
export const PLACES = 3;

/** The classes in the order in which this turn shows them. Order 0 leaves them as they are ([A43a]). */
export function classesInOrder<T>(order: number, turn: number, classes: readonly T[]): readonly T[] {
  return order === 0 ? classes : shuffled(randomStream("order", order, turn), classes);
}

/** A candidate of the instruction slot: the owner's header, or one of the task's other ones [A55]. */
export function headerOf({ header, instructions = [] }: Task, candidate: number): string {
  return candidate === OWN_HEADER ? header : (instructions[candidate - 1] ?? header);
}

/**
 * A candidate in words: a header, a phrase ("" for EMPTY), a label word, a public demonstration's text, the labels of an order's first
 * turn, or the label of a place ("" if it moves none).
 */
export function candidateText(space: SearchSpace, slot: Slot, candidate: number): string {
  if (slot.kind === "instruction") return headerOf(space.task, candidate);
  if (slot.kind === "label-word") return space.task.labelWords[slot.label]?.[candidate] ?? "";
  if (slot.kind === "public-demonstration") return space.publicByLabel[slot.label]?.[candidate]?.text ?? "";
  if (slot.kind === "place") return space.task.labels[candidate - 1] ?? "";
  if (slot.kind === "order") return classesInOrder(candidate, 0, space.task.labels).join(", ");
  const phraseSlot = space.slots.filter(({ kind }) => kind === "phrase").indexOf(slot);
  return candidate === EMPTY ? "" : (space.task.phrases[phraseSlot]?.[candidate - 1] ?? "");
}

/** The choice of the initial prompt, as the owner would write it by hand: the owner's header and words, no phrase, no demonstration. */
export function initialLowerChoice(space: SearchSpace): Int16Array {
  return Int16Array.from(space.slots, (slot) => (slot.kind === "public-demonstration" && !space.task.publicTexts ? ABSENT : 0));
}

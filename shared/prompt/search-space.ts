// The lower level's search space: an ordered list of slots, each a choice among strings everybody may read [A1].
// A choice of one candidate per slot is J of the paper; a distribution per slot is p. All slots of a task lie side by side in one flat vector.

import { digestOf } from "../math/digest.ts";
import { randomStream, shuffled } from "../math/random.ts";
import { type Example, MAX_LOWER_DIMENSION, type Task } from "./task.ts";

export type SlotKind = "phrase" | "label-word" | "order" | "place" | "public-demonstration";

export interface Slot {
  readonly kind: SlotKind;
  /** Class index, for label words and demonstrations; -1 for phrases, order and places. */
  readonly label: number;
  /** Number of candidates N_i, at least 1. */
  readonly size: number;
  /** Where the slot's N_i entries begin in a flat vector. */
  readonly offset: number;
  /** Where its costs begin in a table: slots with the same candidates (the shots of one class) share what is learned of them [A1c]. */
  readonly table: number;
}

export interface SearchSpace {
  readonly task: Task;
  /** In this order: phrases, label words, order and places, public demonstrations (shot by shot, class by class [A1b]). M = slots.length. */
  readonly slots: readonly Slot[];
  /** Sum of all N_i: the length of p and z. */
  readonly dimension: number;
  /** Length of a table; less than the dimension where slots share one. */
  readonly tableSize: number;
  /** Public candidates by class, in the task's order. */
  readonly publicByLabel: readonly (readonly Example[])[];
  /** SHA-256 of the whole task, 64 hexadecimal digits: what participant and aggregator must agree on [A1d]. */
  readonly digest: string;
}

/** Candidate index of EMPTY in every phrase slot [A1a]. */
export const EMPTY = 0;

/** Slot left out: a demonstration that is not shown. Only the initial prompt uses it. */
export const ABSENT = -1;

/**
 * Lays the task's slots out. Deterministic: the same task gives the same offsets everywhere.
 * @throws RangeError when the sum of candidates exceeds MAX_LOWER_DIMENSION.
 */
export function searchSpaceOf(task: Task): SearchSpace {
  const publicByLabel = task.labels.map((label) => task.publicDemonstrations.filter((e) => e.label === label));
  const slots: Slot[] = [];
  let offset = 0;
  let tableSize = 0;
  const add = (kind: SlotKind, label: number, size: number): void => {
    const twin = kind === "public-demonstration" ? slots.find((slot) => slot.kind === kind && slot.label === label) : undefined;
    slots.push({ kind, label, size, offset, table: twin?.table ?? tableSize });
    offset += size;
    if (!twin) tableSize += size;
  };
  for (const phrases of task.phrases) add("phrase", -1, phrases.length + 1);
  task.labelWords.forEach((words, label) => {
    add("label-word", label, words.length);
  });
  if (task.tuneOrder && task.publicShots + task.privateShots > 0) {
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

/** Orders of the classes to choose among [A43]; 0 leaves demonstrations as they are, the others show the classes in turn, each turn shuffled. */
export const ORDERS = 16;
/** Slots that each may move a demonstration of one class to the end then; candidate 0 moves none. */
export const PLACES = 3;

/** In which order turn `turn` shows `classes`; order 0 as they come [A43a]. */
export function classesInOrder<T>(order: number, turn: number, classes: readonly T[]): readonly T[] {
  return order === 0 ? classes : shuffled(randomStream("order", order, turn), classes);
}

/**
 * What a candidate shows: a phrase ("" for EMPTY), a label word, a public demonstration's text, the labels of an order's first turn, or the label
 * of a place ("" where none is moved).
 */
export function candidateText(space: SearchSpace, slot: Slot, candidate: number): string {
  if (slot.kind === "label-word") return space.task.labelWords[slot.label]?.[candidate] ?? "";
  if (slot.kind === "public-demonstration") return space.publicByLabel[slot.label]?.[candidate]?.text ?? "";
  if (slot.kind === "place") return space.task.labels[candidate - 1] ?? "";
  if (slot.kind === "order") return classesInOrder(candidate, 0, space.task.labels).join(", ");
  const phraseSlot = space.slots.filter(({ kind }) => kind === "phrase").indexOf(slot);
  return candidate === EMPTY ? "" : (space.task.phrases[phraseSlot]?.[candidate - 1] ?? "");
}

/** The initial prompt: no phrase, the task's own label words, no demonstration. What the owner would write by hand. */
export function initialLowerChoice(space: SearchSpace): Int16Array {
  return Int16Array.from(space.slots, (slot) => (slot.kind === "public-demonstration" ? ABSENT : 0));
}

// A task: the labels, the texts around the examples, and the vocabulary that the lower level searches. Its owner writes it and everybody
// may read it. It is fixed and hashed when the task starts [A1], so that every index in every message means the same string everywhere.

import * as v from "valibot";
import { hasHiddenCharacters } from "./hidden-characters.ts";

const visible = (value: string): boolean => !hasHiddenCharacters(value.replace(/\n/g, ""));
const text = (max: number) => v.pipe(v.string(), v.maxLength(max), v.check(visible, "contains hidden or control characters"));
const line = (max: number) =>
  v.pipe(
    text(max),
    v.minLength(1),
    v.check((s) => !s.includes("\n"), "must be one line"),
    v.check((s) => s.trim() === s, "has spaces at an end"),
  );

/** The longest text of an example, in UTF-16 units. */
export const MAX_TEXT_LENGTH = 20_000;

/** A labelled text, or pair of texts. Each is one line, because white space is collapsed when examples are read. */
export const exampleSchema = v.strictObject({
  id: v.optional(line(200)),
  text: line(MAX_TEXT_LENGTH),
  text2: v.optional(line(MAX_TEXT_LENGTH)),
  label: line(200),
});
export type Example = v.InferOutput<typeof exampleSchema>;

/** The largest dimension of the lower level, M x N in the paper. A vector then has 512 KiB as float32. */
export const MAX_LOWER_DIMENSION = 131_072;

const taskObject = v.strictObject({
  name: line(200),
  description: v.optional(text(4_000), ""),
  language: v.optional(line(35), "en"),
  /** Class names, as the examples carry them. At least two. */
  labels: v.pipe(v.array(line(200)), v.minLength(2), v.maxLength(64)),
  /** The text before everything else. Placeholders: [VAR] for the tuned phrases, [LABEL:name] for the word shown for a class. */
  header: v.optional(text(8_000), ""),
  /**
   * The text around an example. It ends in the cue that the answer follows. Placeholders: those of the header, [SENTENCE1], [SENTENCE2].
   */
  example: v.pipe(text(4_000), v.minLength(1)),
  /** One list of candidate words per label, the task's own word first. A list of one word is not tuned. */
  labelWords: v.array(v.pipe(v.array(line(60)), v.minLength(1), v.maxLength(64))),
  /** Candidate phrases per phrase slot. EMPTY is added to each as candidate 0 and need not be listed. */
  phrases: v.optional(v.pipe(v.array(v.pipe(v.array(line(400)), v.maxLength(4_096))), v.maxLength(256)), []),
  /** Labelled examples that the owner publishes. They are the candidates of the public demonstration slots. */
  publicDemonstrations: v.optional(v.pipe(v.array(exampleSchema), v.maxLength(4_096)), []),
  /** The number of public demonstrations shown per class, at most as many as there are candidates. */
  publicShots: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(16)), 0),
  /** Whether the order of the classes is tuned, because small models prefer the labels that they read last. If not, classes take turns. */
  tuneOrder: v.optional(v.boolean()),
  /** The number of private demonstrations shown per class, out of each participant's own pool. */
  privateShots: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(16)), 1),
});

/**
 * Parses an owner's task and fills in defaults. Rules over several fields: one word list per label, distinct labels and candidates, known
 * labels.
 */
export const taskSchema = v.pipe(
  taskObject,
  v.forward(
    v.check((t) => new Set(t.labels).size === t.labels.length, "labels repeat"),
    ["labels"],
  ),
  v.forward(
    v.check((t) => t.labelWords.length === t.labels.length, "labelWords needs one list per label"),
    ["labelWords"],
  ),
  v.forward(
    v.check((t) => t.labelWords.every(distinct), "a label word repeats within its list"),
    ["labelWords"],
  ),
  v.forward(
    v.check((t) => distinct(t.labelWords.map((words) => words[0] ?? "")), "two labels start with the same label word"),
    ["labelWords"],
  ),
  v.forward(
    v.check((t) => t.phrases.every(distinct), "a phrase repeats within its slot"),
    ["phrases"],
  ),
  v.forward(
    v.check((t) => t.publicDemonstrations.every((e) => t.labels.includes(e.label)), "a public demonstration has an unknown label"),
    ["publicDemonstrations"],
  ),
  v.forward(
    v.check((t) => t.example.includes("[SENTENCE1]"), "example must contain [SENTENCE1]"),
    ["example"],
  ),
  v.forward(
    v.check((t) => t.example.trimEnd() === t.example, "example must not end in white space"),
    ["example"],
  ),
  v.forward(
    v.check((t) => !/\[(?:SENTENCE[12])\]/.test(t.header), "header must not contain an example's text"),
    ["header"],
  ),
);
/** A task as written by its owner. */
export type TaskInput = v.InferInput<typeof taskSchema>;
/** A task with every default filled in. */
export type Task = v.InferOutput<typeof taskSchema>;

function distinct(words: readonly string[]): boolean {
  return new Set(words).size === words.length;
}

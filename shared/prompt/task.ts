// A task: the labels, the texts around the examples, and the vocabulary that the lower level searches. Its owner writes it and everybody
// may read it. It is fixed and hashed when the task starts [A1], so that every index in every message means the same string everywhere.

import * as v from "valibot";
import { type CheckerSpecInput, checkerSpec } from "../checkers/checker-spec.ts";
import { ANSWER_KINDS, type AnswerKind, expectedValue } from "./answers/answer-value.ts";
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

/** The longest header, in UTF-16 units. */
export const MAX_HEADER_LENGTH = 8_000;
/** A task may offer so many headers beside the owner's: a step that looks at all of them fits into one contribution. */
export const MAX_INSTRUCTIONS = 63;

/** The most inputs of a row. */
export const MOST_INPUTS = 8;
const inputName = v.pipe(
  v.string(),
  v.regex(/^[a-z][a-z0-9_]{0,39}$/i, "an input's name is a letter and then at most 39 letters, digits or underscores"),
  v.check((name) => !/^(?:var|sentence[12]|label)$/i.test(name), "an input may not be called var, sentence1, sentence2 or label"),
);
const inputsSchema = v.pipe(
  v.record(inputName, text(MAX_TEXT_LENGTH)),
  v.check((inputs) => Object.keys(inputs).length >= 1 && Object.keys(inputs).length <= MOST_INPUTS, `a row has 1 to ${MOST_INPUTS} inputs`),
);

/** The class of every row whose answer is no label. It is never shown to a model. */
export const ANSWER_CLASS = "answer";

/**
 * A labelled text, or pair of texts. Each is one line, because white space is collapsed when examples are read. A row of another kind of
 * task has named inputs and what is expected; its text is then the first input, for people, and its label ANSWER_CLASS.
 */
export const exampleSchema = v.strictObject({
  id: v.optional(line(200)),
  text: line(MAX_TEXT_LENGTH),
  text2: v.optional(line(MAX_TEXT_LENGTH)),
  label: line(200),
  inputs: v.optional(inputsSchema),
  expected: v.optional(expectedValue),
});
export type Example = v.InferOutput<typeof exampleSchema>;

/** A text, or pair of texts, that everybody may read and whose label nobody has given. */
export const publicTextSchema = v.pick(exampleSchema, ["text", "text2"]);
export type PublicText = v.InferOutput<typeof publicTextSchema>;

/** The most public texts of a task. One vote names a label for each of them. */
export const MAX_PUBLIC_TEXTS = 1_024;

/** The largest dimension of the lower level, M x N in the paper. A vector then has 512 KiB as float32. */
export const MAX_LOWER_DIMENSION = 131_072;

/** How answers are generated. */
const answersSchema = v.strictObject({
  /** The most tokens of an answer. One that is cut there is scored as it is, and counted as cut. */
  maxTokens: v.optional(
    v.pipe(
      v.number("maxTokens is a number"),
      v.integer("maxTokens is a whole number"),
      v.minValue(1, "maxTokens is at least 1"),
      v.maxValue(4_096, "maxTokens is at most 4096"),
    ),
    128,
  ),
  /** Texts at which an answer ends. They are no part of it. */
  stop: v.optional(
    v.pipe(v.array(v.pipe(v.string(), v.minLength(1, "a stop is empty"), v.maxLength(40))), v.maxLength(4, "at most 4 stops")),
  ),
  /** Whether the endpoint is asked for JSON by its own means, where it has some. */
  structured: v.optional(v.boolean(), true),
});
export type AnswerLimits = v.InferOutput<typeof answersSchema>;

const taskObject = v.strictObject({
  name: line(200),
  description: v.optional(text(4_000), ""),
  language: v.optional(line(35), "en"),
  /** Absent for a classification. Of other kinds the answers are generated and scored by `checker`. */
  kind: v.optional(v.picklist(ANSWER_KINDS, `kind is label, ${ANSWER_KINDS.join(", ")}`)),
  /** The names of a row's inputs. `[NAME]`, in capitals, stands for each in `example`. */
  inputs: v.optional(v.pipe(v.array(inputName), v.minLength(1), v.maxLength(MOST_INPUTS))),
  checker: v.optional(checkerSpec),
  answers: v.optional(answersSchema),
  /** Class names, as the examples carry them. At least two; ANSWER_CLASS alone where answers are no label. */
  labels: v.pipe(v.array(line(200)), v.minLength(1), v.maxLength(64)),
  /** The text before everything else. Placeholders: [VAR] for the tuned phrases, [LABEL:name] for the word shown for a class. */
  header: v.optional(text(MAX_HEADER_LENGTH), ""),
  /** What belongs to each label, or to some: a line by label. Headers are made of it, and participants read it while they label. */
  definitions: v.optional(v.record(line(200), line(400))),
  /**
   * Other headers that say the same, with the header's placeholders: the candidates of the instruction slot beside the owner's header. A
   * task without them leaves the field out, so that its digest is what it was before there was such a slot.
   */
  instructions: v.optional(v.pipe(v.array(v.pipe(text(MAX_HEADER_LENGTH), v.minLength(1))), v.maxLength(MAX_INSTRUCTIONS))),
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
  /**
   * Texts without a label. Participants vote on their labels, and what the votes agree on becomes a public demonstration [A50]. Left out in
   * a task without votes, so that its digest stays what it was.
   */
  publicTexts: v.optional(
    v.pipe(
      v.array(publicTextSchema),
      v.minLength(1),
      v.maxLength(MAX_PUBLIC_TEXTS),
      v.check((texts) => distinct(texts.map(({ text, text2 }) => JSON.stringify([text, text2]))), "a public text repeats"),
    ),
  ),
  /** Whether the order of the classes is tuned, because small models prefer the labels that they read last. If not, classes take turns. */
  tuneOrder: v.optional(v.boolean()),
  /** The model that everybody must use, by the name that participants give it; absent, everybody uses any. */
  requiredModel: v.optional(line(200)),
  /** The number of private demonstrations shown per class, out of each participant's own pool. */
  privateShots: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(16)), 1),
});

const consistentTask = v.pipe(
  v.custom<TaskInput>((value) => typeof value === "object" && value !== null, "a task is an object"),
  v.transform(withAnswerClass),
  taskObject,
  v.forward(
    v.check(({ kind, labels }) => kind !== undefined || labels.length >= 2, "Invalid length: Expected >=2 but received 1"),
    ["labels"],
  ),
  v.forward(
    v.check(
      ({ kind, checker }) => (kind === undefined) === (checker === undefined),
      "a task has a checker unless its answers are single labels",
    ),
    ["checker"],
  ),
  v.forward(
    v.check(({ kind, inputs }) => kind === undefined || inputs !== undefined, "a task whose answers are no single labels names its inputs"),
    ["inputs"],
  ),
  v.forward(
    v.check(({ inputs = [] }) => distinct(inputs.map((name) => name.toUpperCase())), "two inputs have the same name"),
    ["inputs"],
  ),
  v.forward(
    v.check((t) => t.publicDemonstrations.every((e) => hasInputs(t, e)), "a public demonstration lacks an input or what is expected"),
    ["publicDemonstrations"],
  ),
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
    v.check(
      (t) => !t.publicTexts || (t.kind === undefined && t.publicShots > 0),
      "public texts need answers that are labels, and publicShots of at least 1",
    ),
    ["publicShots"],
  ),
  v.forward(
    v.check((t) => t.inputs !== undefined || t.example.includes("[SENTENCE1]"), "example must contain [SENTENCE1]"),
    ["example"],
  ),
  v.forward(
    v.check(
      (t) => (t.inputs ?? []).every((name) => t.example.includes(inputPlaceholder(name))),
      "example must contain [NAME], in capitals, for each input",
    ),
    ["example"],
  ),
  v.forward(
    v.check((t) => t.example.trimEnd() === t.example, "example must not end in white space"),
    ["example"],
  ),
  v.forward(
    v.check((t) => !showsExample(t, t.header), "header must not contain an example's text"),
    ["header"],
  ),
);

/**
 * Parses an owner's task and fills in defaults. Rules over several fields: one word list per label, distinct labels and candidates, known
 * labels; for answers that are no label, inputs and a checker. A task that was stored before there were kinds is one of labels.
 */
export const taskSchema = v.pipe(
  consistentTask,
  v.forward(
    v.check((t) => Object.keys(t.definitions ?? {}).every((label) => t.labels.includes(label)), "a definition is of an unknown label"),
    ["definitions"],
  ),
  v.forward(
    v.check((t) => !(t.instructions ?? []).some((header) => showsExample(t, header)), "instructions must not contain an example's text"),
    ["instructions"],
  ),
  v.forward(
    v.check((t) => distinct([t.header, ...(t.instructions ?? [])]), "an instruction repeats"),
    ["instructions"],
  ),
);
/** A task as written by its owner. */
export type TaskInput = v.InferInput<typeof taskObject>;
/** A task with every default filled in. */
export type Task = v.InferOutput<typeof taskObject>;

/** A task whose answers are generated and scored by a checker. */
export interface AnswerTask extends Task {
  readonly kind: AnswerKind;
  readonly inputs: string[];
  readonly checker: NonNullable<Task["checker"]>;
}

export function isAnswerTask(task: Task): task is AnswerTask {
  return task.kind !== undefined;
}

/** What an owner writes for such a task: classes are none of its business. */
export type AnswerTaskInput = Omit<TaskInput, "labels" | "labelWords" | "kind" | "checker"> & {
  kind: AnswerKind;
  checker: CheckerSpecInput;
};

/** In a template. */
export function inputPlaceholder(name: string): string {
  return `[${name.toUpperCase()}]`;
}

/** `label` is the kind that has no name of its own in a task, so that tasks of labels keep their digest. */
function withAnswerClass(task: TaskInput): TaskInput {
  const { kind, ...rest } = task;
  if (kind === undefined || ("kind" in task && String(kind) === "label")) return rest;
  return { ...task, labels: task.labels ?? [ANSWER_CLASS], labelWords: task.labelWords ?? [[ANSWER_CLASS]] };
}

function hasInputs(task: Task, { inputs, expected }: Example): boolean {
  const named = task.inputs?.every((name) => inputs?.[name] !== undefined) ?? true;
  return named && (task.kind === undefined || expected !== undefined);
}

function showsExample({ inputs = [] }: Pick<Task, "inputs">, header: string): boolean {
  return /\[SENTENCE[12]\]/.test(header) || inputs.some((name) => header.includes(inputPlaceholder(name)));
}

function distinct(words: readonly string[]): boolean {
  return new Set(words).size === words.length;
}

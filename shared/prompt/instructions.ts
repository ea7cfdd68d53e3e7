// Makes several ways to ask the same question: whole headers, by rule, from the owner's header. A header decides more than any phrase that
// follows it (docs/benchmarks/together.md), so a task offers several. They use only words of the task and its definitions, and no example.

import type { Task } from "./task.ts";

export interface Instruction {
  /** A stable name, the same in every task: `own` is the owner's header. */
  readonly id: string;
  /** A header in the form of Task.header: it may contain [LABEL:name] and [VAR], but no example's text. */
  readonly header: string;
}

type InstructionTask = Pick<Task, "labels" | "language" | "header" | "example">;

/**
 * Returns the owner's header first, then the built-in ones, without doubles. English and German tasks get all of them; tasks in other
 * languages get those that need no words but the owner's.
 * `definitions` has one line per label that says what belongs to the label. A label may lack one; if all do, no header shows definitions.
 */
export function builtInInstructions(task: InstructionTask, definitions: Readonly<Record<string, string>> = {}): Instruction[] {
  const own = { id: "own", header: task.header };
  const question = questionOf(task.header);
  const defined = task.labels.flatMap((label) => {
    const line = definitions[label];
    return line === undefined || line.trim() === "" ? [] : [`[LABEL:${label}]: ${line.trim()}`];
  });
  const made = [...worded(task, question), ...listed(task, question), ...explained(task, { question, defined })];
  const seen = new Set<string>();
  return [own, ...made].filter(({ header }) => {
    const key = header.replaceAll("[VAR]", "").replace(/\s+/g, " ").trim();
    return key !== "" && !seen.has(key) && seen.add(key);
  });
}

/** The built-in headers without the owner's own: what a task offers beside it. */
export function otherHeaders(...task: Parameters<typeof builtInInstructions>): string[] {
  return builtInInstructions(...task)
    .filter(({ id }) => id !== "own")
    .map(({ header }) => header);
}

interface Words {
  readonly or: string;
  readonly classify: (noun: string) => string;
  readonly answerWith: (list: string) => string;
  readonly oneWord: (list: string) => string;
  readonly whichFits: (list: string) => string;
  readonly role: string;
}

const ENGLISH: Words = {
  or: " or ",
  classify: (noun) => `Classify the ${noun.charAt(0).toLowerCase()}${noun.slice(1)}.`,
  answerWith: (list) => `Answer with one of: ${list}.`,
  oneWord: (list) => `Answer with one label and nothing else: ${list}.`,
  whichFits: (list) => `${list}: which of these fits?`,
  role: "You are a careful annotator.",
};

const GERMAN: Words = {
  or: " oder ",
  classify: (noun) => `Ordne ein: ${noun}.`,
  answerWith: (list) => `Antworte mit einem von: ${list}.`,
  oneWord: (list) => `Antworte nur mit einem Label und sonst nichts: ${list}.`,
  whichFits: (list) => `${list}: Was davon passt?`,
  role: "Du ordnest Texte sorgfältig ein.",
};

/** Headers in the words of a language that this file knows; none for other languages. */
function worded(task: InstructionTask, question: string): Instruction[] {
  const words = wordsOf(task.language);
  if (!words) return [];
  const noun = nounOf(task.example);
  const list = enumerated(task.labels, words.or);
  const commas = enumerated(task.labels, ", ");
  const classify = noun === undefined ? question : words.classify(noun);
  return [
    { id: "classify", header: `${joined(classify, words.answerWith(commas))} [VAR]` },
    { id: "question", header: `${joined(question, words.answerWith(list))} [VAR]` },
    { id: "one-label", header: `${joined(question, words.oneWord(list))} [VAR]` },
    { id: "labels-first", header: `${joined(words.whichFits(list), question)} [VAR]` },
    { id: "role", header: `${joined(words.role, question, words.answerWith(list))} [VAR]` },
  ];
}

/** The question, then the labels, each on a line. */
function listed({ labels }: InstructionTask, question: string): Instruction[] {
  const lines = labels.map((label) => `- [LABEL:${label}]`).join("\n");
  if (question === "") return [];
  return [{ id: "list-behind", header: `${question}\n${lines}\n[VAR]` }];
}

/** The definitions before a question, and after it. */
function explained(
  task: InstructionTask,
  { question, defined }: { readonly question: string; readonly defined: readonly string[] },
): Instruction[] {
  if (defined.length === 0) return [];
  const lines = defined.join("\n");
  const words = wordsOf(task.language);
  const noun = nounOf(task.example);
  const short = words
    ? `${joined(noun === undefined ? question : words.classify(noun), words.answerWith(enumerated(task.labels, ", ")))} [VAR]`
    : undefined;
  return [
    ...(short === undefined ? [] : [{ id: "definitions-classify", header: `${lines}\n\n${short}` }]),
    { id: "definitions-own", header: joinedLines(lines, task.header) },
    ...(short === undefined ? [] : [{ id: "classify-definitions", header: `${short}\n\n${lines}` }]),
    { id: "own-definitions", header: joinedLines(task.header, lines) },
  ];
}

function wordsOf(language: string): Words | undefined {
  const primary = language.toLowerCase().split("-")[0];
  return primary === "en" ? ENGLISH : primary === "de" ? GERMAN : undefined;
}

/** Those sentences of the header that name no label and contain no tuned phrase: the question, without how to answer it. */
function questionOf(header: string): string {
  const sentences = header.match(/[^.?!。？！\n]+[.?!。？！]*/gu) ?? [];
  return sentences
    .filter((sentence) => !/\[(?:VAR|LABEL:)/.test(sentence))
    .map((sentence) => sentence.trim())
    .filter((sentence) => /\p{L}/u.test(sentence))
    .join(" ");
}

/** The name that the example gives its text: "Question" in `Question: [SENTENCE1]`. Undefined for pairs, and if it gives none. */
function nounOf(example: string): string | undefined {
  if (example.includes("[SENTENCE2]")) return undefined;
  const name = /^(\p{L}[\p{L} ]{0,40}): ?\[SENTENCE1\]/u.exec(example)?.[1];
  return name;
}

function enumerated(labels: readonly string[], last: string): string {
  const names = labels.map((label) => `[LABEL:${label}]`);
  return `${names.slice(0, -1).join(", ")}${names.length > 1 ? last : ""}${names.at(-1) ?? ""}`;
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" ");
}

function joinedLines(...parts: readonly string[]): string {
  return parts.filter((part) => part.trim() !== "").join("\n\n");
}

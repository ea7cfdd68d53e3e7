// Renders choices as the text that a language model reads. It is the only renderer of the project: tuning, testing and every export use it,
// so the prompt that was measured is the prompt that is exported, byte for byte.

import { type AnswerKind, shownAnswer } from "./answers/answer-value.ts";
import { withoutHiddenCharacters } from "./hidden-characters.ts";
import type { Label, Layout, Prompt } from "./language-model.ts";
import { showsNothing } from "./public-texts.ts";
import { ABSENT, classesInOrder, headerOf, type SearchSpace } from "./search-space.ts";
import { withoutControlTokens } from "./special-tokens.ts";
import type { Example, Task } from "./task.ts";

/** A text, or a pair of texts, whose label is asked for. */
export type Query = Pick<Example, "text"> & {
  readonly text2?: string | undefined;
  /** Named inputs take the place of the texts in templates that name them. */
  readonly inputs?: Readonly<Record<string, string>> | undefined;
};

/** A demonstration: a query with the class it belongs to. */
export interface Demonstration extends Query {
  /** Class index. */
  readonly label: number;
  /** The answer shown, where it is no label. */
  readonly answer?: string | undefined;
}

/** Everything that a prompt shows besides the query. An export needs nothing else. */
export interface PromptContent {
  readonly header: string;
  readonly example: string;
  readonly labels: readonly string[];
  /** The word shown for each class. Shape [labels]. */
  readonly labelWords: readonly string[];
  /** Non-empty phrases in slot order. */
  readonly phrases: readonly string[];
  /** In prompt order. */
  readonly demonstrations: readonly Demonstration[];
  /** The kind of answers that are no single labels; absent for those. */
  readonly kind?: AnswerKind | undefined;
}

/**
 * Looks up a choice of the lower level in the search space. Private demonstrations come after the public ones, nearest to the query.
 * `lower` has one candidate index per slot, or ABSENT for a public demonstration that is not shown. Shape [slots].
 */
export function contentOf(space: SearchSpace, lower: ArrayLike<number>, privateDemonstrations: readonly Demonstration[]): PromptContent {
  const { task } = space;
  const phrases: string[] = [];
  const labelWords: string[] = [];
  const demonstrations: Demonstration[] = [];
  const lastClasses: number[] = [];
  let { header } = task;
  let order = 0;
  let phraseSlot = 0;
  space.slots.forEach((slot, i) => {
    const choice = lower[i] ?? ABSENT;
    if (slot.kind === "instruction") {
      header = headerOf(task, choice);
    } else if (slot.kind === "phrase") {
      const phrase = choice > 0 ? task.phrases[phraseSlot]?.[choice - 1] : undefined;
      if (phrase !== undefined) phrases.push(phrase);
      phraseSlot++;
    } else if (slot.kind === "label-word") {
      labelWords.push(task.labelWords[slot.label]?.[choice] ?? "");
    } else if (slot.kind === "order") {
      order = choice;
    } else if (slot.kind === "place") {
      if (choice > 0) lastClasses.push(choice - 1);
    } else if (choice !== ABSENT) {
      const example = space.publicByLabel[slot.label]?.[choice];
      // Of a task with public texts the first candidate shows nothing.
      if (example && !showsNothing(space, slot, choice)) demonstrations.push(demonstrationOf(task, example, slot.label));
    }
  });
  return {
    ...(task.kind === undefined ? {} : { kind: task.kind }),
    header,
    example: task.example,
    labels: task.labels,
    labelWords,
    phrases,
    demonstrations: inOrder([...demonstrations, ...privateDemonstrations], { labels: task.labels, order, last: lastClasses }),
  };
}

/** An example as a prompt shows it. `label`: class index. */
export function demonstrationOf({ kind }: Pick<Task, "kind">, example: Example, label: number): Demonstration {
  const { text, text2, inputs, expected } = example;
  return {
    text,
    text2,
    label,
    ...(inputs === undefined ? {} : { inputs }),
    ...(kind === undefined || expected === undefined ? {} : { answer: shownAnswer(kind, expected) }),
  };
}

interface Order {
  readonly labels: readonly string[];
  /** 0 leaves the demonstrations as they are. Any other order shows one of each class per turn, and shuffles the classes of each turn. */
  readonly order: number;
  /**
   * Of each of these classes one demonstration then moves to the end; that of the first class stands last. A class with none left is
   * skipped ([A43a], [A43c], [A43b]).
   */
  readonly last: readonly number[];
}

function inOrder(demonstrations: readonly Demonstration[], { labels, order, last }: Order): Demonstration[] {
  const rest = order === 0 ? [...demonstrations] : inShuffledTurns(labels, demonstrations, order);
  const moved: Demonstration[] = [];
  for (const label of last) {
    const at = rest.findLastIndex((demonstration) => demonstration.label === label);
    if (at >= 0) moved.unshift(...rest.splice(at, 1));
  }
  return [...rest, ...moved];
}

function inShuffledTurns(labels: readonly string[], demonstrations: readonly Demonstration[], order: number): Demonstration[] {
  const queues = labels.map((_, label) => demonstrations.filter((demonstration) => demonstration.label === label));
  const turns = Math.max(0, ...queues.map((queue) => queue.length));
  return Array.from({ length: turns }, (_, turn) =>
    classesInOrder(order, turn, queues).flatMap((queue) => queue.slice(turn, turn + 1)),
  ).flat();
}

/** Renders the prompt that asks for one query's label. It never ends in white space. */
export function renderPrompt(content: PromptContent, query: Query, layout: Layout): Prompt {
  const header = fill(content.header, content);
  const shots = content.demonstrations.map((d) => ({ asked: fill(content.example, content, d), word: wordOf(content, d) }));
  const answerOnly = content.kind === undefined ? ANSWER_ONLY : AS_ASKED;
  const asked = fill(content.example, content, query);
  if (layout === "chat-turns") {
    const turns = shots.flatMap((shot) => [
      { role: "user" as const, content: shot.asked },
      { role: "assistant" as const, content: shot.word },
    ]);
    return { type: "chat", messages: [{ role: "system", content: header || answerOnly }, ...turns, { role: "user", content: asked }] };
  }
  const text = [header, ...shots.map((shot) => `${shot.asked} ${shot.word}`), asked].filter((part) => part !== "").join("\n\n");
  if (layout === "completion") return { type: "text", text };
  return {
    type: "chat",
    messages: [
      { role: "system", content: answerOnly },
      { role: "user", content: text },
    ],
  };
}

/** The answers that count, one per class. A raw text is continued after a space; an answer in a chat begins without one. */
export function labelForms(content: PromptContent, layout: Layout): Label[] {
  return content.labels.map((name, i) => {
    const word = content.labelWords[i] ?? "";
    return { name, form: layout === "completion" ? ` ${word}` : word };
  });
}

// Some chat templates add a system text of their own if there is none, so there always is one.
const ANSWER_ONLY = "Answer with one label and nothing else.";
const AS_ASKED = "Answer in the form that is asked for and with nothing else.";

/** The answer that a demonstration shows. It is a text like any other: on one line, and no end of a turn. */
function wordOf(content: PromptContent, { label, answer }: Demonstration): string {
  return answer === undefined ? (content.labelWords[label] ?? "") : preparedText(answer);
}

const PLACEHOLDER = /\[(?:VAR|SENTENCE1|SENTENCE2|LABEL:([^\]\n]{1,200})|([A-Z][A-Z0-9_]{0,39}))\]/g;

/**
 * Fills a template in one pass, so that a placeholder inside a text stays text. Texts are prepared: an example can imitate neither the
 * blank line between examples nor the end of a turn. Lines lose the spaces at their end that an empty [VAR] leaves.
 */
function fill(template: string, content: PromptContent, query?: Query): string {
  const named = new Map(Object.entries(query?.inputs ?? {}).map(([name, value]) => [name.toUpperCase(), value]));
  const filled = template.replace(PLACEHOLDER, (whole, name: string | undefined, input: string | undefined) => {
    if (input !== undefined) {
      const value = named.get(input);
      return value === undefined ? whole : preparedText(value);
    }
    if (name !== undefined) {
      const label = content.labels.indexOf(name);
      return label < 0 ? whole : (content.labelWords[label] ?? "");
    }
    if (whole === "[VAR]") return content.phrases.join(" ");
    if (!query) return whole;
    return preparedText(whole === "[SENTENCE1]" ? query.text : (query.text2 ?? ""));
  });
  return filled.replace(/[ \t]+$/gm, "").trimEnd();
}

/**
 * A text as a prompt shows it: on one line, without hidden characters, control tokens broken up. Exported snippets do the same, so that a
 * text is asked about there with the bytes that would have been measured.
 */
export function preparedText(text: string): string {
  return withoutControlTokens(visibleLine(text));
}

/** A text on one line without hidden characters. */
export function visibleLine(text: string): string {
  return oneLine(withoutHiddenCharacters(oneLine(text)));
}

/** Collapses runs of white space, line ends included, to one space. */
export function oneLine(text: string): string {
  return text.replace(/\s+/gu, " ").trim();
}

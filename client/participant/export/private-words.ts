// The guard of what is published: five consecutive words of a private example anywhere in a file, or the whole of a shorter example in
// the prompt, stop it, unless the task's owner published the same words.

import { privateTextsOf } from "../../../shared/prompt/answers/answer-rows.ts";
import type { Layout } from "../../../shared/prompt/language-model.ts";
import { contentOf, type PromptContent, renderPrompt } from "../../../shared/prompt/render.ts";
import { initialLowerChoice, searchSpaceOf } from "../../../shared/prompt/search-space.ts";
import type { Task } from "../../../shared/prompt/task.ts";
import type { LocalExamples } from "../participant.ts";

const CONSECUTIVE = 5;
/** More are not worth showing. */
const SHOWN = 5;

export interface Guarded {
  readonly content: PromptContent;
  readonly layout: Layout;
  readonly task: Task;
  readonly examples: LocalExamples;
}

/** Phrases of private examples found, lower-cased, at most 5; empty when the file may be published. */
export function privateWordsIn(file: string, { content, layout, task, examples }: Guarded): string[] {
  const published = publicTexts(task, layout);
  const wholePrompt = textsOf(renderPrompt(content, { text: "" }, layout));
  const known = new Map<number, ReadonlySet<string>>();
  const suspects = (length: number): ReadonlySet<string> => {
    const found = known.get(length) ?? unpublished(length === CONSECUTIVE ? [file, ...wholePrompt] : wholePrompt, published, length);
    known.set(length, found);
    return found;
  };
  const found = new Set<string>();
  const { train, pool, validation, test } = examples;
  for (const part of [train, pool, validation, test]) {
    for (const example of part) {
      for (const words of privateTextsOf(example).map(wordsOf)) {
        const length = Math.min(CONSECUTIVE, words.length);
        if (length === 0 || suspects(length).size === 0) continue;
        for (const gram of grams(words, length)) if (suspects(length).has(gram)) found.add(gram);
        if (found.size >= SHOWN) return [...found].slice(0, SHOWN);
      }
    }
  }
  return [...found];
}

/** Everything the task's owner wrote, and the prompt it begins with, under each of its headers. */
function publicTexts(task: Task, layout: Layout): string[] {
  const space = searchSpaceOf(task);
  const initial = contentOf(space, initialLowerChoice(space), []);
  const begun = [task.header, ...(task.instructions ?? [])].map((header) => renderPrompt({ ...initial, header }, { text: "" }, layout));
  return [
    task.name,
    task.description,
    task.header,
    task.example,
    ...task.labels,
    ...task.labelWords.flat(),
    ...task.phrases.flat(),
    ...task.publicDemonstrations.flatMap(privateTextsOf),
    ...(task.publicTexts ?? []).flatMap(({ text, text2 }) => [text, text2 ?? ""]),
    ...begun.flatMap(textsOf),
  ];
}

function textsOf(prompt: ReturnType<typeof renderPrompt>): string[] {
  return prompt.type === "text" ? [prompt.text] : prompt.messages.map(({ content }) => content);
}

/** Runs of `length` words in the texts that the published texts do not have. */
function unpublished(texts: readonly string[], published: readonly string[], length: number): ReadonlySet<string> {
  const found = new Set(texts.flatMap((text) => [...grams(wordsOf(text), length)]));
  for (const text of published) for (const gram of grams(wordsOf(text), length)) found.delete(gram);
  return found;
}

function* grams(words: readonly string[], length: number): Generator<string> {
  for (let i = 0; i + length <= words.length; i++) yield words.slice(i, i + length).join(" ");
}

/** Case, punctuation and accents' encoding do not hide a word. Scripts without spaces count by the character. */
function wordsOf(text: string): string[] {
  return text.normalize("NFKC").toLowerCase().match(WORD) ?? [];
}

const WORD =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]|[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu;

// Oversights in a valid task: phrases that no prompt shows, and placeholders for labels that it does not have.

import type { Task } from "../../../../shared/prompt/task.ts";

export interface LooseEnds {
  /** There are phrases and no [VAR]: tuning would try what nobody sees. */
  readonly phrasesUnseen: boolean;
  /** The other headers without [VAR], from 1, where there are phrases and the task's own prompt shows them. */
  readonly unseenIn: readonly number[];
  /** Names in [LABEL:name] that are no label; a model would read the placeholder as it is. */
  readonly unknownLabels: readonly string[];
}

export function looseEnds({ header, example, instructions = [], labels, phrases }: Task): LooseEnds {
  const text = `${header}\n${example}`;
  const written = [text, ...instructions].join("\n");
  const named = [...written.matchAll(/\[LABEL:([^\]\n]{1,200})\]/g)].map(([, name = ""]) => name);
  const hasPhrases = phrases.some((slot) => slot.length > 0);
  const shownBy = (asked: string): boolean => `${asked}\n${example}`.includes("[VAR]");
  return {
    phrasesUnseen: hasPhrases && !shownBy(header),
    unseenIn: hasPhrases && shownBy(header) ? instructions.flatMap((other, i) => (shownBy(other) ? [] : [i + 1])) : [],
    unknownLabels: [...new Set(named)].filter((name) => !labels.includes(name)),
  };
}

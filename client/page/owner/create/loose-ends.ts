// Oversights in a valid task: phrases that no prompt shows, and placeholders for labels that it does not have.

import type { Task } from "../../../../shared/prompt/task.ts";

export interface LooseEnds {
  /** There are phrases and no [VAR]: tuning would try what nobody sees. */
  readonly phrasesUnseen: boolean;
  /** Names in [LABEL:name] that are no label; a model would read the placeholder as it is. */
  readonly unknownLabels: readonly string[];
}

export function looseEnds({ header, example, labels, phrases }: Task): LooseEnds {
  const text = `${header}\n${example}`;
  const named = [...text.matchAll(/\[LABEL:([^\]\n]{1,200})\]/g)].map(([, name = ""]) => name);
  return {
    phrasesUnseen: phrases.some((slot) => slot.length > 0) && !text.includes("[VAR]"),
    unknownLabels: [...new Set(named)].filter((name) => !labels.includes(name)),
  };
}

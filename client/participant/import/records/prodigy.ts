// Prodigy's tasks: `accept` holds the ids of the options that were chosen, `answer` whether the annotator stood by the task.

import { type Cells, cellOfMany, flatten, isRecord, singleValue } from "./flatten.ts";

/** The chosen options by id, and by their text where it is another. undefined when the record has no options to choose from. */
export function prodigyCells(record: Readonly<Record<string, unknown>>): Cells | undefined {
  const { options, accept, ...rest } = record;
  if (!Array.isArray(options) || !("answer" in record || Array.isArray(accept))) return undefined;
  const chosen = (Array.isArray(accept) ? accept : []).map((id) => singleValue(id) ?? "");
  const texts = new Map(options.filter(isRecord).map((option) => [singleValue(option.id) ?? "", singleValue(option.text) ?? ""]));
  const named = chosen.map((id) => texts.get(id) ?? id);
  const cells: Cells = new Map();
  flatten(cells, "", { ...rest, accept: cellOfMany(chosen) });
  if (named.some((text, i) => text !== chosen[i])) cells.set("accept.text", cellOfMany(named));
  return cells;
}

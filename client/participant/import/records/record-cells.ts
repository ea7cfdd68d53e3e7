// One record to named cells, by the shape of the tool that wrote it.

import { argillaCells } from "./argilla.ts";
import { categoriesIn } from "./cats.ts";
import { conversationOf } from "./chat.ts";
import { type Cells, cellOfMany, flatten, isRecord, singleValue } from "./flatten.ts";
import { labelStudioCells } from "./label-studio.ts";
import { prodigyCells } from "./prodigy.ts";
import { assertedAnswer } from "./promptfoo.ts";

/** undefined for what is no record. */
export function recordCells(value: unknown): Cells | undefined {
  if (isTuple(value)) return recordCells({ text: value[0], ...value[1] });
  if (conversationOf(value)) return recordCells({ messages: value });
  if (!isRecord(value)) return undefined;
  const read = readFields(value, "");
  return labelStudioCells(read) ?? argillaCells(read) ?? prodigyCells(read) ?? plainCells(read);
}

/** spaCy's training data: a text and what is said of it. */
function isTuple(value: unknown): value is readonly [string, Record<string, unknown>] {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === "string" && isRecord(value[1]);
}

function plainCells(record: Readonly<Record<string, unknown>>): Cells {
  const cells: Cells = new Map();
  flatten(cells, "", record);
  return cells;
}

/** Fields whose value has a meaning of its own are put in its place: conversations, assertions, categories. */
function readFields(record: Readonly<Record<string, unknown>>, path: string): Record<string, unknown> {
  const read: [string, unknown][] = [];
  for (const [name, value] of Object.entries(record)) {
    const conversation = conversationOf(value);
    const categories = categoriesIn(name, value);
    const asserted = name === "assert" ? assertedAnswer(value) : undefined;
    if (conversation) {
      const field = name === "input" ? "messages" : name;
      read.push([`${field}.user`, conversation.user], [`${field}.assistant`, conversation.assistant]);
    } else if (categories) read.push([name, cellOfMany(categories)]);
    else if (asserted !== undefined) read.push(["assert.value", asserted]);
    else if (name === "ideal" && Array.isArray(value)) read.push([name, singleValue(value[0]) ?? ""]);
    else read.push([name, isRecord(value) && path.length < 100 ? readFields(value, `${path}${name}.`) : value]);
  }
  return Object.fromEntries(read);
}

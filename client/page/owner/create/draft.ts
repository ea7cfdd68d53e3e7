// A task while its owner writes it: what the form's fields hold, and from there to a task and back. Nothing typed is lost: where the JSON
// is no task, its text is kept as it is.

import * as v from "valibot";
import { type SettingsInput, settingsSchema } from "../../../../shared/algorithm/settings.ts";
import { otherHeaders } from "../../../../shared/prompt/instructions.ts";
import { type SearchSpace, searchSpaceOf } from "../../../../shared/prompt/search-space.ts";
import { type Example, MAX_LOWER_DIMENSION, type Task, type TaskInput, taskSchema } from "../../../../shared/prompt/task.ts";
import type { FieldProblem } from "../fields.ts";

/** Lists as people type them. */
const text = v.optional(v.fallback(v.string(), ""), "");
/** As typed: what is wrong with an example is said of the task, and takes neither it nor the others away. */
const draftExample = v.object({ id: v.optional(v.string()), text: v.string(), text2: v.optional(v.string()), label: v.string() });
const draftSchema = v.object({
  name: text,
  description: text,
  language: v.optional(v.fallback(v.string(), "en"), "en"),
  header: text,
  example: text,
  /** Words separated by commas; a comma within a word is written \, */
  labels: v.fallback(v.array(v.object({ name: text, words: text, definition: text })), []),
  /** Whole headers beside the owner's; null: made by rule from the rest of the draft, so they follow it. */
  instructions: v.optional(v.fallback(v.nullable(v.array(v.string())), []), []),
  requiredModel: text,
  /** One phrase a line. */
  slots: v.fallback(v.array(v.string()), []),
  publicDemonstrations: v.pipe(
    v.fallback(v.array(v.unknown()), []),
    v.transform((list) => list.filter((item) => v.is(draftExample, item))),
  ),
  publicShots: v.fallback(v.number(), 0),
  privateShots: v.fallback(v.number(), 1),
  tuneOrder: v.optional(v.fallback(v.boolean(), false), false),
});
export type Draft = v.InferOutput<typeof draftSchema>;

export interface Writing {
  readonly draft: Draft;
  /** The JSON as written, while it differs from what the form would write. */
  readonly json: string | null;
  readonly maxParticipants: number;
  /** Settings of the algorithm as JSON; "" for the defaults. */
  readonly settings: string;
}

const writingSchema = v.object({
  draft: draftSchema,
  json: v.nullable(v.string()),
  maxParticipants: v.fallback(v.number(), 256),
  settings: text,
});

export const emptyDraft: Draft = {
  name: "",
  description: "",
  language: "en",
  header: "[VAR]",
  example: "Text: [SENTENCE1]\nAnswer:",
  labels: [
    { name: "", words: "", definition: "" },
    { name: "", words: "", definition: "" },
  ],
  instructions: null,
  requiredModel: "",
  slots: [""],
  publicDemonstrations: [],
  publicShots: 0,
  privateShots: 4,
  tuneOrder: true,
};
export const emptyWriting: Writing = { draft: emptyDraft, json: null, maxParticipants: 256, settings: "" };

/** The task that the fields describe, perhaps not a valid one. */
export function inputOf(draft: Draft): TaskInput {
  const { labels, slots, publicDemonstrations, instructions: _, requiredModel, ...rest } = draft;
  const definitions = definitionsOf(draft);
  const instructions = instructionsOf(draft).filter((header) => header.trim() !== "");
  return {
    ...rest,
    ...(Object.keys(definitions).length > 0 ? { definitions } : {}),
    ...(instructions.length > 0 ? { instructions } : {}),
    ...(requiredModel.trim() === "" ? {} : { requiredModel: requiredModel.trim() }),
    name: rest.name.trim(),
    labels: labels.map(({ name }) => name.trim()),
    labelWords: labels.map(({ name, words }) => (words.trim() === "" ? [name.trim()] : wordsOf(words))),
    phrases: slots.map(linesOf).filter((lines) => lines.length > 0),
    publicDemonstrations: [...publicDemonstrations],
  };
}

/** The headers that the draft offers beside its own; none while a label has no name. */
export function instructionsOf(draft: Draft): readonly string[] {
  if (draft.instructions) return draft.instructions;
  const labels = draft.labels.map(({ name }) => name.trim());
  return labels.includes("") ? [] : otherHeaders({ ...draft, labels }, definitionsOf(draft));
}

function definitionsOf({ labels }: Pick<Draft, "labels">): Record<string, string> {
  return Object.fromEntries(
    labels.map(({ name, definition }) => [name.trim(), definition.trim()]).filter(([name, definition]) => name !== "" && definition !== ""),
  );
}

/** The fields that describe a task; what does not fit a field is left empty. */
export function draftOf(input: unknown): Draft {
  const lists = v.fallback(v.array(v.fallback(v.array(v.string()), [])), []);
  const shape = v.object({
    ...draftSchema.entries,
    labels: v.fallback(v.array(v.string()), []),
    definitions: v.optional(v.fallback(v.record(v.string(), v.string()), {}), {}),
    labelWords: lists,
    phrases: lists,
  });
  const parsed = v.safeParse(v.omit(shape, ["slots"]), input);
  if (!parsed.success) return emptyDraft;
  const { labels, definitions, labelWords, phrases, ...rest } = parsed.output;
  const draft: Draft = {
    ...rest,
    labels: labels.map((name, i) => ({
      name,
      words: (labelWords[i] ?? []).map((word) => word.replaceAll(",", "\\,")).join(", "),
      definition: definitions[name] ?? "",
    })),
    slots: phrases.map((lines) => lines.join("\n")),
  };
  // Headers that are just what the rule makes go on following the draft.
  const made = instructionsOf({ ...draft, instructions: null });
  const asMade = made.length > 0 && JSON.stringify(made) === JSON.stringify(draft.instructions);
  return asMade ? { ...draft, instructions: null } : draft;
}

/** What the JSON tab shows. */
export function jsonOf({ draft, json }: Writing): string {
  return json ?? JSON.stringify(inputOf(draft), null, 2);
}

/** The form follows the JSON as far as it can be read. */
export function withJson(writing: Writing, json: string): Writing {
  try {
    const value: unknown = JSON.parse(json);
    return { ...writing, json, draft: draftOf(value) };
  } catch {
    return { ...writing, json };
  }
}

export type Checked =
  | { readonly type: "task"; readonly task: Task; readonly space: SearchSpace; readonly settings: SettingsInput }
  | { readonly type: "problems"; readonly problems: readonly FieldProblem[] };

/** Cost: linear in the task, 0.1 s at its largest: to be asked once per change. */
export function checked(writing: Writing): Checked {
  let value: unknown = inputOf(writing.draft);
  try {
    if (writing.json !== null) value = JSON.parse(writing.json);
  } catch {
    return { type: "problems", problems: [{ field: "", kind: "json", limit: 0, message: "" }] };
  }
  const parsed = v.safeParse(taskSchema, value);
  const settings = checkedSettings(writing.settings);
  if (!parsed.success || settings.type === "problems") {
    const ofTask = parsed.success ? [] : parsed.issues.map(problemOf);
    return { type: "problems", problems: settings.type === "problems" ? [...ofTask, ...settings.problems] : ofTask };
  }
  try {
    return { type: "task", task: parsed.output, space: searchSpaceOf(parsed.output), settings: settings.input };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { type: "problems", problems: [{ field: "", kind: "too-large", limit: MAX_LOWER_DIMENSION, message: "" }] };
  }
}

type CheckedSettings =
  | { readonly type: "settings"; readonly input: SettingsInput }
  | { readonly type: "problems"; readonly problems: readonly FieldProblem[] };

function checkedSettings(written: string): CheckedSettings {
  const input = written.trim() === "" ? {} : parsedJson(written);
  if (input === undefined) return { type: "problems", problems: [{ field: "settings", kind: "json", limit: 0, message: "" }] };
  const parsed = v.safeParse(settingsSchema, input);
  // As written: the aggregator adds the defaults it has.
  if (parsed.success) return { type: "settings", input: v.parse(v.looseObject({}), input) };
  return {
    type: "problems",
    problems: parsed.issues.map(problemOf).map((problem) => ({ ...problem, field: under("settings", problem.field) })),
  };
}

function under(whole: string, part: string): string {
  return part === "" ? whole : `${whole}.${part}`;
}

function parsedJson(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    return undefined;
  }
}

/** undefined where nothing usable was kept. */
export function writingFrom(kept: string | null): Writing | undefined {
  try {
    const parsed = v.safeParse(writingSchema, JSON.parse(kept ?? "null"));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

/** Adds examples that are not there yet. */
export function withDemonstrations(draft: Draft, examples: readonly Example[]): Draft {
  const key = ({ text: first, text2 }: Example): string => `${first}\n${text2 ?? ""}`;
  const known = new Set(draft.publicDemonstrations.map(key));
  const added = examples.filter((example) => !known.has(key(example)));
  return { ...draft, publicDemonstrations: [...draft.publicDemonstrations, ...added], publicShots: Math.max(1, draft.publicShots) };
}

/** Adds phrases that the slot does not have yet; a slot after the last is made. */
export function withPhrases(draft: Draft, slot: number, phrases: readonly string[]): Draft {
  const slots = slot < draft.slots.length ? [...draft.slots] : [...draft.slots, ""];
  slots[Math.min(slot, slots.length - 1)] = [...new Set([...linesOf(slots[slot] ?? ""), ...phrases])].join("\n");
  return { ...draft, slots };
}

function problemOf(issue: v.BaseIssue<unknown>): FieldProblem {
  const [first = "", second] = (issue.path ?? []).map(({ key }) => String(key));
  // A list's or a record's entry has its own field.
  const listed = ["labels", "labelWords", "definitions", "instructions", "phrases"].includes(first) && second !== undefined;
  const base = { field: listed ? `${first}.${second}` : first, message: issue.message };
  const limit = typeof issue.requirement === "number" ? issue.requirement : 0;
  switch (issue.type) {
    case "min_length":
      return { ...base, kind: typeof issue.input === "string" ? "empty" : "few", limit };
    case "max_length":
      return { ...base, kind: typeof issue.input === "string" ? "long" : "many", limit };
    case "max_value":
      return { ...base, kind: "many", limit };
    case "min_value":
      return { ...base, kind: "few", limit };
    case "check":
      // How few labels are enough depends on the kind of task, so that is a rule over the whole task.
      return first === "labels" && labelsOf(issue.input) < 2 ? { ...base, kind: "few", limit: 2 } : { ...base, kind: "check", limit: 0 };
    default:
      return { ...base, kind: "form", limit: 0 };
  }
}

/** How many labels a task has that did not pass; infinite where it has no list of them. */
function labelsOf(task: unknown): number {
  const labels: unknown = typeof task === "object" && task !== null && "labels" in task ? task.labels : undefined;
  return Array.isArray(labels) ? labels.length : Number.POSITIVE_INFINITY;
}

function wordsOf(written: string): string[] {
  const parts = written.split(/(?<!\\),/).map((word) => word.replaceAll("\\,", ",").trim());
  return parts.filter((word) => word !== "");
}

export function linesOf(written: string): string[] {
  const lines = written.split("\n").map((line) => line.trim());
  return lines.filter((line) => line !== "");
}

// Labelled examples of a data folder: one JSON object a line.

import { join } from "node:path";
import * as v from "valibot";
import { labelLookup } from "../../client/participant/import/label-lookup.ts";
import { hiddenCharacterIn } from "../../shared/prompt/hidden-characters.ts";
import { oneLine } from "../../shared/prompt/render.ts";
import { type Example, exampleSchema, type PublicText, publicTextSchema } from "../../shared/prompt/task.ts";
import { CommandFailure } from "../terminal/command.ts";
import { parsed, parseFileJson, readText } from "./folder-file.ts";

const rowSchema = v.object({ text: v.string(), text2: v.optional(v.string()), label: v.string(), id: v.optional(v.string()) });
const publicRowSchema = v.object({ ...rowSchema.entries, label: v.optional(v.string()) });
type Row = v.InferOutput<typeof publicRowSchema>;

/**
 * Every row, or none: a study counts on all of them. Labels may be written in another case or Unicode form.
 * @throws CommandFailure naming file and line of what cannot be used.
 */
export function readExamples(folder: string, name: string, labels: readonly string[]): Example[] {
  const lookup = labelLookup(labels);
  return linesOf(join(folder, name)).map(({ line, where }) => labelled(parsed(rowSchema, line, where), { lookup, labels, where }));
}

/** public.jsonl: rows with a label are public demonstrations, those without are texts to vote on. @throws as `readExamples`. */
export function readPublicRows(
  folder: string,
  labels: readonly string[],
): { readonly demonstrations: readonly Example[]; readonly texts: readonly PublicText[] } {
  const lookup = labelLookup(labels);
  const demonstrations: Example[] = [];
  const texts: PublicText[] = [];
  for (const { line, where } of linesOf(join(folder, "public.jsonl"))) {
    const { label, ...row } = parsed(publicRowSchema, line, where);
    if (label !== undefined) demonstrations.push(labelled({ ...row, label }, { lookup, labels, where }));
    else {
      const { text, text2 } = tidied(row, where);
      texts.push(parsed(publicTextSchema, { text, ...(text2 === undefined ? {} : { text2 }) }, where));
    }
  }
  return { demonstrations, texts };
}

function linesOf(path: string): { readonly line: unknown; readonly where: string }[] {
  return readText(path)
    .split("\n")
    .flatMap((line, i) => {
      const where = `${path}, line ${i + 1}`;
      return line.trim() === "" ? [] : [{ line: parseFileJson(line, where), where }];
    });
}

interface Labelling {
  readonly lookup: ReturnType<typeof labelLookup>;
  readonly labels: readonly string[];
  readonly where: string;
}

function labelled(row: v.InferOutput<typeof rowSchema>, { lookup, labels, where }: Labelling): Example {
  const label = lookup(row.label);
  if (label.type !== "label")
    throw new CommandFailure(`${where}: unknown label ${JSON.stringify(row.label)}; task.json has ${labels.join(", ")}`);
  return parsed(exampleSchema, { ...tidied(row, where), label: label.label }, where);
}

function tidied(row: Row, where: string): Row {
  const tidy = { ...row, text: oneLine(row.text), ...(row.text2 === undefined ? {} : { text2: oneLine(row.text2) }) };
  for (const field of ["text", "text2"] as const) {
    const hidden = hiddenCharacterIn(tidy[field] ?? "");
    if (hidden) throw new CommandFailure(`${where}: ${field}: contains ${hidden}, which nobody sees and a language model reads`);
  }
  return tidy;
}

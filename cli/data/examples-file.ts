// Labelled examples of a data folder: one JSON object a line.

import { join } from "node:path";
import * as v from "valibot";
import { labelLookup } from "../../client/participant/import/label-lookup.ts";
import { hiddenCharacterIn } from "../../shared/prompt/hidden-characters.ts";
import { oneLine } from "../../shared/prompt/render.ts";
import { type Example, exampleSchema } from "../../shared/prompt/task.ts";
import { CommandFailure } from "../terminal/command.ts";
import { parsed, parseFileJson, readText } from "./folder-file.ts";

const rowSchema = v.object({ text: v.string(), text2: v.optional(v.string()), label: v.string(), id: v.optional(v.string()) });

/**
 * Every row, or none: a study counts on all of them. Labels may be written in another case or Unicode form.
 * @throws CommandFailure naming file and line of what cannot be used.
 */
export function readExamples(folder: string, name: string, labels: readonly string[]): Example[] {
  const path = join(folder, name);
  const lookup = labelLookup(labels);
  return readText(path)
    .split("\n")
    .flatMap((line, i) => {
      if (line.trim() === "") return [];
      const where = `${path}, line ${i + 1}`;
      const row = parsed(rowSchema, parseFileJson(line, where), where);
      const label = lookup(row.label);
      if (label.type !== "label")
        throw new CommandFailure(`${where}: unknown label ${JSON.stringify(row.label)}; task.json has ${labels.join(", ")}`);
      const tidy = {
        ...row,
        label: label.label,
        text: oneLine(row.text),
        ...(row.text2 === undefined ? {} : { text2: oneLine(row.text2) }),
      };
      for (const field of ["text", "text2"] as const) {
        const hidden = hiddenCharacterIn(tidy[field] ?? "");
        if (hidden) throw new CommandFailure(`${where}: ${field}: contains ${hidden}, which nobody sees and a language model reads`);
      }
      return [parsed(exampleSchema, tidy, where)];
    });
}

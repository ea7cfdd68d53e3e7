// A file of a data folder: its text, its JSON, and what a schema says of it, each mistake named by file and line.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { CommandFailure } from "../terminal/command.ts";

/** @throws CommandFailure where the file is missing, or is not UTF-8: a letter that cannot be read would be another one in silence. */
export function readText(path: string): string {
  if (!existsSync(path)) throw new CommandFailure(`${path} is missing; docs/data-format.md says what a data folder holds`);
  const bytes = readFileSync(path);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replace(/^\uFEFF/, "");
  } catch {
    throw new CommandFailure(`${path}${whereNoUtf8(bytes)}: not UTF-8; save the file as UTF-8`);
  }
}

/** The first line that is not; none where no byte in the whole file makes sense by lines. */
function whereNoUtf8(bytes: Uint8Array): string {
  if (bytes[0] === 0xff || bytes[0] === 0xfe) return "";
  const strict = new TextDecoder("utf-8", { fatal: true });
  for (let start = 0, line = 1; start < bytes.length; line++) {
    const end = bytes.indexOf(10, start);
    const next = end < 0 ? bytes.length : end + 1;
    try {
      strict.decode(bytes.subarray(start, next));
    } catch {
      return `, line ${line}`;
    }
    start = next;
  }
  return "";
}

export function readJson(folder: string, name: string): unknown {
  const path = join(folder, name);
  return parseFileJson(readText(path), path);
}

export function parseFileJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CommandFailure(`${where}: not valid JSON`);
  }
}

/** `where`: the file, or the file of each field. */
export function parsed<TInput, TOutput>(
  schema: v.BaseSchema<TInput, TOutput, v.BaseIssue<unknown>>,
  value: unknown,
  where: string | ((field: string) => string),
): TOutput {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const [first = "", ...rest] = issue.path?.map((item) => String(item.key)) ?? [];
  const file = typeof where === "string" ? where : where(first);
  const field = [first, ...rest].join(".");
  throw new CommandFailure(`${file}: ${field ? `${field}: ` : ""}${issue.message}`);
}

// A task's checker as its owner writes it, and what is wrong with one in a sentence.

import * as v from "valibot";
import { combinedOptions } from "./combined.ts";
import { flatCheckerSpec } from "./flat-checker-spec.ts";
import { jsonOptions } from "./json/json-options.ts";

export const checkerSpec = v.variant("type", [flatCheckerSpec, jsonOptions, combinedOptions]);
/** As written. */
export type CheckerSpecInput = v.InferInput<typeof checkerSpec>;
/** With every default filled in. */
export type CheckerSpec = v.InferOutput<typeof checkerSpec>;

export const CHECKER_TYPES = [...flatCheckerSpec.options.map((option) => typeOf(option)), "json", "combined"] as const;

function typeOf(option: (typeof flatCheckerSpec.options)[number]): string {
  return "entries" in option ? option.entries.type.literal : "";
}

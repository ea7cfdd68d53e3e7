// From whatever stopped a run to an activity with a stable code. Private text and keys never get into it: another error's words may quote
// them, so errors from outside are told by their kind only.

import * as v from "valibot";
import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import { AggregatorError } from "../federation/aggregator-error.ts";
import type { Activity } from "../snapshot.ts";

export function failureOf(error: unknown): Extract<Activity, { type: "failed" }> {
  if (error instanceof LanguageModelError) return { type: "failed", code: error.code, message: error.message, source: "model" };
  if (error instanceof AggregatorError) return { type: "failed", code: error.code, message: error.message, source: "aggregator" };
  if (error instanceof v.ValiError) return { type: "failed", code: "malformed", message: "The task cannot be read: update the page." };
  if (error instanceof RangeError) return { type: "failed", code: "examples", message: error.message };
  if (error instanceof DOMException && error.name === "AbortError") return { type: "failed", code: "cancelled", message: "Cancelled." };
  const name = error instanceof Error ? error.name : "Error";
  return { type: "failed", code: "internal", message: `The participant stopped because of an unexpected ${name}.` };
}

// Makes the function that scores a task's answers. The regular expression engine and the validator of schemas are large and few tasks
// need them, so they are loaded where they are used; the functions themselves stay synchronous.

import type { CheckResult, JsonValue } from "./checker.ts";
import type { CheckerSpec } from "./checker-spec.ts";
import { combineResults } from "./combined.ts";
import type { FlatCheckerSpec } from "./flat-checker-spec.ts";
import { schemaProblem } from "./json/answer-schema.ts";
import { checkKendallTau } from "./lists/kendall-tau.ts";
import { checkNdcg } from "./lists/ndcg.ts";
import { checkSetOverlap } from "./lists/set-overlap.ts";
import { checkNumberAnswer } from "./number.ts";
import { checkContains } from "./text/contains.ts";
import { checkEditSimilarity } from "./text/edit-similarity.ts";
import { checkExact } from "./text/exact.ts";
import { checkLength } from "./text/length.ts";
import { checkOneOf } from "./text/one-of.ts";
import { checkRouge } from "./text/rouge.ts";
import { checkTokenF1 } from "./text/token-f1.ts";

/** Scores one answer against what was expected. */
export type OpenChecker = (answer: JsonValue, expected: JsonValue) => CheckResult;

/** @throws RangeError with one sentence where a pattern or a schema cannot be used. */
export async function openChecker(spec: CheckerSpec): Promise<OpenChecker> {
  if (spec.type === "combined") {
    const parts = await Promise.all(spec.of.map(({ checker }) => openChecker(checker)));
    return (answer, expected) =>
      combineResults(
        parts.map((part) => part(answer, expected)),
        spec,
      );
  }
  if (spec.type !== "json") return openFlat(spec);
  const wrong = spec.schema === undefined ? undefined : schemaProblem(spec.schema);
  if (wrong) throw new RangeError(wrong);
  const { checkJson } = await import("./json/json.ts");
  const named = await Promise.all(Object.entries(spec.fields).map(async ([name, field]) => [name, await openFlat(field)] as const));
  const options = { ...spec, fields: Object.fromEntries(named) };
  return (answer, expected) => checkJson(answer, expected, options);
}

async function openFlat(spec: FlatCheckerSpec): Promise<OpenChecker> {
  switch (spec.type) {
    case "exact":
      return (answer, expected) => checkExact(answer, expected, spec);
    case "one-of":
      return (answer, expected) => checkOneOf(answer, expected, spec);
    case "contains":
      return (answer, expected) => checkContains(answer, expected, spec);
    case "number":
      return (answer, expected) => checkNumberAnswer(answer, expected, spec);
    case "token-f1":
      return (answer, expected) => checkTokenF1(answer, expected, spec);
    case "rouge":
      return (answer, expected) => checkRouge(answer, expected, spec);
    case "edit-similarity":
      return (answer, expected) => checkEditSimilarity(answer, expected, spec);
    case "set-overlap":
      return (answer, expected) => checkSetOverlap(answer, expected, spec);
    case "kendall-tau":
      return (answer, expected) => checkKendallTau(answer, expected, spec);
    case "ndcg":
      return (answer, expected) => checkNdcg(answer, expected, spec);
    case "length":
      return (answer, expected) => checkLength(answer, expected, spec);
    case "regular-expression": {
      const { checkRegularExpression, patternProblem } = await import("./text/regular-expression.ts");
      const wrong = patternProblem(spec);
      if (wrong) throw new RangeError(wrong);
      return (answer, expected) => checkRegularExpression(answer, expected, spec);
    }
  }
}

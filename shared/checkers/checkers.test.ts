// Covers beside the references: several expected texts, parts, combinations, limits, and what is refused and how that reads.

import * as v from "valibot";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "./checker.ts";
import { CHECKER_TYPES, type CheckerSpecInput, checkerSpec } from "./checker-spec.ts";
import { schemaProblem } from "./json/answer-schema.ts";
import { type OpenChecker, openChecker } from "./open-checker.ts";

const open = (spec: CheckerSpecInput): Promise<OpenChecker> => openChecker(v.parse(checkerSpec, spec));

/** What is wrong with a specification, as its owner reads it. */
function problems(spec: unknown): readonly string[] {
  const { issues = [] } = v.safeParse(checkerSpec, spec);
  return issues.map(({ message }) => message);
}

describe("several expected texts", () => {
  it.each(["token-f1", "rouge", "edit-similarity", "one-of"] as const)("%s takes the best of them", async (type) => {
    const check = await open({ type });
    expect(check("red van", ["blue car", "red van"]).score).toBe(1);
    expect(check("red van", "blue car").score).toBeLessThan(0.5);
  });

  it("a part of the phrases is worth a part only where the task says so", async () => {
    const whole = await open({ type: "contains" });
    const share = await open({ type: "contains", share: true });
    expect(whole("red van", ["red", "late"])).toEqual({ score: 0, parts: { red: 1, late: 0 }, why: "missing" });
    expect(share("red van", ["red", "late"]).score).toBe(0.5);
    const none = await open({ type: "contains", which: "none", phrases: ["sorry"] });
    expect(none("sorry, red van", "")).toMatchObject({ score: 0, why: "unwanted" });
  });
});

describe("JSON", () => {
  const schema: JsonObject = {
    type: "object",
    properties: { name: { type: "string" }, pieces: { type: "integer" }, lines: { type: "array" } },
    required: ["name"],
    additionalProperties: false,
  };

  it("compares each field by its own checker, entries of a list together, and says how each did", async () => {
    const check = await open({
      type: "json",
      fields: { name: { type: "token-f1" }, "lines.weight": { type: "number", absolute: 0.1 } },
    });
    const expected = { name: "the red van", lines: [{ weight: 1 }, { weight: 2 }] };
    const { score, parts } = check('Sure: {"name": "red car", "lines": [{"weight": 1.05}, {"weight": 3}]}', expected);
    // "red car" against "red van": one of two words each way. One of two weights lies within 0.1.
    expect(parts).toEqual({ precision: 0.5, recall: 0.5, "field:name": 0.5, "field:lines.weight": 0.5 });
    expect(score).toBe(0.5);
  });

  it("an answer that breaks the schema is worth nothing, or what its fields are", async () => {
    const [zero, count] = await Promise.all(
      (["zero", "count"] as const).map((invalid) => open({ type: "json", schema, invalid, measure: "recall" })),
    );
    const answer = '{"name": "x", "colour": "red"}';
    expect(zero?.(answer, { name: "x" })).toMatchObject({ score: 0, why: "not-the-schema", parts: { schema: 0, recall: 1 } });
    expect(count?.(answer, { name: "x" }).score).toBe(1);
  });

  it("no JSON scores nothing in every field", async () => {
    const check = await open({ type: "json" });
    expect(check("a red van", { name: "x", pieces: 2 })).toEqual({
      score: 0,
      parts: { precision: 0, recall: 0, "field:name": 0, "field:pieces": 0 },
      why: "no-json",
    });
  });
});

describe("rankings", () => {
  it("reads numbered lines, and an order the other way round scores 0", async () => {
    const check = await open({ type: "kendall-tau" });
    expect(check("1. red\n2. blue\n3) green", ["red", "blue", "green"]).score).toBe(1);
    expect(check("green > blue > red", ["red", "blue", "green"]).score).toBe(0);
    expect(check("no idea", ["red", "blue"])).toEqual({ score: 0, why: "no-list" });
  });
});

describe("combinations", () => {
  const of = [
    { name: "near", checker: { type: "rouge", measure: "rouge-1" }, weight: 3, least: 0.5 },
    { name: "short", checker: { type: "length", max: 3 } },
  ] as const;

  it("weighs the parts", async () => {
    const check = await open({ type: "combined", of: [...of] });
    const { score, parts, why } = check("red van red van", "red van");
    // ROUGE-1: precision 1/2, recall 1, so F1 2/3; times 3/4. Four words are too long.
    expect(score).toBeCloseTo(0.5, 12);
    expect(parts).toMatchObject({ near: expect.closeTo(2 / 3, 12), short: 0, "near/recall": 1 });
    expect(why).toBe("different");
  });

  it("or asks that all hold", async () => {
    const check = await open({ type: "combined", rule: "all", of: [...of] });
    expect(check("red van gone", "red van").score).toBe(1);
    expect(check("red van red van", "red van")).toMatchObject({ score: 0, why: "too-long" });
  });
});

describe("lengths", () => {
  it("fall in proportion where the task says so", async () => {
    const check = await open({ type: "length", max: 3, min: 2, gradual: true });
    expect(["a", "a b", "a b c", "a b c d"].map((text) => check(text, "").score)).toEqual([0.5, 1, 1, 0.75]);
  });
});

describe("what is refused", () => {
  it.each<[string, unknown, string]>([
    ["an unknown checker", { type: "bleu" }, 'Invalid type: Expected ("exact"'],
    ["an unknown step", { type: "exact", normalise: ["lower"] }, "a normalisation is one of width, case"],
    ["a length without limits", { type: "length" }, "a length needs min or max"],
    ["a length that none has", { type: "length", min: 9, max: 3 }, "min is larger than max, so no answer could be right"],
    ["a relative tolerance of 2", { type: "number", relative: 2 }, "relative is at most 1"],
    ["an empty combination", { type: "combined", of: [] }, "a combination needs a part"],
    ["an empty pattern", { type: "regular-expression", pattern: "" }, "the pattern is empty"],
  ])("%s", (_, spec, message) => {
    expect(problems(spec).join("; ")).toContain(message);
  });

  it.each([
    ["(?=a)b", "has a lookaround or a backreference, which cannot be searched in bounded time"],
    ["(a)\\1", "has a lookaround or a backreference, which cannot be searched in bounded time"],
    ["(a", "is no regular expression"],
  ])("the pattern %s", async (pattern, message) => {
    await expect(open({ type: "regular-expression", pattern })).rejects.toThrow(message);
  });

  it("a group that the pattern has not", async () => {
    await expect(open({ type: "regular-expression", pattern: "(a)", group: 2 })).rejects.toThrow("has no group 2");
  });

  it.each<[string, JsonObject, string]>([
    [
      "bounds that cross",
      { type: "string", minLength: 3, maxLength: 2 },
      "the schema has minLength above maxLength, so no answer could meet it",
    ],
    [
      "a field that is required and forbidden",
      { properties: { a: { properties: {}, required: ["b"], additionalProperties: false } } },
      "the schema at /properties/a requires b and forbids it, so no answer could meet it",
    ],
    ["an empty enum", { enum: [] }, "the schema has an empty enum, so no answer could meet it"],
    ["no number between bounds", { exclusiveMinimum: 1, maximum: 1 }, "leaves no number between its bounds"],
    [
      "a pattern",
      { properties: { a: { pattern: "(a+)+$" } } },
      "the schema at /properties/a has the keyword pattern, which is not supported",
    ],
    ["a type that there is not", { type: "text" }, 'has the type "text", which there is not'],
    ["a reference to elsewhere", { $ref: "https://example.com/s.json" }, "which is not in it"],
    [
      "a reference to itself",
      { $defs: { a: { allOf: [{ $ref: "#/$defs/a" }] } }, $ref: "#/$defs/a" },
      "refers to itself through #/$defs/a",
    ],
  ])("a schema with %s", (_, schema, message) => {
    expect(schemaProblem(schema)).toContain(message);
  });

  it("nothing of a schema that is fine", () => {
    const schema = { $defs: { p: { type: "string" } }, type: "object", properties: { a: { $ref: "#/$defs/p" } }, required: ["a"] };
    expect(schemaProblem(schema)).toBeUndefined();
  });
});

describe("hostile patterns", () => {
  it("take time in proportion to the answer", async () => {
    const check = await open({ type: "regular-expression", pattern: "(a+)+$" });
    const began = performance.now();
    expect(check(`${"a".repeat(50_000)}b`, "").score).toBe(0);
    // A backtracking engine needs longer than the universe has.
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

it("every checker opens with its defaults, or says what it needs", () => {
  expect(CHECKER_TYPES).toEqual([
    "exact",
    "one-of",
    "contains",
    "regular-expression",
    "number",
    "token-f1",
    "rouge",
    "edit-similarity",
    "set-overlap",
    "kendall-tau",
    "ndcg",
    "length",
    "json",
    "combined",
  ]);
});

// Each checker equals a reference implementation that is not ours on 1,000 cases. make_vectors.py asked those once and wrote the files;
// its first lines say how to run it, and each file says whose scores it holds.

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "../checker.ts";
import { checkerSpec } from "../checker-spec.ts";
import { checkJson, meetsSchema } from "../json/json.ts";
import { type OpenChecker, openChecker } from "../open-checker.ts";

/** Sums in another order differ in the last bits. */
const LAST_BITS = 1e-12;

const file = v.object({ reference: v.string(), cases: v.array(v.array(v.custom<JsonValue>(() => true))) });

function stored(name: string): v.InferOutput<typeof file> {
  return v.parse(file, JSON.parse(gunzipSync(readFileSync(new URL(`./${name}.json.gz`, import.meta.url))).toString()));
}

/** Calls `one` for each case, and says which case differs first. Cases that all have one score would show nothing. */
function agree(
  name: string,
  one: (values: readonly JsonValue[], reference: (at: number) => number) => readonly (readonly [number, number])[],
): void {
  const { cases } = stored(name);
  const seen = new Set<number>();
  for (const values of cases) {
    for (const [ours, theirs] of one(values, (at) => Number(values[at]))) {
      if (!(Math.abs(ours - theirs) <= LAST_BITS)) expect.fail(`${name}: ${JSON.stringify(values)} scores ${ours}`);
      seen.add(theirs);
    }
  }
  expect(cases).toHaveLength(1_000);
  expect(seen.size).toBeGreaterThan(1);
}

const open = (spec: object): Promise<OpenChecker> => openChecker(v.parse(checkerSpec, spec));
const SQUAD_STEPS = ["case", "punctuation", "articles", "spaces"];

describe("1,000 cases of each reference", () => {
  it(`exact after SQuAD's normalisation: ${stored("exact").reference}`, async () => {
    const check = await open({ type: "exact", normalise: SQUAD_STEPS });
    agree("exact", ([a = "", b = ""], reference) => [[check(a, b).score, reference(2)]]);
  });

  it(`token F1: ${stored("token-f1").reference}`, async () => {
    const check = await open({ type: "token-f1" });
    agree("token-f1", ([a = "", b = ""], reference) => [[check(a, b).score, reference(2)]]);
  });

  it(`ROUGE: ${stored("rouge").reference}`, async () => {
    const checks = await Promise.all(["rouge-1", "rouge-l"].map((measure) => open({ type: "rouge", measure, words: "ascii" })));
    agree("rouge", ([a = "", b = ""], reference) =>
      checks.flatMap((check, i) => {
        const { score, parts } = check(a, b);
        return [parts?.precision ?? Number.NaN, parts?.recall ?? Number.NaN, score].map(
          (ours, k) => [ours, reference(2 + 3 * i + k)] as const,
        );
      }),
    );
  });

  it(`edit similarity: ${stored("edit-similarity").reference}`, async () => {
    const check = await open({ type: "edit-similarity", normalise: [] });
    agree("edit-similarity", ([a = "", b = ""], reference) => [[check(a, b).score, reference(2)]]);
  });

  it(`sets: ${stored("set-overlap").reference}`, async () => {
    const f1 = await open({ type: "set-overlap" });
    const jaccard = await open({ type: "set-overlap", measure: "jaccard" });
    agree("set-overlap", ([a = "", b = ""], reference) => [
      [f1(a, b).score, reference(2)],
      [jaccard(a, b).score, reference(3)],
    ]);
  });

  it(`Kendall's tau: ${stored("kendall-tau").reference}`, async () => {
    const check = await open({ type: "kendall-tau" });
    agree("kendall-tau", ([a = "", b = ""], reference) => [[2 * check(a, b).score - 1, reference(2)]]);
  });

  it(`nDCG: ${stored("ndcg").reference}`, async () => {
    const checks = new Map<JsonValue, OpenChecker>();
    for (const top of [null, 1, 2, 3, 5]) checks.set(top, await open({ type: "ndcg", ...(top === null ? {} : { top }) }));
    agree("ndcg", ([a = "", b = "", top = null], reference) => [[checks.get(top)?.(a, b).score ?? Number.NaN, reference(3)]]);
  });

  it(`numbers: ${stored("number").reference}`, async () => {
    const { checkNumberAnswer } = await import("../number.ts");
    agree("number", ([a = "", b = "", absolute, relative], reference) => {
      const options = { type: "number", absolute: Number(absolute), relative: Number(relative), take: "last", decimal: "point" } as const;
      return [[checkNumberAnswer(a, b, options).score, reference(4)]];
    });
  });

  it(`numbers in sentences: ${stored("number-text").reference}`, async () => {
    const { numbersIn } = await import("../reading/read-number.ts");
    agree("number-text", ([a = "", decimal], reference) => {
      const found = numbersIn(String(a), decimal === "comma" ? "comma" : "point");
      return [[found.length === 1 ? (found[0] ?? Number.NaN) : Number.NaN, reference(2)]];
    });
  });

  it(`regular expressions: ${stored("regular-expression").reference}`, async () => {
    const { checkRegularExpression } = await import("../text/regular-expression.ts");
    const { regularExpressionOptions } = await import("../text/regular-expression-options.ts");
    agree("regular-expression", ([a = "", pattern], reference) => {
      const search = v.parse(regularExpressionOptions, { type: "regular-expression", pattern });
      return [
        [checkRegularExpression(a, "", search).score, reference(2)],
        [checkRegularExpression(a, "", { ...search, whole: true }).score, reference(3)],
      ];
    });
  });

  it(`JSON Schema: ${stored("schema").reference}`, () => {
    const object = v.record(
      v.string(),
      v.custom<JsonValue>(() => true),
    );
    agree("schema", ([value = null, schema], reference) => [[meetsSchema(v.parse(object, schema), value) ? 1 : 0, reference(2)]]);
  });

  it(`fields: ${stored("fields").reference}`, () => {
    agree("fields", ([a = "", b = ""], reference) => {
      const { score, parts } = checkJson(a, b, { measure: "f1", invalid: "count" });
      return [parts?.precision ?? Number.NaN, parts?.recall ?? Number.NaN, score].map((ours, k) => [ours, reference(2 + k)] as const);
    });
  });

  it(`lengths: ${stored("length").reference}`, async () => {
    const { checkLength } = await import("../text/length.ts");
    const { lengthOptions } = await import("../text/length.ts");
    agree("length", ([a = "", ...lengths]) =>
      (["words", "characters", "lines"] as const).flatMap((unit, i) => {
        const length = Number(lengths[i]);
        const within = (min: number, max: number) => checkLength(a, "", v.parse(lengthOptions, { type: "length", unit, min, max })).score;
        return [
          [within(length, length), 1],
          [within(length + 1, length + 2), 0],
          [length === 0 ? 0 : within(0, length - 1), 0],
        ] as const;
      }),
    );
  });

  it(`phrases: ${stored("contains").reference}`, async () => {
    const checks = await Promise.all(["all", "any", "none"].map((which) => open({ type: "contains", which, normalise: [] })));
    agree("contains", ([a = "", phrases = ""], reference) =>
      checks.map((check, i) => [check(a, phrases).score, reference(2 + i)] as const),
    );
  });
});

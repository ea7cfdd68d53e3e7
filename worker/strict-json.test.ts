// A text is refused unless it is exactly a message of the schema.

import * as v from "valibot";
import { expect, test } from "vitest";
import { parseStrict } from "./strict-json.ts";

const schema = v.strictObject({ a: v.number(), b: v.optional(v.strictObject({ c: v.string() })) });

test("[P11] exactly the schema's fields, each once", () => {
  expect(parseStrict(schema, ' { "a" : 1 , "b":{"c":"x\\":\\"y"} } ')).toEqual({ ok: true, value: { a: 1, b: { c: 'x":"y' } } });
  for (const text of ['{"a":1,"a":1}', '{"a":1,"b":{"c":"","c":""}}', '{"a":1,"\\u0061":2}']) {
    expect(parseStrict(schema, text)).toEqual({ ok: false, refusal: { code: "malformed", detail: "a field appears twice" } });
  }
});

test("[P6a] a refusal names the field and what it should be, never what came", () => {
  const detailOf = (text: string) => {
    const parsed = parseStrict(schema, text);
    return parsed.ok ? "" : parsed.refusal.detail;
  };
  expect(detailOf('{"a":"my secret"}')).toBe("a: expected number");
  expect(detailOf('{"a":1,"b":{"c":3}}')).toBe("b.c: expected string");
  expect(detailOf('{"a":1,"my secret":2}')).toBe("unknown field");
  expect(detailOf("my secret")).toBe("not valid JSON");
});

test("[P28] reading takes time in proportion to the text, whatever it holds", () => {
  // With a regular expression that can match the same characters in two ways, 40 of these letters took longer than anybody waits.
  const words = v.array(v.string());
  expect(parseStrict(words, JSON.stringify(["a".repeat(100_000), "\\".repeat(100_000)])).ok).toBe(true);
});

import { describe, expect, it } from "vitest";
import { parseJson } from "./json.ts";

describe("parseJson", () => {
  it.each<[string, unknown]>([
    ['{"a": [1, null]}', { a: [1, null] }],
    ["null", null],
    ['{"token": "No", "logprob": -Infinity}', { token: "No", logprob: -9999 }],
    ['{"a": NaN, "b": Infinity, "c": [-Infinity, 0.0]}', { a: null, b: null, c: [-9999, 0] }],
    ['{"text": "NaN, -Infinity and \\"Infinity\\"", "a": NaN}', { text: 'NaN, -Infinity and "Infinity"', a: null }],
  ])("reads %s", (text, json) => {
    expect(parseJson(text)).toEqual({ json });
  });

  it.each(["", "<html>", '{"a": ', "-Infinit", '{"a": NaN', "data: {}"])("finds no JSON in %j", (text) => {
    expect(parseJson(text)).toBeUndefined();
  });
});

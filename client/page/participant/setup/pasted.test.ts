// Faults that people reported of other tools: what comes along with a pasted key or address.

import { expect, test } from "vitest";
import { pastedAddress, pastedKey } from "./pasted.ts";

test.each([
  ["btseytlin/hr-breaker#26: a byte order mark and a space that does not break", "\uFEFF\u00A0sk-one\u00A0"],
  ["a zero-width space within", "sk-\u200Bone"],
  ["quotation marks of a settings file", '"sk-one"'],
  ["the header it was copied from", "Authorization: Bearer sk-one"],
  ["a line end", "sk-one\r\n"],
])("%s", (_, text) => {
  expect(pastedKey(text)).toBe("sk-one");
});

test("chathub-dev/chathub#155: other letters stay, to be named rather than guessed at", () => {
  expect(pastedKey("sk-ключ")).toBe("sk-ключ");
  expect(pastedKey('sk-"one"')).toBe('sk-"one"');
});

test("an address loses what cannot be seen, and nothing else", () => {
  expect(pastedAddress(" \u200Bhttps://host/v1\u2060 ")).toBe("https://host/v1");
  expect(pastedAddress("https://host/v1?api-version=1")).toBe("https://host/v1?api-version=1");
});

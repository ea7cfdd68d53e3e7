// The settings that an element on a partner's page may ask for, and the mistakes in them.

import { expect, test } from "vitest";
import { readSettings } from "./frame-settings.ts";

const given = { invite: "i", seat: "", theme: "auto", language: "en", style: {} };

test.each(["0b0e9d0c-6f0e-4f6e-9d5e-1d2f3a4b5c6d", "ann@partner.example", "Raum 4"])("%s names a seat", (seat) => {
  expect(readSettings({ ...given, seat })).toMatchObject({ type: "done", value: { seat } });
});

test("a wrong look is the usual look, whatever its case", () => {
  const value = (look: object) => readSettings({ ...given, ...look });
  expect(value({ theme: "Dark" })).toMatchObject({ value: { theme: "dark" } });
  expect(value({ theme: "sepia", language: null, style: "none" })).toMatchObject({ value: { theme: "auto", language: "", style: {} } });
  expect(value({ language: "DE-AT" })).toMatchObject({ value: { language: "de-at" } });
});

test.each([
  [{ ...given, seat: "s".repeat(201) }, "seat"],
  [{ ...given, invite: "i".repeat(101) }, "invite"],
  [{}, "invite"],
  [null, "settings"],
])("what cannot be read is named, without its value", (wrong, attribute) => {
  expect(readSettings(wrong)).toEqual({ type: "wrong", attribute });
});

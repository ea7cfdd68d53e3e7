// Whoever chooses again while a language is still being loaded gets the last choice; figures are written as a language writes them.

import { afterEach, expect, it, vi } from "vitest";
import type { Explained } from "../../participant/session/worker-api.ts";
import { languageInUse, useLanguage } from "./catalogue.ts";
import { en } from "./english/english.ts";
import { de } from "./german/german.ts";

afterEach(() => vi.unstubAllGlobals());

it("a language that comes late does not win over one chosen after it", async () => {
  const kept = new Map<string, string>();
  const root = { lang: "" };
  vi.stubGlobal("document", { documentElement: root });
  vi.stubGlobal("window", new EventTarget());
  vi.stubGlobal("localStorage", { setItem: (name: string, value: string) => kept.set(name, value) });
  const late = useLanguage("de");
  await useLanguage("en");
  await late;
  expect([languageInUse(), root.lang, ...kept.values()]).toEqual(["en", "en", "en"]);
  await useLanguage("de");
  expect([languageInUse(), root.lang, ...kept.values()]).toEqual(["de", "de", "de"]);
});

it("what a connection can do and an offset are said in the language in use", () => {
  const slow: Explained = { code: "slow", latencyMs: 7_300, message: "An answer took 7.3 s: expect a slow run." };
  expect([en.model.explained(slow), en.fine(-0.25)]).toEqual([slow.message, "-0.2500"]);
  expect([de.model.explained(slow), de.fine(-0.25)]).toEqual(["Eine Antwort dauerte 7,3 s: Der Lauf wird langsam.", "-0,2500"]);
});

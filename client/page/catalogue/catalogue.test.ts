// Whoever chooses again while a language is still being loaded gets the last choice.

import { afterEach, expect, it, vi } from "vitest";
import { languageInUse, useLanguage } from "./catalogue.ts";

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

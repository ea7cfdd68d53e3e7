// Each code that anything here refuses or fails with has an entry on the help page, in every language.

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { languageModelErrorCodes } from "../../../shared/prompt/language-model-error.ts";
import { refusals } from "../../../shared/protocol/refusal.ts";
import { en } from "../catalogue/english/english.ts";
import { de } from "../catalogue/german/german.ts";
import { modelEntries, pageEntries, refusalEntries } from "./help-entries.ts";

const languages = { en, de };
const refusalCodes = Object.keys(refusals).sort();
const modelCodes = languageModelErrorCodes()
  .map(({ code }) => code)
  .sort();

/** Codes that the participant gives its failures as literals. */
function participantCodes(): string[] {
  const folder = fileURLToPath(new URL("../../participant", import.meta.url));
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /(?<!\.test)\.ts$/.test(name));
  const found = sources.flatMap((name) => [
    ...readFileSync(`${folder}/${name}`, "utf8").matchAll(/(?:failed\(|type: "failed", code: )"([a-z-]+)"/g),
  ]);
  return found.flatMap(([, code]) => code ?? []);
}

describe.each(Object.entries(languages))("the help page in %s", (code, { help }) => {
  it("explains every refusal of the aggregator, and none that is gone", () => {
    expect(refusalEntries(help).map(([name]) => name)).toEqual(Object.keys(refusals));
    if (help.refusals) expect(Object.keys(help.refusals).sort()).toEqual(refusalCodes);
    else expect(code).toBe("en");
  });

  it("explains every failure of a language model, and none that is gone", () => {
    expect(
      modelEntries(help)
        .map(([name]) => name)
        .sort(),
    ).toEqual(modelCodes);
    if (help.models) expect(Object.keys(help.models).sort()).toEqual(modelCodes);
    else expect(code).toBe("en");
  });

  it("explains whatever the participant itself fails with", () => {
    const explained = [...refusalEntries(help), ...modelEntries(help), ...pageEntries(help)].map(([name]) => name);
    const codes = participantCodes();
    expect(codes.length).toBeGreaterThan(8);
    expect(codes.filter((name) => !explained.includes(name))).toEqual([]);
  });

  it("says something in each entry", () => {
    for (const [name, text] of [...refusalEntries(help), ...modelEntries(help), ...pageEntries(help)]) {
      expect(text.length, name).toBeGreaterThan(10);
      expect(text, name).toMatch(/[.]$/);
    }
  });
});

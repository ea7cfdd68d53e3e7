// docs/language-models.md tells the truth about codes and dialects.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { languageModelErrorCodes } from "../../shared/prompt/language-model-error.ts";
import { DIALECTS } from "./dialects/dialects.ts";

const page = readFileSync(new URL("../../docs/language-models.md", import.meta.url), "utf8");

describe("docs/language-models.md", () => {
  it.each(languageModelErrorCodes().map(({ code, what, advice }) => `| \`${code}\` | ${what} | ${advice} |`))("has the line %s", (line) => {
    expect(page.split("\n")).toContain(line);
  });

  it.each(Object.keys(DIALECTS))("says how to connect %s", (name) => {
    expect(page).toContain(`\`${name}\``);
  });
});

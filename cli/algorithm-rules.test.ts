// Rules without tests are wishes, tests without rules are riddles: docs/algorithm.md and the test titles must name the same numbers.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "./project-root.ts";

const doc = readFileSync(join(projectRoot, "docs/algorithm.md"), "utf8");
const defined = [...doc.matchAll(/^\*\*\[(A\d+)\]\*\*/gm)].map(([, rule]) => rule ?? "");

/** Rules at the beginning of test titles. */
function cited(): Set<string> {
  const files = ["shared", "client", "worker", "cli", "test"].flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".test.ts") && !name.includes("node_modules"))
      .map((name) => readFileSync(join(projectRoot, folder, name), "utf8")),
  );
  const titles = files.flatMap((text) => [...text.matchAll(/\b(?:it|test)\(\s*["'`]((?:\[\w+\]\s*)+)/g)].map(([, rules]) => rules ?? ""));
  return new Set(titles.flatMap((title) => [...title.matchAll(/\[(A\d+)\]/g)].map(([, rule]) => rule ?? "")));
}

function sources(): { readonly path: string; readonly text: string }[] {
  return readdirSync(join(projectRoot, "shared"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => ({ path: join("shared", name), text: readFileSync(join(projectRoot, "shared", name), "utf8") }));
}

describe("docs/algorithm.md", () => {
  it("numbers its rules without gaps", () => {
    expect(defined).toEqual(defined.map((_, i) => `A${i + 1}`));
    expect(defined.length).toBeGreaterThan(30);
  });

  it("every rule is shown by a test, and every test names a rule there is", () => {
    const shown = cited();
    expect(defined.filter((rule) => !shown.has(rule))).toEqual([]);
    expect([...shown].filter((rule) => !defined.includes(rule))).toEqual([]);
  });

  it("is what comments in shared cite: rules there are, and no document that is not here", () => {
    for (const { path, text } of sources()) {
      for (const [, rule = ""] of text.matchAll(/\[(A\d+)\]/g)) expect(defined, path).toContain(rule);
      // Four digits are a file of docs/decisions.
      expect(text.match(/\b[Dd]ecisions? \d{1,2}\b|\b[A-K]\.\d/g) ?? [], path).toEqual([]);
    }
  });

  it("refers only to rules and files there are", () => {
    for (const [, rule = ""] of doc.matchAll(/\[(A\d+)\]/g)) expect(defined).toContain(rule);
    for (const [, path = ""] of doc.matchAll(/`((?:shared|cli)\/[\w/.-]+)`/g)) expect(existsSync(join(projectRoot, path)), path).toBe(true);
  });
});

// Rules without tests are wishes, tests without rules are riddles: docs/algorithm.md, docs/protocol.md and the test titles must name the same
// numbers.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "./machine/project-root.ts";

interface Spec {
  readonly path: string;
  readonly text: string;
  /** Rules in the order they stand in. */
  readonly rules: readonly string[];
}

const FOLDERS = ["shared", "client", "worker", "cli", "test"];
const algorithm = specOf("docs/algorithm.md", /^\*\*\[(A\d+[a-z]?)\]\*\*/gm);
const protocol = specOf("docs/protocol.md", /^- \*\*\[(P\d+)\]/gm);

describe.each([
  { spec: algorithm, letter: "A", least: 40 },
  { spec: protocol, letter: "P", least: 30 },
])("$spec.path", ({ spec, letter, least }) => {
  it("numbers its rules in reading order, without gaps", () => {
    expect(spec.rules).toEqual(inOrder(letter, spec.rules));
    expect(spec.rules.length).toBeGreaterThan(least);
  });

  it("every rule is shown by a test, and every test names a rule there is", () => {
    const shown = shownRules(letter);
    expect(spec.rules.filter((rule) => !shown.has(rule))).toEqual([]);
    expect([...shown].filter((rule) => !spec.rules.includes(rule))).toEqual([]);
  });

  it("refers only to rules and files there are", () => {
    expect(unknownRules(spec.text)).toEqual([]);
    for (const [, path = ""] of spec.text.matchAll(/`((?:shared|cli|worker|client)\/[\w/.-]+)`/g)) {
      expect(existsSync(join(projectRoot, path)), path).toBe(true);
    }
  });
});

describe("docs/algorithm.md", () => {
  it("is linked from where a reader begins", () => {
    for (const [path, target] of [
      ["README.md", "docs/algorithm.md"],
      ["CONTRIBUTING.md", "docs/algorithm.md"],
      ["docs/architecture.md", "algorithm.md"],
    ] as const)
      expect(readFileSync(join(projectRoot, path), "utf8"), path).toContain(`](${target})`);
  });
});

describe("comments", () => {
  it("cite rules there are, and in shared no document that is not here", () => {
    for (const folder of FOLDERS) {
      for (const { path, text } of filesOf(folder, ".ts")) {
        expect(unknownRules(text), path).toEqual([]);
        // Decisions of four digits are files of docs/decisions.
        if (folder === "shared") expect(text.match(/\b[Dd]ecisions? \d{1,2}\b|\b[A-K]\.\d/g) ?? [], path).toEqual([]);
      }
    }
  });
});

function specOf(path: string, heading: RegExp): Spec {
  const text = readFileSync(join(projectRoot, path), "utf8");
  return { path, text, rules: [...text.matchAll(heading)].map(([, rule]) => rule ?? "") };
}

/** The same rules as they should be numbered: A1, A2, ... each with its parts a, b, ... after it. */
function inOrder(letter: string, rules: readonly string[]): string[] {
  let number = 0;
  let part = 0;
  return rules.map((rule) => {
    if (/[a-z]$/.test(rule)) return `${letter}${number}${String.fromCharCode("a".charCodeAt(0) + part++)}`;
    part = 0;
    return `${letter}${++number}`;
  });
}

function unknownRules(text: string): string[] {
  const rules = [...algorithm.rules, ...protocol.rules];
  return [...text.matchAll(/\[([AP]\d+[a-z]?)\]/g)].flatMap(([, rule = ""]) => (rules.includes(rule) ? [] : [rule]));
}

/** Rules at the beginning of test titles, those of `it.each` among them. */
function shownRules(letter: string): Set<string> {
  const files = FOLDERS.flatMap((folder) => filesOf(folder, ".test.ts"));
  const titles = files.flatMap(({ text }) =>
    [...text.matchAll(/(?<!\bdescribe)\(\s*["'`]((?:\[[AP]\d+[a-z]?\]\s*)+)/g)].map(([, rules]) => rules ?? ""),
  );
  const rules = titles.flatMap((title) => [...title.matchAll(/\[(\w+)\]/g)].map(([, rule]) => rule ?? ""));
  return new Set(rules.filter((rule) => rule.startsWith(letter)));
}

function filesOf(folder: string, ending: string): { readonly path: string; readonly text: string }[] {
  return readdirSync(join(projectRoot, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending) && !name.includes("node_modules"))
    .map((name) => ({ path: join(folder, name), text: readFileSync(join(projectRoot, folder, name), "utf8") }));
}

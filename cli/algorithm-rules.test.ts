// Rules without tests are wishes, tests without rules are riddles: docs/algorithm.md, docs/protocol.md and the test titles must name the
// same numbers.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
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
const protocol = specOf("docs/protocol.md", /^- \*\*\[(P\d+[a-z]?)\]/gm);

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
  it("has one row for each of the paper's equations, and the function's file names the equation in its first lines", () => {
    const rows = [...algorithm.text.matchAll(/^\| (\d[\d, to]*) \|.*$/gm)].map(([row, numbers = ""]) => ({
      row,
      equations: numbersIn(numbers),
    }));
    expect(rows.flatMap(({ equations }) => equations)).toEqual(Array.from({ length: 33 }, (_, i) => i + 1));
    for (const { row, equations } of rows) {
      const functions = functionLinks(algorithm, row);
      expect(functions.length, row).toBeGreaterThan(0);
      for (const { path } of functions) expect(equationsOf(path), `${path} ${row}`).toEqual(expect.arrayContaining(equations));
    }
  });

  it("says each rule in one sentence of at most 45 words", () => {
    for (const { rule, body } of algorithmRules()) {
      const sentence = body.replaceAll(/\[`[^`]+`\]\([^)]+\),?/g, "").trim();
      expect(sentence.split(/\s+/).length, `${rule}: ${sentence}`).toBeLessThanOrEqual(45);
      expect(sentence.replaceAll(/\b(?:Eq|ln)\. /g, ""), rule).not.toMatch(/[.!?] \S/);
      expect(sentence, rule).toMatch(/[.!?]$/);
    }
  });

  it("each rule names its functions, and their files name the rule", () => {
    for (const { rule, body } of algorithmRules()) {
      const functions = functionLinks(algorithm, body);
      expect(functions.length, rule).toBeGreaterThan(0);
      for (const { path } of functions)
        expect(readFileSync(join(projectRoot, path), "utf8").includes(`[${rule}]`), `${rule} in ${path}`).toBe(true);
    }
  });

  it("each file of the algorithm names a rule", () => {
    const silent = filesOf("shared/algorithm", ".ts").filter(
      ({ path, text }) => !/\.test\.ts$|\/testing\//.test(path) && !/\[A\d+[a-z]?\]/.test(text),
    );
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  it("links only to functions that their files export", () => {
    for (const { name, path } of functionLinks(algorithm, algorithm.text))
      expect(readFileSync(join(projectRoot, path), "utf8"), `${name} in ${path}`).toMatch(
        new RegExp(`^(?:export (?:async )?(?:function|const|class|interface|type)|def) ${name}\\b`, "m"),
      );
  });

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
  it("begin a file with its idea, and wrap where code does", () => {
    const files = FOLDERS.flatMap((folder) => filesOf(folder, ".ts"));
    expect(files.filter(({ text }) => /^\/\/ What\b/.test(text)).map(({ path }) => path)).toEqual([]);
    // An address has no place to break.
    const wide = (line: string): boolean => line.length > 140 && /^\s*(\/\/|\*) /.test(line) && !line.includes("://");
    expect(files.filter(({ text }) => text.split("\n").some(wide)).map(({ path }) => path)).toEqual([]);
  });

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

/** Each rule of the algorithm with what it says. */
function algorithmRules(): { readonly rule: string; readonly body: string }[] {
  return [...algorithm.text.matchAll(/^\*\*\[(A\d+[a-z]?)\]\*\* (.*(?:\n.+)*)/gm)].map(([, rule = "", body = ""]) => ({ rule, body }));
}

/** Links of the form [`name`](path), the path from the project's root. */
function functionLinks({ path }: Spec, text: string): { readonly name: string; readonly path: string }[] {
  return [...text.matchAll(/\[`([^`]+)`\]\(([^)]+)\)/g)].map(([, name = "", target = ""]) => ({
    name,
    path: join(dirname(path), target),
  }));
}

/** The equations that the comment at the top of a file names. */
function equationsOf(path: string): number[] {
  const [head = ""] = readFileSync(join(projectRoot, path), "utf8").split("\n\n");
  const text = head.replaceAll(/\s*\n\/\/\s*/g, " ");
  return [...text.matchAll(/Eq\. (\d+(?:(?:, | to )\d+)*)/g)].flatMap(([, numbers = ""]) => numbersIn(numbers));
}

/** "9, 11 to 13": 9, 11, 12, 13. */
function numbersIn(text: string): number[] {
  return text.split(", ").flatMap((part) => {
    const [from = 0, to = from] = part.split(" to ").map(Number);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
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

// Facts that only the built files show: how they import each other, and what they ask of a browser.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { projectRoot } from "../machine/project-root.ts";
import { BASELINE } from "./baseline.ts";

let folder: string;
/** Scripts and style sheets, their text by path. */
let files: ReadonlyMap<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "asyndbt-built-"));
  await build({ configFile: join(projectRoot, "vite.config.ts"), logLevel: "error", build: { outDir: folder, emptyOutDir: true } });
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => /\.(?:js|css)$/.test(path));
  files = new Map(paths.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("no part of the worker imports its entry, which WebKit would run again as a second participant", () => {
  const entry = [...files.keys()].filter((path) => /participant\.worker-[^/]*\.js$/.test(path));
  expect(entry).toHaveLength(1);
  const importing = [...files].filter(([, text]) => /(?:from|import)\s*\(?\s*["'`][^"'`]*\.worker-/.test(text));
  expect(importing.map(([path]) => path)).toEqual([]);
});

/** What browsers of the baseline do not have, and no build puts in its place. Syntax that they lack is rewritten by the build. */
const TOO_NEW: readonly { readonly name: string; readonly pattern: RegExp }[] = [
  { name: "URL.parse", pattern: /\bURL\.parse\(/ },
  { name: "Promise.try", pattern: /\bPromise\.try\(/ },
  { name: "Array.fromAsync", pattern: /\bArray\.fromAsync\(/ },
  { name: "RegExp.escape", pattern: /\bRegExp\.escape\(/ },
  { name: "Error.isError", pattern: /\bError\.isError\(/ },
  { name: "Math.sumPrecise", pattern: /\bMath\.(?:sumPrecise|f16round)\(/ },
  { name: "Intl.DurationFormat", pattern: /\bIntl\.DurationFormat\b/ },
  {
    name: "iterator helpers",
    pattern: /\b(?:values|keys|entries)\(\)\.(?:map|filter|take|drop|flatMap|reduce|toArray|some|every|find)\(|\.toArray\(\)/,
  },
  { name: "methods of two sets", pattern: /\.(?:union|intersection|symmetricDifference|isSubsetOf|isSupersetOf|isDisjointFrom)\(/ },
  { name: "base64 of bytes", pattern: /\.(?:toBase64|fromBase64)\(/ },
  { name: "bytes of a body", pattern: /\.bytes\(\)/ },
  { name: "Map.getOrInsert", pattern: /\.getOrInsert(?:Computed)?\(/ },
  { name: "light-dark", pattern: /light-dark\(/ },
];

it.each(TOO_NEW)("asks for no $name", ({ pattern }) => {
  const used = [...files].filter(([, text]) => pattern.test(text));
  expect(used.map(([path]) => path)).toEqual([]);
});

it("is built for the browsers that the README names", () => {
  const readme = readFileSync(join(projectRoot, "README.md"), "utf8");
  const { chrome, firefox, safari } = BASELINE;
  expect(readme.includes(`Safari ${safari}, Chrome or Edge ${chrome}, Firefox ${firefox}`)).toBe(true);
});

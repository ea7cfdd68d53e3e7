import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { PAGE_FILES, PLAIN_PAGES } from "../../../test/plain-pages.ts";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");

describe("pages", () => {
  it.each(PAGE_FILES)("%s has a title and one script, which defines what its body shows", (file) => {
    const shell = read(`../${file}`);
    expect(shell).toMatch(/<title>.+<\/title>/);
    const scripts = [...shell.matchAll(/<script type="module" src="\.\/([^"]+)">/g)].map(([, path]) => path ?? "");
    expect(scripts).toHaveLength(1);
    const [, body = ""] = /<body>([\s\S]*)<\/body>/.exec(shell) ?? [];
    const elements = [...body.matchAll(/<(asyndbt-[a-z-]+)>/g)].map(([, name]) => name ?? "");
    const script = read(`../${scripts[0]}`);
    expect(elements.filter((name) => !script.includes(`definePage("${name}"`))).toEqual([]);
  });

  it.each(PLAIN_PAGES)("%s is photographed", (address) => {
    expect(read("../../../cli/screenshots/screens.ts")).toContain(`open(page, "${address}")`);
  });
});

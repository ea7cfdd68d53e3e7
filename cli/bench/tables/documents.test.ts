import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../machine/project-root.ts";
import type { ReportRow } from "../bench-report.ts";
import { tablesIn, withTables } from "./documents.ts";
import { pivoted } from "./pivot.ts";
import { TABLES } from "./tables.ts";

const folder = join(projectRoot, "docs", "benchmarks");
const documents = readdirSync(folder).filter((name) => name.endsWith(".md"));

describe("docs/benchmarks", () => {
  it.each(documents)("%s shows what the stored JSON says (else: npm run bench:tables)", (name) => {
    const text = readFileSync(join(folder, name), "utf8");
    expect(withTables(text, TABLES)).toBe(text);
  });

  it("shows every table there is, once", () => {
    const shown = documents.flatMap((name) => tablesIn(readFileSync(join(folder, name), "utf8")));
    expect(shown.sort()).toEqual([...TABLES.keys()].sort());
  });
});

describe("withTables", () => {
  const tables = new Map([["a", () => "| new |"]]);

  it("replaces what stands between the marks and nothing else", () => {
    const text = "before\n\n<!-- table: a -->\n\n| old |\n| --- |\n\n<!-- end -->\n\nafter\n";
    expect(withTables(text, tables)).toBe("before\n\n<!-- table: a -->\n\n| new |\n\n<!-- end -->\n\nafter\n");
  });

  it("refuses a name without a table and a mark without its end", () => {
    expect(() => withTables("<!-- table: b -->\n<!-- end -->", tables)).toThrow('no table "b"; there are a');
    expect(() => withTables("<!-- table: a -->\n| old |", tables)).toThrow("needs an <!-- end -->");
    expect(() => withTables("<!-- table: a -->\n<!-- table: a -->\n<!-- end -->", tables)).toThrow("needs an <!-- end -->");
  });
});

describe("pivoted", () => {
  it("makes a column of each way and a hole of what was not measured", () => {
    const rows: ReportRow[] = [
      { R: 3, mode: "fast", minutes: 1 },
      { R: 3, mode: "slow", minutes: 2 },
      { R: 10, mode: "slow", minutes: 4 },
    ];
    const turned = pivoted(rows, {
      row: ({ R }) => ({ R: R ?? null }),
      column: ({ mode }) => String(mode),
      cell: ({ minutes }) => minutes ?? null,
    });
    expect(turned).toEqual([
      { R: 3, fast: 1, slow: 2 },
      { R: 10, fast: null, slow: 4 },
    ]);
  });
});

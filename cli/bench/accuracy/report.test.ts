import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Cell } from "./cell.ts";
import { writeReport } from "./report.ts";
import { cellOf, marks } from "./testing/cells.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "asyndbt-report-"));
  vi.spyOn(console, "log").mockReturnValue();
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function written(cells: readonly Cell[]): Readonly<Record<string, string>> {
  writeReport({ cells, budgetQueries: 400, participants: 3, model: "a <model> & more", json: join(folder, "new", "accuracy.json") });
  const names = readdirSync(join(folder, "new"));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, "new", name), "utf8")]));
}

const cell = (method: string, right: number, seed = 0): Cell => cellOf({ set: "sst2", method, seed, bare: [marks(right, 100)] });

it("compares ours with the best baseline of the same setting, and baselines with nobody", () => {
  const files = written([cell("manual", 50), cell("kate", 60), cell("fedone", 90), cell("cendbt", 75)]);
  const { rows } = JSON.parse(files["accuracy.json"] ?? "");
  const against = "against the best baseline, with offsets";
  expect(rows.map((row: Record<string, unknown>) => [row.method, row[against]])).toEqual([
    ["manual", null],
    ["kate", null],
    ["cendbt", expect.stringMatching(/^kate: \+0\.150 \(\+0\.\d{3} to \+0\.\d{3}\)$/)],
    ["fedone", null],
  ]);
  expect(files["accuracy.html"]).toContain("a &lt;model&gt; &amp; more");
  expect(files["accuracy.md"]).toContain("0.750 ± 0.000");
});

it("ranks ours among the baselines: an ablation takes nobody's place", () => {
  const { ranks } = JSON.parse(
    written([cell("manual", 50), cell("kate", 60), cell("cendbt", 70), cell("few-shots", 75)])["accuracy.json"] ?? "",
  );
  expect(ranks.map((row: Record<string, unknown>) => [row.method, row["average rank, bare"]])).toEqual([
    ["manual", 3],
    ["kate", 2],
    ["cendbt", 1],
  ]);
});

it("holds no NaN where methods have no seed in common, or only one method is there", () => {
  for (const cells of [[cell("kate", 60, 0), cell("cendbt", 75, 1), cell("asyndbt", 70, 2)], [cell("asyndbt", 70)], [cell("manual", 50)]])
    for (const [name, text] of Object.entries(written(cells))) expect(`${name}: ${text}`).not.toMatch(/NaN|undefined|Infinity/);
});

it("leaves cells of other budgets to the curve", () => {
  const small = { ...cell("cendbt", 60), budgetQueries: 100 };
  const files = written([cell("manual", 50), cell("cendbt", 75), small]);
  const { rows, cells } = JSON.parse(files["accuracy.json"] ?? "");
  expect([rows.length, cells.length]).toEqual([2, 3]);
  expect(files["accuracy-queries.svg"]).toContain("sst2 cendbt");
  expect(files["accuracy.md"]).toContain("![queries](accuracy-queries.svg)");
});

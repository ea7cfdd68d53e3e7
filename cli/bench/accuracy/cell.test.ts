import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defaultSettings } from "../../../shared/algorithm/settings.ts";
import { METHODS, type NamedMethod } from "../../../shared/methods/methods.ts";
import { createSimulatedModel } from "../../../shared/prompt/simulated/simulated-model.ts";
import { readDataFolder } from "../../data/data-folder.ts";
import { projectRoot } from "../../machine/project-root.ts";
import { type CachedModel, withDiskCache } from "./cached-model.ts";
import { type Cell, type CellSpec, dataDigest, leastBudgetOf, runCell, sharesOf } from "./cell.ts";

const data = readDataFolder(join(projectRoot, "data", "support"), { tuneLabelWords: false });
const testTexts = new Set(data.test.map(({ text }) => text));

let folder: string;
let model: CachedModel;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "asyndbt-cell-"));
  model = withDiskCache(createSimulatedModel(), join(folder, "answers.jsonl"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function cellWith(method: NamedMethod, changed: Partial<CellSpec> = {}): Promise<Cell> {
  const participants = method.setting === "pooled" ? 1 : 3;
  const asked = { set: data.name, method: method.name, seed: 0, budgetQueries: 60, participants, labelWords: "own" } as const;
  const spec: CellSpec = { ...asked, data: dataDigest(data), ...changed };
  return runCell({ data, method, spec, settings: defaultSettings, model });
}

function named(name: string): NamedMethod {
  const found = METHODS.find((method) => method.name === name);
  if (!found) throw new RangeError(`no method ${name}`);
  return found;
}

describe("runCell", () => {
  it.each([
    ["random-search", 1],
    ["random-search-alone", 3],
  ])("%s is tested for each of its participants (%d) on every test row, within the budget", async (name, participants) => {
    const { tested, tokens, seed, method } = await cellWith(named(name));
    expect([method, seed, tested.length]).toEqual([name, 0, participants]);
    for (const { bare, calibrated, queries } of tested) {
      expect(bare).toMatch(/^[01]{120}$/);
      expect(calibrated).toMatch(/^[01]{120}$/);
      expect(queries).toBeGreaterThan(0);
      expect(queries).toBeLessThanOrEqual(60);
    }
    expect(tokens).toBeGreaterThan(0);
  });

  it("counts only the tokens of tuning, so none for the initial prompt, and the same ones when all is remembered", async () => {
    expect((await cellWith(named("manual"))).tokens).toBe(0);
    const [first, second] = [await cellWith(named("local-search")), await cellWith(named("local-search"))];
    expect(second.tokens).toBe(first.tokens);
    expect(second.tested).toEqual(first.tested);
  });

  it("gives a method everything but the test rows", async () => {
    const seen: string[] = [];
    const nosy: NamedMethod = {
      ...named("manual"),
      run: (input) => {
        seen.push(...[input.shares, input.task, input.minedPhrases].map((part) => JSON.stringify(part)));
        return named("manual").run(input);
      },
    };
    await cellWith(nosy);
    expect(seen[0]).toContain(data.train[0]?.text);
    for (const text of testTexts) for (const part of seen) expect(part).not.toContain(JSON.stringify(text));
  });

  it("another seed is another draw", async () => {
    const method = named("random-icl");
    expect((await cellWith(method, { seed: 1 })).tested).not.toEqual((await cellWith(method)).tested);
  });
});

describe("sharesOf", () => {
  it("shares every training and pool example out once, and validation to everybody", () => {
    const shares = sharesOf(data, 3);
    const ids = (rows: readonly { readonly id?: string | undefined }[]): (string | undefined)[] => rows.map(({ id }) => id).sort();
    expect(ids(shares.flatMap(({ train }) => train))).toEqual(ids(data.train));
    expect(ids(shares.flatMap(({ pool }) => pool))).toEqual(ids(data.pool));
    for (const share of shares) expect(share.validation).toEqual(data.validation);
    expect(sharesOf(data, 1)).toEqual([{ train: data.train, pool: data.pool, validation: data.validation }]);
  });

  it("refuses more participants than there are training examples", () => {
    expect(() => sharesOf(data, 49)).toThrow("support: participant 49 would have no training example");
  });
});

it("the least budget allows a step: every method keeps it", async () => {
  const budgetQueries = leastBudgetOf(data, 3, defaultSettings);
  for (const name of ["asyndbt", "fedone", "local-search-alone"]) {
    const { tested } = await cellWith(named(name), { budgetQueries });
    for (const { queries } of tested) expect(queries).toBeLessThanOrEqual(budgetQueries);
  }
});

it("dataDigest tells other rows, words and shares apart", () => {
  const [row, ...rest] = data.test;
  if (!row) throw new RangeError("no test row");
  const others = [
    { ...data, test: rest },
    { ...data, test: [{ ...row, label: "another" }, ...rest] },
    { ...data, train: data.train.slice(1) },
    { ...data, task: { ...data.task, header: `${data.task.header} Now.` } },
    { ...data, partition: undefined },
  ];
  const digests = [data, ...others].map(dataDigest);
  expect(new Set(digests).size).toBe(digests.length);
  expect(dataDigest({ ...data })).toBe(digests[0]);
});

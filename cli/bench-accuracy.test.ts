// The bench as somebody at a terminal runs it: killed and started again, reported from what is done, and told something wrong.

import { spawn } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startFaultServer } from "../test/fault-server.ts";
import { projectRoot } from "./machine/project-root.ts";

const METHODS = "manual,random-icl,local-search,cendbt,random-icl-alone,no-cuts,asyndbt";

let scratch: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "asyndbt-accuracy-"));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `killAfter`: ended by force after so many lines of progress. */
function bench(args: readonly string[], killAfter = Number.POSITIVE_INFINITY): Promise<Ended> {
  const child = spawn(process.execPath, [join(projectRoot, "cli", "run.mjs"), "bench-accuracy", ...args], {
    env: { ...process.env, XDG_CACHE_HOME: scratch, BENCH_TEST_KEY: "bench-key" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (part) => {
    stdout += String(part);
  });
  child.stderr.on("data", (part) => {
    stderr += String(part);
    if (stderr.split("\n").length > killAfter) child.kill("SIGKILL");
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
}

const simulated = (state: string, ...more: readonly string[]): string[] => {
  const data = ["--data", join(projectRoot, "data"), "--sets", "support", "--language-model", "simulated", "--seeds", "0,1"];
  return [...data, "--methods", METHODS, "--budget-queries", "120", "--state", state, ...more];
};

async function reportOf(json: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(json, "utf8"));
}

/** Keys of the answers paid for, of whole lines. */
async function paidIn(state: string): Promise<string[]> {
  const [file = ""] = (await readdir(state)).filter((name) => name.startsWith("answers-"));
  const lines = (await readFile(join(state, file), "utf8")).split("\n");
  return lines.flatMap((line) => /^\["([0-9a-f]+)",.*\]$/.exec(line)?.[1] ?? []);
}

test("a run writes JSON, Markdown, HTML and plots; the next pays nothing and says the same", async () => {
  const state = await mkdtemp(join(scratch, "state-"));
  const json = join(scratch, "whole", "accuracy.json");
  const first = await bench(simulated(state, "--json", json));
  expect(first).toMatchObject({ code: 0 });
  expect(first.stderr.trimEnd().split("\n")).toHaveLength(14);
  expect(first.stderr).toMatch(/^1\/14 {2}support seed 0 manual: 0\.\d{3} \(bare 0\.\d{3}\); \d+ answers paid, .* left$/m);
  expect((await readdir(join(scratch, "whole"))).sort()).toEqual(
    ["accuracy-seconds.svg", "accuracy-tokens.svg", "accuracy.html", "accuracy.json", "accuracy.md"].sort(),
  );
  const report = await reportOf(json);
  const text = expect.any(String);
  expect(report).toMatchObject({ bench: "accuracy", budgetQueries: 120, participants: 3, model: expect.stringContaining("sim-icl-2") });
  expect(report.rows).toHaveLength(7);
  expect(report.cells).toHaveLength(14);
  expect(report.targets).toEqual(expect.arrayContaining([{ id: text, target: text, measured: text, met: expect.any(Boolean) }]));
  for (const name of await readdir(join(scratch, "whole")))
    expect(await readFile(join(scratch, "whole", name), "utf8")).not.toMatch(/NaN|undefined|Infinity/);
  expect(await readFile(join(scratch, "whole", "accuracy.md"), "utf8")).toContain("![tokens](accuracy-tokens.svg)");
  expect(first.stdout).toContain("| support | shared | asyndbt | 2 |");

  const paid = await paidIn(state);
  const second = await bench(simulated(state, "--json", json));
  expect(second).toEqual({ code: 0, stdout: first.stdout, stderr: "" });
  expect(await reportOf(json)).toEqual(report);
  // Measured anew, everything is remembered.
  const again = await bench(simulated(state, "--again", "asyndbt", "--json", json));
  expect(again.stderr).toMatch(/^1\/2 .* asyndbt: .*; 0 answers paid/);
  expect(await paidIn(state)).toEqual(paid);
  const timeless = (value: unknown): unknown => JSON.parse(JSON.stringify(value, (key, part) => (key === "seconds" ? 0 : part)));
  expect(timeless(await reportOf(json))).toEqual(timeless(report));
  // Other numbers of participants are other cells; only those who share their examples are measured again.
  const two = await bench(simulated(state, "--participants", "2"));
  expect(
    two.stderr
      .trimEnd()
      .split("\n")
      .map((line) => line.split(" ")[5]),
  ).toEqual(["random-icl-alone:", "no-cuts:", "asyndbt:", "random-icl-alone:", "no-cuts:", "asyndbt:"]);
});

test("a killed run goes on and pays no answer twice", async () => {
  const [whole, broken] = [await mkdtemp(join(scratch, "whole-")), await mkdtemp(join(scratch, "broken-"))];
  const json = join(scratch, "killed", "accuracy.json");
  expect((await bench(simulated(whole, "--json", json))).code).toBe(0);
  const expected = await reportOf(json);

  expect((await bench(simulated(broken), 4)).code).toBeNull();
  // As a kill in the middle of a line leaves it.
  for (const name of await readdir(broken)) {
    const file = join(broken, name);
    await truncate(file, (await readFile(file)).length - 15);
  }
  const before = (await paidIn(broken)).length;
  expect(before).toBeGreaterThan(100);
  const resumed = await bench(simulated(broken, "--json", json));
  expect(resumed.code).toBe(0);
  expect(resumed.stderr.trimEnd().split("\n").length).toBeLessThan(14);
  const paid = await paidIn(broken);
  expect(new Set(paid).size).toBe(paid.length);
  expect([...paid].sort()).toEqual((await paidIn(whole)).sort());
  const timeless = (value: unknown): unknown => JSON.parse(JSON.stringify(value, (key, part) => (key === "seconds" ? 0 : part)));
  expect(timeless(await reportOf(json))).toEqual(timeless(expected));
});

test("other examples under the same name are measured anew, and not reported as the earlier ones", async () => {
  const [state, folder] = [await mkdtemp(join(scratch, "anew-")), await mkdtemp(join(scratch, "data-"))];
  await cp(join(projectRoot, "data", "support"), join(folder, "support"), { recursive: true });
  const manual = simulated(state, "--data", folder, "--methods", "manual", "--seeds", "0");
  const first = await bench(manual);
  const rows = (await readFile(join(folder, "support", "test.jsonl"), "utf8")).trimEnd().split("\n");
  await writeFile(join(folder, "support", "test.jsonl"), rows.slice(0, 60).join("\n"));
  const second = await bench(manual);
  expect(second.stderr).toMatch(/^1\/1 {2}support seed 0 manual: .*; 0 answers paid/);
  expect(second.stdout).not.toBe(first.stdout);
  expect((await bench([...manual, "--report-only"])).stdout).toBe(second.stdout);
});

test("several budgets make a curve, and the report alone asks nothing", async () => {
  const state = await mkdtemp(join(scratch, "curve-"));
  const some = (budget: string, ...more: readonly string[]): string[] =>
    simulated(state, "--methods", "manual,cendbt", "--seeds", "0", "--budget-queries", budget, ...more);
  expect((await bench(some("60"))).code).toBe(0);
  expect((await bench(some("240"))).code).toBe(0);
  const json = join(scratch, "curve", "accuracy.json");
  const alone = await bench(some("240", "--report-only", "--json", json));
  expect(alone).toMatchObject({ code: 0, stderr: "" });
  expect(await readFile(join(scratch, "curve", "accuracy-queries.svg"), "utf8")).toContain("support cendbt");
  expect((await reportOf(json)).targets).toContainEqual(expect.objectContaining({ id: "cendbt: gain at a quarter of the budget, bare" }));
});

test("an endpoint is asked in the dialect that was named, with the key of the named variable", async () => {
  const ollama = await startFaultServer();
  try {
    const data = [
      "--data",
      join(projectRoot, "data"),
      "--sets",
      "support",
      "--methods",
      "manual",
      "--seeds",
      "0",
      "--budget-queries",
      "60",
    ];
    const endpoint = ["--language-model", ollama.url, "--dialect", "ollama", "--model", "known-model", "--key-env", "BENCH_TEST_KEY"];
    const json = join(scratch, "dialect", "accuracy.json");
    const { code } = await bench([...data, ...endpoint, "--state", await mkdtemp(join(scratch, "dialect-")), "--json", json]);
    expect(code).toBe(0);
    expect(await reportOf(json)).toMatchObject({ model: expect.stringMatching(/^known-model\/ollama\//) });
    expect(new Set(ollama.seen.map(({ path, headers }) => `${path} ${headers.authorization}`))).toEqual(
      new Set(["/api/generate Bearer bench-key"]),
    );
  } finally {
    await ollama.close();
  }
});

describe("what cannot be is one clear line, a code that is not 0, and nothing on standard output", () => {
  async function refuses(args: readonly string[], line: RegExp): Promise<void> {
    const ended = await bench(args);
    expect(ended.stderr.trimEnd()).toMatch(line);
    expect(ended.stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(ended.stdout).toBe("");
    expect(ended.code).toBeGreaterThan(0);
  }
  const data = join(projectRoot, "data");

  test("flags", async () => {
    await refuses([], /^bench:accuracy: --language-model URL is needed; --help says more$/);
    await refuses(["--wrong"], /^bench:accuracy: Unknown option '--wrong'\. See --help\.$/);
    await refuses(simulated(scratch, "--methods", "kat"), /^bench:accuracy: no method "kat"; there are manual, /);
    await refuses(simulated(scratch, "--dialect", "klingon"), /^bench:accuracy: --dialect must be one of .*, ollama, .*, not "klingon"$/);
    await refuses(simulated(scratch, "--dialect", "ollama"), /^bench:accuracy: --dialect is for an endpoint: /);
    await refuses(
      simulated(scratch, "--key-env", "BENCH_TEST_NO_KEY"),
      /^bench:accuracy: the environment variable BENCH_TEST_NO_KEY is not set$/,
    );
  });

  test("data that are not there, or cannot be shared out", async () => {
    await refuses(simulated(scratch, "--sets", "support,nowhere"), /there is no folder .*nowhere$/);
    await refuses(simulated(scratch, "--participants", "60"), /support: participant 49 would have no training example: use fewer$/);
    const broken = await mkdtemp(join(scratch, "data-"));
    await cp(join(data, "support"), join(broken, "support"), { recursive: true });
    await writeFile(join(broken, "support", "train.jsonl"), '{"text": "half a li');
    await refuses(simulated(scratch, "--data", broken), /train\.jsonl, line 1: not valid JSON$/);
  });

  test("two sets of one name", async () => {
    const both = await mkdtemp(join(scratch, "both-"));
    for (const name of ["a", "b"]) await cp(join(data, "support"), join(both, name), { recursive: true });
    await refuses(simulated(scratch, "--data", both, "--sets", "a,b"), /two of the sets call themselves "support"/);
  });

  test("a budget too small for a step, said before anything is asked", async () => {
    await refuses(
      simulated(scratch, "--budget-queries", "20"),
      /--budget-queries 20 is too small: support needs at least \d+ for one step/,
    );
  });

  test("a report of nothing", async () => {
    await refuses(simulated(await mkdtemp(join(scratch, "none-")), "--report-only"), /nothing is measured yet for this report$/);
  });

  test("an endpoint that is not there", async () => {
    const passing = createServer();
    const port = await new Promise<number>((resolve) => {
      passing.listen(0, "127.0.0.1", () => {
        const address = passing.address();
        resolve(address !== null && typeof address === "object" ? address.port : 0);
      });
    });
    passing.close();
    const endpoint = ["--language-model", `http://127.0.0.1:${port}/v1`, "--model", "any"];
    await refuses([...simulated(scratch), ...endpoint], /nothing answers at this address \(127\.0\.0\.1:\d+\)/);
  });
});

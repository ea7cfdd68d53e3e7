// The demo as a stranger runs it: what it says of bad input, and what one real run prints.

import { spawn } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DIALECT_NAMES } from "../client/language-model/dialects/dialects.ts";
import { startFaultServer } from "../test/fault-server.ts";
import { projectRoot } from "./machine/project-root.ts";

const sample = join(projectRoot, "data", "support");
let scratch: string;
let provider: Server;
/** Of an endpoint that accepts no key. */
let strict: string;
/** Of an endpoint that is not there. */
let closed: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "asyndbt-demo-"));
  provider = createServer((_, response) => {
    response.writeHead(401, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: { message: "Incorrect API key provided: wrong-key-4711" } }));
  });
  strict = await listening(provider);
  const passing = createServer();
  closed = await listening(passing);
  passing.close();
});

afterAll(async () => {
  provider?.close();
  await rm(scratch, { recursive: true, force: true });
});

describe("bad input is one clear line, a code that is not 0, and nothing on standard output", () => {
  test("a folder that is not there", async () => {
    await refuses(["--data", join(scratch, "nowhere")], /there is no folder .*nowhere$/);
  });

  test("a file that is missing", async () => {
    const folder = await sampleWithout("validation.jsonl");
    await refuses(["--data", folder], /validation\.jsonl is missing; docs\/data-format\.md/);
  });

  test("a line that is not JSON", async () => {
    const folder = await sampleWith("train.jsonl", 3, () => '{"text": "half a li');
    await refuses(["--data", folder], /train\.jsonl, line 3: not valid JSON$/);
  });

  test("a line without a text", async () => {
    const folder = await sampleWith("pool.jsonl", 7, () => '{"label": "billing"}');
    await refuses(["--data", folder], /pool\.jsonl, line 7: text: /);
  });

  test("a label that task.json does not have", async () => {
    const folder = await sampleWith("test.jsonl", 5, (line) => line.replace(/"label": "\w+"/, '"label": "refunds"'));
    await refuses(
      ["--data", folder],
      /test\.jsonl, line 5: unknown label "refunds"; task\.json has billing, delivery, account, technical$/,
    );
  });

  test("a file without examples", async () => {
    const folder = await sampleWithout("validation.jsonl");
    await writeFile(join(folder, "validation.jsonl"), "\n");
    await refuses(["--data", folder], /validation\.jsonl holds no example$/);
  });

  test("a partition that names a row that is not there", async () => {
    const folder = await sampleWith("train.jsonl", 2, () => "");
    await refuses(["--data", folder], /partition\.json names a row that is not there: "support-train-2"$/);
  });

  test("a task file that is not JSON", async () => {
    const folder = await sampleWith("task.json", 1, () => "{}//");
    await refuses(["--data", folder], /task\.json: not valid JSON$/);
  });

  test("an endpoint that cannot be reached", async () => {
    await refuses(["--language-model", `${closed}/v1`, "--model", "any"], /nothing answers at this address \(127\.0\.0\.1:\d+\)/);
  });

  test("a key that the endpoint does not accept, without repeating it", async () => {
    const args = ["--language-model", `${strict}/v1`, "--model", "any", "--key-env", "DEMO_TEST_KEY"];
    const { stderr } = await refuses(args, /does not accept the key .*401/, { DEMO_TEST_KEY: "wrong-key-4711" });
    expect(stderr).not.toContain("4711");
  });

  test("a key variable that is not set", async () => {
    await refuses(["--language-model", `${strict}/v1`, "--model", "any", "--key-env", "DEMO_TEST_NO_KEY"], /DEMO_TEST_NO_KEY is not set$/);
  });

  test("a dialect that does not exist, or that nothing would speak", async () => {
    const endpoint = ["--language-model", `${strict}/v1`, "--model", "any", "--dialect"];
    await refuses([...endpoint, "klingon"], new RegExp(`^demo: --dialect must be one of ${DIALECT_NAMES.join(", ")}, not "klingon"$`));
    await refuses(["--dialect", "ollama"], /--dialect is for an endpoint: give its address with --language-model$/);
    await refuses(["--model", "any"], /--model is for an endpoint or a local model: choose one with --language-model$/);
  });

  test("an endpoint without a model", async () => {
    await refuses(["--language-model", `${strict}/v1`], /--model is needed/);
  });

  test("a budget of zero", async () => {
    await refuses(["--budget-queries", "0"], /--budget-queries 0 is too small: participant 1 needs at least \d+ queries/);
  });

  test("limits that are none, and one of money where nothing has a price", async () => {
    await refuses(["--budget-tokens", "none"], /--budget-tokens must be a number above 0, not "none"$/);
    await refuses(["--budget-minutes", "0"], /--budget-minutes must be a number above 0, not "0"$/);
    await refuses(["--budget-money", "1"], /--budget-money needs --prices and an endpoint/);
    await refuses(["--prices", "1"], /--prices must be two numbers such as 0\.5,2, not "1"$/);
  });

  test("flags that do not exist or do not fit", async () => {
    await refuses(["--wrong"], /Unknown option '--wrong'. See --help\.$/);
    await refuses(["--participants", "none"], /--participants must be a whole number from 1 to 10, not "none"$/);
    await refuses(["--seed", "-1"], /^demo: Option '--seed' argument is ambiguous\. See --help\.$/);
  });
});

test("an endpoint is asked in the dialect that was named", async () => {
  const ollama = await startFaultServer();
  try {
    const endpoint = ["--language-model", ollama.url.replace("/v1", ""), "--dialect", "ollama", "--model", "known-model"];
    const { code, stdout } = await demo([...endpoint, "--participants", "1", "--budget-queries", "150", "--test-rows", "8", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      languageModel: expect.stringMatching(/^known-model\/ollama\/.*top-k-20$/),
      simulated: false,
    });
    expect(ollama.seen.length).toBeGreaterThan(50);
    expect(ollama.seen.filter(({ path }) => !path.startsWith("/api/"))).toEqual([]);
  } finally {
    await ollama.close();
  }
});

test("a limit of money ends tuning long before the budget of queries", async () => {
  const server = await startFaultServer();
  try {
    const endpoint = ["--language-model", server.url, "--model", "known-model", "--layout", "completion", "--prices", "1,2"];
    const few = ["--participants", "1", "--budget-queries", "5000", "--test-rows", "8", "--json"];
    const { code, stdout } = await demo([...endpoint, ...few, "--budget-money", "0.05"]);
    expect(code).toBe(0);
    const [{ queries, testQueries, tokens, contributions }] = JSON.parse(stdout).participants;
    expect(contributions).toBeGreaterThan(0);
    // Each token costs a millionth or two, and the test, for which enough is held back, takes as many for each query as tuning.
    expect(tokens + (testQueries * tokens) / queries).toBeLessThan(50_000);
    // Less than half of the money is held back: three prompts on eight rows, and the race at the end of what is left.
    expect(tokens).toBeGreaterThan(15_000);
  } finally {
    await server.close();
  }
});

test("an endpoint without label probabilities is refused, and asked where that is allowed", async () => {
  const body = (text: string) => ({
    content: [{ type: "text", text }],
    stop_reason: "end_turn",
    usage: { input_tokens: 9, output_tokens: 1 },
  });
  const anthropic = await startFaultServer({
    // The connection's own harmless sentence has labels of its own.
    fault: (_, request) => ({ type: "reply", body: body(JSON.stringify(request.body).includes("Sentiment:") ? "positive" : "delivery") }),
  });
  try {
    const endpoint = ["--language-model", anthropic.url, "--dialect", "anthropic", "--model", "any", "--layout", "chat"];
    await refuses(endpoint, /^demo: the endpoint gives no label probabilities\. Allow sampled or text answers/);
    const few = ["--participants", "1", "--budget-queries", "150", "--test-rows", "8", "--json"];
    const { code, stdout } = await demo([...endpoint, "--without-log-probs", "text", ...few]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ languageModel: "any/anthropic/chat/chat/text" });
    await refuses([...endpoint, "--without-log-probs", "guesses"], /--without-log-probs must be one of sampled, text, not "guesses"$/);
  } finally {
    await anthropic.close();
  }
});

test("a run that is interrupted says so by its code and leaves nothing behind", async () => {
  const temporary = await mkdtemp(join(scratch, "interrupted-"));
  const child = spawn(process.execPath, [join(projectRoot, "cli", "run.mjs"), "demo"], {
    env: { ...process.env, TMPDIR: temporary },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise<number | null>((resolve) => {
    child.once("exit", resolve);
  });
  await new Promise((resolve) => {
    child.stderr.once("data", resolve);
  });
  expect((await readdir(temporary)).length).toBeGreaterThan(0);
  child.kill("SIGINT");
  expect(await ended).toBe(130);
  expect((await readdir(temporary)).filter((name) => name.startsWith("asyndbt-"))).toEqual([]);
});

test("one participant's run has every figure, and the same seed gives the same figures", async () => {
  const args = ["--participants", "1", "--budget-queries", "400", "--seed", "0", "--json"];
  const first = await demo(args);
  expect(first).toMatchObject({ code: 0, stderr: "" });
  const report: Record<string, unknown> = JSON.parse(first.stdout);
  const count = expect.any(Number);
  const participant = {
    id: 1,
    measured: { on: "test", start: count, pasted: count, gained: count, lost: count, pValue: count },
    verdict: expect.stringMatching(/^(better-prompt|calibrated-answers|nothing-better)$/),
    queries: count,
    tokens: count,
    bytesUp: count,
    bytesDown: count,
    contributions: count,
  };
  expect(report).toMatchObject({
    task: "support",
    seed: 0,
    languageModel: "sim-icl-2",
    simulated: true,
    participants: [participant],
    iterations: count,
    merges: count,
    refused: 0,
    stalenessMean: 0,
    stalenessMax: 0,
    planesAdded: count,
    planesDropped: count,
    fragment: expect.arrayContaining([expect.any(String)]),
    wallMs: count,
  });
  expect(report).toHaveProperty(
    ["participants", 0, "queries"],
    expect.toSatisfy((queries: number) => queries > 0 && queries <= 400),
  );

  const again: Record<string, unknown> = JSON.parse((await demo(args)).stdout);
  expect({ ...again, wallMs: 0 }).toEqual({ ...report, wallMs: 0 });
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function refuses(args: readonly string[], line: RegExp, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const ended = await demo([...args, "--json"], env);
  expect(ended.stderr.trimEnd()).toMatch(line);
  expect(ended.stderr.trimEnd().split("\n")).toHaveLength(1);
  expect(ended.stdout).toBe("");
  expect(ended.code).toBeGreaterThan(0);
  return ended;
}

function demo(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const child = spawn(process.execPath, [join(projectRoot, "cli", "run.mjs"), "demo", ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (part) => {
    stdout += String(part);
  });
  child.stderr.on("data", (part) => {
    stderr += String(part);
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
}

async function sampleWith(name: string, number: number, change: (line: string) => string): Promise<string> {
  const folder = await mkdtemp(join(scratch, "data-"));
  await cp(sample, folder, { recursive: true });
  const lines = (await readFile(join(folder, name), "utf8")).split("\n");
  await writeFile(join(folder, name), lines.map((line, i) => (i === number - 1 ? change(line) : line)).join("\n"));
  return folder;
}

async function sampleWithout(name: string): Promise<string> {
  const folder = await mkdtemp(join(scratch, "data-"));
  await cp(sample, folder, { recursive: true });
  await rm(join(folder, name));
  return folder;
}

function listening(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("the test server has no port"));
      else resolve(`http://127.0.0.1:${address.port}`);
    });
  });
}

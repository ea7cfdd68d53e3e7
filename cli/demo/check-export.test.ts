// Every file that can run does what was measured: with an endpoint that answers in all the ways models write, and one that answers wrong.

import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { load } from "js-yaml";
import nunjucks from "nunjucks";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exportFile } from "../../client/participant/export/export.ts";
import type { ParticipantSnapshot, TunedResult } from "../../client/participant/snapshot.ts";
import { labelForms } from "../../shared/prompt/render.ts";
import { createSimulatedModel } from "../../shared/prompt/simulated/simulated-model.ts";
import { simulatedResult } from "../../test/exports/measured.ts";
import { fieldAt, promptfooTransform } from "../../test/exports/modules.ts";
import { hasPython } from "../../test/exports/python.ts";
import { readDataFolder } from "../data/data-folder.ts";
import { projectRoot } from "../machine/project-root.ts";
import { type CheckedExport, checkExports, checkText, differing, type ExportCheck, sourceOfCheck } from "./check-export.ts";
import { serveSimulated } from "./simulated-endpoint.ts";

const ROWS = 8;
/** Programs are started many times, and the machine may be busy. */
const PATIENCE_MS = 180_000;
const data = readDataFolder(join(projectRoot, "data", "support"), { tuneLabelWords: true });
const { task } = data;
const testRows = data.test.slice(0, ROWS);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "asyndbt-check-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function checkOf(layout: TunedResult["layout"]): Promise<ExportCheck> {
  const snapshot: ParticipantSnapshot = { ...emptySnapshot, result: await simulatedResult(data, testRows, layout) };
  return {
    task,
    snapshot,
    examples: { train: data.train, pool: data.pool, validation: [], test: testRows },
    endpoint: null,
    capability: null,
    folder,
  };
}

test.each(["chat", "completion"] as const)(
  "%s: every file is as right as was measured",
  async (layout) => {
    const checked = await checkExports(await checkOf(layout));
    expect(checked.map(({ format }) => format)).toEqual([
      "typescript, with demonstrations, by probabilities",
      "typescript, with demonstrations, in words",
      "python, with demonstrations, by probabilities",
      "python, with demonstrations, in words",
      "curl, with demonstrations, in words",
      "typescript, shared part, by probabilities",
      "typescript, shared part, in words",
      "python, shared part, by probabilities",
      "python, shared part, in words",
      "curl, shared part, in words",
    ]);
    expect(differing(checked), checkText(checked)).toEqual([]);
    const run = checked.filter(({ exported }) => exported !== null);
    expect(run.length).toBeGreaterThanOrEqual(hasPython ? 8 : 4);
    expect(new Set((await readdir(folder)).map((name) => name.replace(/^.*[-_](private|shared)/, "$1")))).toEqual(
      new Set(["private.ts", "private.py", "private.sh", "shared.ts", "shared.py", "shared.sh"]),
    );
  },
  PATIENCE_MS,
);

test(
  "promptfoo's tests pass as often as was measured",
  async () => {
    const check = await checkOf("chat");
    const { result } = check.snapshot;
    if (!result) throw new TypeError("no result");
    const made = exportFile("promptfoo", await sourceOfCheck(check, result), "demonstrations");
    if (made.type !== "file") throw new TypeError(made.type);
    const config = load(made.file.text);
    const messages: { role: string; content: string }[] = JSON.parse(String(fieldAt(fieldAt(fieldAt(config, "prompts"), 0), "raw")));
    const transform = promptfooTransform(made.file.text);
    const served = await serveSimulated(createSimulatedModel({ layout: "chat" }), labelForms(result.content, "chat"));
    const templates = new nunjucks.Environment(null, { autoescape: false });
    let passed = 0;
    for (let i = 0; i < ROWS; i++) {
      const given = fieldAt(fieldAt(config, "tests"), i);
      const vars = fieldAt(given, "vars");
      const rendered = messages.map(({ role, content }) => ({ role, content: templates.renderString(content, Object(vars)) }));
      const response = await fetch(`${served.url}/chat/completions`, { method: "POST", body: JSON.stringify({ messages: rendered }) });
      const reply: unknown = await response.json();
      const output = fieldAt(fieldAt(fieldAt(fieldAt(reply, "choices"), 0), "message"), "content");
      const wanted = templates.renderString(String(fieldAt(fieldAt(fieldAt(given, "assert"), 0), "value")), Object(vars));
      if (transform(String(output)) === wanted) passed++;
    }
    await served.close();
    expect(passed).toBe(result.tuned.testWithoutOffsets?.correct);
  },
  PATIENCE_MS,
);

test(
  "a model that answers something else is told as different",
  async () => {
    const server: Server = createServer((request, response) => {
      request.resume();
      response.end(JSON.stringify({ choices: [{ message: { content: "no idea" } }] }));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    const address: AddressInfo | string | null = server.address();
    const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/v1`;
    const checked = await checkExports({ ...(await checkOf("chat")), endpoint: { url, model: "m", key: "k" } });
    server.close();
    const words: CheckedExport | undefined = checked.find(({ format }) => format === "typescript, with demonstrations, in words");
    expect(words?.exported).toBe(0);
    expect(differing(checked).length).toBeGreaterThan(3);
    expect(checkText(checked)).toMatch(/, in words +[1-8] of 8 +0 of 8 +different/);
  },
  PATIENCE_MS,
);

const emptySnapshot: ParticipantSnapshot = {
  activity: { type: "finished", reason: "budget" },
  connection: "none",
  socketsBlocked: false,
  participant: null,
  iteration: 1,
  step: 1,
  staleness: { last: 0, sum: 0, max: 0 },
  contributions: { sent: 0, merged: 0, stale: 0, refused: 0 },
  presence: null,
  queries: 1,
  tokens: 1,
  testQueries: 1,
  unanswered: 0,
  bytesUp: 0,
  bytesDown: 0,
  budgetQueries: 1,
  history: [],
  curve: null,
  consensus: [],
  current: null,
  favoured: [],
  result: null,
  refusal: null,
};

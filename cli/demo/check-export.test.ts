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
import { predictedLabel } from "../../shared/prompt/loss.ts";
import { contentOf, labelForms, type PromptContent, renderPrompt } from "../../shared/prompt/render.ts";
import { initialLowerChoice, searchSpaceOf } from "../../shared/prompt/search-space.ts";
import { sharedContent } from "../../shared/prompt/shared-content.ts";
import { createSimulatedModel } from "../../shared/prompt/simulated/simulated-model.ts";
import { fieldAt, promptfooTransform } from "../../test/exports/modules.ts";
import { hasPython } from "../../test/exports/python.ts";
import { readDataFolder } from "../data/data-folder.ts";
import { projectRoot } from "../machine/project-root.ts";
import { type CheckedExport, checkExports, checkText, differing, type ExportCheck, sourceOfCheck } from "./check-export.ts";
import { serveSimulated } from "./simulated-endpoint.ts";

const ROWS = 10;
const data = readDataFolder(join(projectRoot, "data", "support"), { tuneLabelWords: true });
const { task } = data;
const testRows = data.test.slice(0, ROWS);
const offsets = [-0.6, 0.2, 0.4, -0.1];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "asyndbt-check-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Measured as a run measures: by the renderer, the scores and the offsets. */
async function resultOf(layout: TunedResult["layout"]): Promise<TunedResult> {
  const space = searchSpaceOf(task);
  const content = contentOf(
    space,
    initialLowerChoice(space),
    data.pool.slice(0, 4).map(({ text, label }) => ({ text, label: task.labels.indexOf(label) })),
  );
  const model = createSimulatedModel({ layout });
  const right = async (shown: PromptContent, own: readonly number[]): Promise<number> => {
    let count = 0;
    for (const row of testRows) {
      const { logProbs } = await model.scoreLabels(renderPrompt(shown, row, layout), labelForms(shown, layout));
      if (task.labels[predictedLabel(logProbs, own)] === row.label) count++;
    }
    return count;
  };
  const score = (correct: number) => ({ correct, total: ROWS, loss: 1, confusion: [] });
  const zero = offsets.map(() => 0);
  const compared = (tunedRight: number) => ({ rows: ROWS, startRight: 0, tunedRight, gained: 0, lost: 0, pValue: 1, lossDifference: null });
  const [calibrated, pasted, shared] = [
    await right(content, offsets),
    await right(content, zero),
    await right(sharedContent(content, task), zero),
  ];
  // The cases would show nothing if all were the same.
  expect(new Set([calibrated, pasted, shared]).size).toBeGreaterThan(1);
  return {
    content,
    layout,
    labelOffsets: offsets,
    languageModelId: model.id,
    rung: "simulated",
    baseline: { content, validation: null, test: null },
    tuned: { validation: null, validationWithoutOffsets: null, test: score(calibrated), testWithoutOffsets: score(pasted) },
    baselineKept: false,
    judgement: {
      measuredOn: "test",
      verdict: "better-prompt",
      pasted: compared(pasted),
      calibrated: compared(calibrated),
      shared: compared(shared),
    },
  };
}

async function checkOf(layout: TunedResult["layout"]): Promise<ExportCheck> {
  const snapshot: ParticipantSnapshot = { ...emptySnapshot, result: await resultOf(layout) };
  return {
    task,
    snapshot,
    examples: { train: data.train, pool: data.pool, validation: [], test: testRows },
    endpoint: null,
    capability: null,
    folder,
  };
}

test.each(["chat", "completion"] as const)("%s: every file is as right as was measured", async (layout) => {
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
});

test("promptfoo's tests pass as often as was measured", async () => {
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
});

test("a model that answers something else is told as different", async () => {
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
  expect(checkText(checked)).toMatch(/typescript, with demonstrations, in words +\d+ of 10 +0 of 10 +different/);
});

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

// A partner's page that wants to know which texts its visitor has, and to spend the visitor's key: it learns nothing and spends nothing.

import type { Frame, Page } from "playwright-core";
import * as v from "valibot";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createdTaskSchema } from "../../shared/protocol/messages.ts";
import { isolatedPage } from "../partner-pages.ts";
import { type CountingEndpoint, startCountingEndpoint } from "./counting-endpoint.ts";
import { frameOf, type PartnerSystem, startPartnerSystem } from "./partner-system.ts";
import { agree, asked, heard, waitFor } from "./partner-talk.ts";
import { findings } from "./screen.ts";

const task = {
  name: "Films",
  labels: ["yes", "no"],
  labelWords: [["yes"], ["no"]],
  header: "Is it good? [VAR]",
  example: "Film: [SENTENCE1]\nGood:",
  phrases: [["Mind the tone.", "Mind the words.", "Answer at once."]],
  privateShots: 0,
};
/** In every text of the visitor's. */
const PRIVATE = "hazel-20881";
const mine = Array.from({ length: 40 }, (_, i) => ({ text: `film ${i} ${PRIVATE}`, label: i % 2 === 0 ? "yes" : "no" }));

let system: PartnerSystem;
let model: CountingEndpoint;

beforeAll(async () => {
  model = await startCountingEndpoint("film");
  system = await startPartnerSystem();
});
afterAll(async () => {
  await system?.close();
  model?.close();
});

async function finishedVisit(path: string): Promise<{ readonly page: Page; readonly frame: Frame }> {
  const answer = await fetch(`${system.aggregator}/api/tasks`, {
    method: "POST",
    body: JSON.stringify({ task, allowedOrigins: [system.partner] }),
  });
  const created = v.parse(createdTaskSchema, await answer.json());
  system.serve(path, isolatedPage(system, { task: created }));
  const { page } = await system.visit(path);
  await agree(page, created);
  const frame = await frameOf(page, created.taskId);
  const buffer = Buffer.from(mine.map((row) => JSON.stringify(row)).join("\n"));
  await frame.setInputFiles("#examples-file", { name: "mine.jsonl", mimeType: "text/plain", buffer });
  await frame.click('button:has-text("Keep 40 examples")');
  // The panels have moved before anything is clicked.
  await frame.waitForSelector("examples-panel dl.tiles");
  await frame.check('input[value="http"]');
  await frame.fill("#model-url", `${model.origin}/v1`);
  await frame.fill("#model-name", "known-model");
  await frame.fill("#model-key", "sk-secret-participant");
  await frame.selectOption("#model-layout", "completion");
  await frame.fill("#budget", "200");
  await frame.click("[data-action=start]:enabled");
  await waitFor(page, "finished");
  await frame.waitForSelector("[data-tuned-prompt]");
  return { page, frame };
}

const provide = (page: Page, examples: readonly object[]) => asked(page, `provideExamples(${JSON.stringify(examples)})`);
const heightOf = (page: Page): Promise<unknown> =>
  page.evaluate(
    "new Promise((done) => setTimeout(() => done(document.querySelector('asyndbt-participant').shadowRoot.querySelector('iframe').style.height), 500))",
  );

test("it cannot make the visitor's key spend more than was agreed to, however it hands over examples and starts", async () => {
  const { page, frame } = await finishedVisit("/spending");
  const spent = await frame.getAttribute("[data-key-spending]", "data-key-spending");
  const sent = model.count;
  for (let i = 0; i < 5; i++) {
    expect((await provide(page, [{ text: `film of the host ${i}`, label: "yes" }])).type).toBe("done");
    expect((await asked(page, "start()")).code).toBe("person-needed");
    await page.evaluate("new Promise((done) => setTimeout(done, 300))");
  }
  expect(model.count).toBe(sent);
  expect(await frame.getAttribute("[data-key-spending]", "data-key-spending")).toBe(spent);
  await frame.waitForSelector("[data-tuned-prompt]");
});

test("it cannot tell a text that the visitor has from one that the visitor has not, nor change a label", async () => {
  const { page, frame } = await finishedVisit("/asking");
  const told: unknown[] = [];
  for (const probe of [mine[3], { ...mine[4], label: "no" }, { text: `film 77 ${PRIVATE}`, label: "yes" }]) {
    const before = (await heard(page)).length;
    const answers = [await provide(page, [probe ?? {}]), await asked(page, "start()")];
    const height = await heightOf(page);
    told.push([answers, (await heard(page)).slice(before), height]);
    await frame.waitForSelector("[data-offer]:has-text('offers 1 example')");
    if (told.length === 1) expect(await findings(frame)).toEqual([]);
    await frame.click("[data-action=decline-offer]");
  }
  expect(told[1]).toEqual(told[0]);
  expect(told[2]).toEqual(told[0]);
  // The person takes an offer: what is there stays as it is, and the person starts.
  await provide(page, [
    { ...mine[4], label: "no" },
    { text: "film of the host", label: "no" },
  ]);
  await frame.click("[data-action=accept-offer]");
  await frame.waitForSelector("examples-panel:has-text('yes 20, no 21')");
  expect((await asked(page, "start()")).code).toBe("person-needed");
});

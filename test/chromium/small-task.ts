// A task and examples so short that prompts fit a tiny model's context, and what a visitor does to take part in it with a budget.

import type { Page } from "playwright-core";
import * as v from "valibot";
import { createdTaskSchema } from "../../shared/protocol/messages.ts";
import type { System } from "./system.ts";

export const CANARY = "quince-9137";

const TASK = {
  name: "mood",
  labels: ["yes", "no"],
  header: "Is it good: [LABEL:yes] or [LABEL:no]? [VAR]",
  example: "Review: [SENTENCE1]\nLabel:",
  labelWords: [
    ["yes", "positive"],
    ["no", "negative"],
  ],
  phrases: [["Read the review.", "The film is the label."]],
  publicDemonstrations: [
    { text: "good food", label: "yes" },
    { text: "bad food", label: "no" },
  ],
  publicShots: 1,
  privateShots: 1,
};

export async function createSmallTask(system: System): Promise<{ readonly invite: string; readonly taskId: string }> {
  const response = await fetch(`${system.origin}/api/tasks`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ task: TASK }),
  });
  const { taskId, invite } = v.parse(createdTaskSchema, await response.json());
  return { invite: `/join#task=${taskId}&invite=${invite}`, taskId };
}

/** Gives the page 40 labelled examples, each with the canary. */
export async function giveExamples(page: Page): Promise<void> {
  const rows = Array.from(
    { length: 40 },
    (_, i) => `${i % 2 === 0 ? "great film" : "bad world"} ${CANARY} ${i},${i % 2 === 0 ? "yes" : "no"}`,
  );
  const buffer = Buffer.from(`text,label\n${rows.join("\n")}\n`);
  await page.setInputFiles("#examples-file", { name: "mine.csv", mimeType: "text/csv", buffer });
  await page.click('button:has-text("Keep 40 examples")');
}

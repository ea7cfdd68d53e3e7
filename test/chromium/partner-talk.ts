// A test's actions on a partner's page: it listens to what the page recorded, and does what its visitors and its scripts would.

import type { Page } from "playwright-core";
import * as v from "valibot";
import { expect } from "vitest";
import { frameOf, type PartnerSystem } from "./partner-system.ts";

const eventSchema = v.looseObject({ type: v.string(), code: v.optional(v.string()), message: v.optional(v.string()) });
type Heard = v.InferOutput<typeof eventSchema>;
const answerSchema = v.object({ type: v.string(), code: v.optional(v.string()) });
type Answer = v.InferOutput<typeof answerSchema>;

export async function heard(page: Page): Promise<Heard[]> {
  return v.parse(v.array(eventSchema), await page.evaluate("events"));
}

/** The first event of this type. */
export async function waitFor(page: Page, type: string): Promise<Heard> {
  await expect.poll(async () => (await heard(page)).map((event) => event.type), { timeout: 60_000 }).toContain(type);
  return v.parse(
    eventSchema,
    (await heard(page)).find((event) => event.type === type),
  );
}

/** Calls a method of the page's element. */
export async function asked(page: Page, call: string): Promise<Answer> {
  return v.parse(answerSchema, await page.evaluate(`document.querySelector("asyndbt-participant").${call}`));
}

export async function agree(page: Page, { taskId }: PartnerSystem["task"]): Promise<void> {
  await (await frameOf(page, taskId)).click("[data-action=agree]");
}

export function provide(page: Page, { examples }: PartnerSystem): Promise<Answer> {
  return asked(page, `provideExamples(${JSON.stringify(examples)})`);
}

/** What an in-page participant came to: the tuned prompt, or the error. */
export async function outcome(page: Page): Promise<Record<string, unknown>> {
  await expect.poll(() => page.evaluate("window.outcome !== undefined"), { timeout: 60_000 }).toBe(true);
  return v.parse(v.record(v.string(), v.unknown()), await page.evaluate("outcome"));
}

const statusSchema = v.object({ presence: v.object({ joined: v.number() }) });

export async function joinedOf({ aggregator }: PartnerSystem, { taskId, ownerToken }: PartnerSystem["task"]): Promise<number> {
  const answer = await fetch(`${aggregator}/api/tasks/${taskId}/status`, { headers: { authorization: `Bearer ${ownerToken}` } });
  return v.parse(statusSchema, await answer.json()).presence.joined;
}

/** A policy that allows the page's own scripts, the aggregator's, and these sources. */
export function strict({ aggregator }: PartnerSystem, sources: string): Record<string, string> {
  return { "content-security-policy": `default-src 'none'; script-src 'nonce-partner' ${aggregator}; ${sources}` };
}

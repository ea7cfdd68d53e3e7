// From a question to an answer that can be used: leaves out the fields that are refused, and tries the ways to turn thinking off.

import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import type { Quirks } from "../dialects/dialect.ts";

/**
 * Asks for so many log-probabilities, without the fields that are refused, and with one way after another to turn thinking off: once an
 * answer began with no label, or where even words are refused. An answer that never begins with one is found all the same, unless it is a
 * thought. What is refused comes with the quirks known by then. @throws LanguageModelError `thinking`.
 */
export async function settle(
  ask: AskProbe,
  topK: number,
  { ways, quirks, limitKnown }: Start,
): Promise<Answered | (Refused & { quirks: Quirks })> {
  let known = quirks;
  let unlabelled: Unlabelled | undefined;
  let error = new LanguageModelError("bad-request");
  for (let { thinkingOff } = quirks; thinkingOff < ways; thinkingOff++) {
    const guesses = !limitKnown && thinkingOff === quirks.thinkingOff;
    const { answer, quirks: adapted } = await adapt(ask, topK, { quirks: { ...known, thinkingOff }, limitKnown, guesses });
    known = adapted;
    if (answer.type === "found") return answer;
    if (answer.type === "refused") error = answer.error;
    else unlabelled = unlabelled?.thought ? unlabelled : answer;
    if (topK > 0 && !unlabelled) break;
  }
  if (unlabelled?.thought) throw new LanguageModelError("thinking");
  if (unlabelled) return { type: "found", found: unlabelled.found };
  return { type: "refused", error, quirks: { ...known, thinkingOff: quirks.thinkingOff } };
}

export interface Found {
  readonly topK: number;
  readonly quirks: Quirks;
  readonly reportedModel: string | undefined;
  /** How the answer to the harmless prompt begins. */
  readonly begins?: string | undefined;
}

export const NO_QUIRKS: Quirks = { tokenLimit: "max_tokens", thinkingOff: -1 };

export type Refused = { readonly type: "refused"; readonly error: LanguageModelError };
export type Answered = { readonly type: "found"; readonly found: Found };
/** It begins with something else than a label: a thought that shows itself as one, or perhaps one that does not. */
export type Unlabelled = { readonly type: "unlabelled"; readonly found: Found; readonly thought: boolean };
export type AskProbe = (topK: number, quirks: Quirks) => Promise<Answered | Refused | Unlabelled>;

export interface Start {
  /** How many ways there are to turn thinking off. */
  readonly ways: number;
  readonly quirks: Quirks;
  readonly limitKnown: boolean;
}

interface Adapting {
  readonly quirks: Quirks;
  readonly limitKnown: boolean;
  /** Whether to guess where a refusal names no field. */
  readonly guesses: boolean;
}

/** Asks again without the field that a refusal names, or under its other name, as long as that is a field to do without. */
async function adapt(
  ask: AskProbe,
  topK: number,
  { quirks, limitKnown, guesses }: Adapting,
): Promise<{ readonly answer: Awaited<ReturnType<AskProbe>>; readonly quirks: Quirks }> {
  let known = quirks;
  let answer = await ask(topK, known);
  for (;;) {
    const next = answer.type === "refused" ? without(known, answer.error.facts.field, limitKnown) : undefined;
    if (!next) break;
    known = next;
    answer = await ask(topK, known);
  }
  if (!guesses || answer.type !== "refused" || answer.error.facts.field !== undefined) return { answer, quirks: known };
  for (const field of ["max_tokens", "top_p"]) {
    const next = without(known, field, limitKnown);
    const other = next && (await ask(topK, next));
    if (next && other?.type !== "refused" && other) return { answer: other, quirks: next };
  }
  return { answer, quirks: known };
}

/** undefined where the field cannot be done without, or already is. */
function without(quirks: Quirks, field: string | undefined, limitKnown: boolean): Quirks | undefined {
  if (field === "max_tokens") {
    return limitKnown || quirks.tokenLimit !== "max_tokens" ? undefined : { ...quirks, tokenLimit: "max_completion_tokens" };
  }
  if (field !== "temperature" && field !== "top_p") return undefined;
  const { refuses = [] } = quirks;
  return refuses.includes(field) ? undefined : { ...quirks, refuses: [...refuses, field] };
}

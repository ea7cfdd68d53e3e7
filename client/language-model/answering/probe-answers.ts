// Finds out once how an endpoint is asked for answers in words: the name of the length limit, what is refused, how thinking is turned off.
// It needs no log-probabilities, and no answer that holds a label.

import type { Layout } from "../../../shared/prompt/language-model.ts";
import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import type { DialectName } from "../dialects/dialects.ts";
import { probePrompt } from "../probe/probe-prompts.ts";
import { probeGenerate } from "../probe/probe-route.ts";
import { type Found, NO_QUIRKS } from "../probe/settle.ts";
import type { CapabilityRecord } from "../scoring/capability-record.ts";
import type { Connection } from "../scoring/connection.ts";
import { createAnswering } from "./answer-query.ts";

export interface AnswerProbeOptions {
  readonly dialect: DialectName;
  /** Default: chat turns where the dialect chats, because instructed models follow them better; else raw text. */
  readonly layout?: Layout | undefined;
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
}

/** @throws LanguageModelError that says why there are no answers. */
export async function probeAnswers(connection: Connection, options: AnswerProbeOptions): Promise<CapabilityRecord> {
  const layouts: readonly Layout[] = options.layout
    ? [options.layout]
    : [...(connection.dialect.chat ? (["chat-turns"] as const) : []), ...(connection.dialect.completions ? (["completion"] as const) : [])];
  for (const layout of layouts) {
    const route = layout === "completion" ? "completions" : "chat";
    const found = await probeGenerate(connection, { route, layout, signal: options.signal }).catch(unlessThinking);
    if (!found) continue;
    const startMs = options.now();
    let { quirks } = found;
    const ask = (): Promise<unknown> =>
      createAnswering(connection, quirks).answer(probePrompt(layout), {
        maxTokens: PROBE_TOKENS,
        ...(options.signal ? { signal: options.signal } : {}),
      });
    try {
      await ask();
    } catch (error) {
      if (!(error instanceof LanguageModelError) || error.code !== "bad-request") throw error;
      // Models that always think want their own temperature.
      quirks = { ...quirks, refuses: [...(quirks.refuses ?? []), "temperature"] };
      await ask();
    }
    return {
      version: 1,
      dialect: options.dialect,
      model: connection.endpoint.model,
      reportedModel: found.reportedModel,
      route,
      rung: "text",
      layout,
      topK: 0,
      votes: 1,
      quirks,
      sharedFirstTokens: [],
      // At temperature 0 the same prompt is not paid for twice.
      deterministic: true,
      latencyMs: options.now() - startMs,
    };
  }
  throw new LanguageModelError("not-found");
}

/** Enough for a word; a thought may be cut there, which an endpoint of answers is allowed. */
const PROBE_TOKENS = 16;

/** A model that cannot help thinking may still answer: thoughts are taken off. */
function unlessThinking(error: unknown): Found {
  if (error instanceof LanguageModelError && error.code === "thinking") return { topK: 0, quirks: NO_QUIRKS, reportedModel: undefined };
  throw error;
}

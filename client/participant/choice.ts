// The language model a participant chose: to the client that speaks to it, to what may be stored, and back.

import * as v from "valibot";
import type { LanguageModel } from "../../shared/prompt/language-model.ts";
import { LanguageModelError } from "../../shared/prompt/language-model-error.ts";
import { connectLanguageModel } from "../language-model/connect.ts";
import { type ResponseStore, withResponseCache } from "../language-model/response-cache.ts";
import { type LanguageModelEvent, type LanguageModelRuntime, platformRuntime } from "../language-model/runtime.ts";
import type { LanguageModelSettings } from "../language-model/settings.ts";
import { testConnection } from "../language-model/test-connection.ts";
import type { AnswerStore } from "./participant-store.ts";
import type { LanguageModelChoice } from "./worker-api.ts";

const rememberedSchema = v.variant("type", [
  v.object({ type: v.literal("simulated"), latencyMs: v.optional(v.number()) }),
  v.object({
    type: v.literal("http"),
    url: v.string(),
    model: v.string(),
    key: v.literal(""),
    layout: v.nullable(v.picklist(["completion", "chat-turns", "chat"])),
    withoutLogProbs: v.nullable(v.picklist(["sampled", "text"])),
  }),
]);

/** null for what an older page stored in another form. */
export function parseChoice(stored: unknown): LanguageModelChoice | null {
  const parsed = v.safeParse(rememberedSchema, stored);
  return parsed.success ? parsed.output : null;
}

export function withoutKey(choice: LanguageModelChoice): LanguageModelChoice {
  return choice.type === "http" ? { ...choice, key: "" } : choice;
}

export interface Connected {
  readonly model: LanguageModel;
  /** Sentences that say how answers will be scored, and why so. */
  readonly explanation: readonly string[];
}

/** Answers of an endpoint are kept, so that none is paid for twice. @throws LanguageModelError when no connection can be made. */
export async function connectChoice(
  choice: LanguageModelChoice,
  answers: AnswerStore,
  onEvent: (event: LanguageModelEvent) => void,
): Promise<Connected> {
  const settings = settingsOf(choice);
  const runtime = platformRuntime({ onEvent });
  const model = await connectLanguageModel(settings, runtime).catch((error: unknown) => nameFailure(error, settings, runtime));
  const { explanation } = model;
  if (choice.type === "simulated") return { model, explanation };
  const store: ResponseStore = {
    get: async (key) => {
      const text = await answers.get(key);
      return text === undefined ? undefined : JSON.parse(text);
    },
    set: (key, answer) => answers.set(key, JSON.stringify(answer)),
    clear: () => answers.clear(),
  };
  return { model: withResponseCache(model, store, choice.url), explanation };
}

/** A browser hides why an endpoint cannot be reached; the connection test finds out by elimination. */
async function nameFailure(error: unknown, settings: LanguageModelSettings, runtime: LanguageModelRuntime): Promise<never> {
  if (!(error instanceof LanguageModelError) || error.code !== "unreachable" || settings.type !== "http") throw error;
  const report = await testConnection(settings, runtime);
  throw report.ok ? error : new LanguageModelError(report.code, { detail: new URL(settings.url).host });
}

function settingsOf(choice: LanguageModelChoice): LanguageModelSettings {
  if (choice.type === "simulated") return { type: "simulated", ...(choice.latencyMs ? { latencyMs: choice.latencyMs } : {}) };
  const { url, model, key, layout, withoutLogProbs } = choice;
  return {
    type: "http",
    url,
    model,
    ...(key === "" ? {} : { key }),
    ...(layout ? { layout } : {}),
    ...(withoutLogProbs ? { withoutLogProbs } : {}),
  };
}

/** Anything but a known failure of the model gets a fixed sentence: another error's words may quote private text. */
export function describeFailure(error: unknown): { readonly type: "failed"; readonly code: string; readonly message: string } {
  if (error instanceof LanguageModelError) return { type: "failed", code: error.code, message: error.message };
  const name = error instanceof Error ? error.name : "Error";
  return { type: "failed", code: "internal", message: `The participant stopped because of an unexpected ${name}.` };
}

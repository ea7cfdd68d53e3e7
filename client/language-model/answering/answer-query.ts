// Asks an endpoint for one answer in words. Three things that may come of it are kept apart: an answer, which may be cut at its limit and
// is then said to be; a refusal of the text, by a filter or by the model; and an error. Neither of the last two is ever an answer.

import type { AnswerOptions, ModelAnswer, Prompt } from "../../../shared/prompt/language-model.ts";
import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import type { Quirks } from "../dialects/dialect.ts";
import type { Connection } from "../scoring/connection.ts";
import { generate } from "../scoring/generate.ts";

export interface AnsweringModel {
  answer(prompt: Prompt, options: AnswerOptions): Promise<ModelAnswer>;
}

/**
 * Where the dialect can be asked for JSON by its own means, it is. An endpoint that refuses those before it has ever answered with them is
 * asked without them from then on: whatever was used is the same for a whole run, and is told with each answer.
 */
export function createAnswering(connection: Connection, quirks: Quirks): AnsweringModel {
  let withMeans = true;
  let answeredWithMeans = false;
  const attempt = async (prompt: Prompt, options: AnswerOptions, structured: boolean): Promise<ModelAnswer> => {
    const route = prompt.type === "text" ? "completions" : "chat";
    const means = structured ? connection.dialect[route]?.structuredBy : undefined;
    const { reply, generated } = await generate(connection, route, {
      prompt,
      topK: 0,
      maxTokens: options.maxTokens,
      samples: 1,
      // A model that takes no other than its own is asked at that.
      temperature: quirks.refuses?.includes("temperature") ? 1 : 0,
      stop: options.stop,
      ...(means === undefined ? {} : { json: options.json }),
      quirks,
      signal: options.signal,
      onSent: options.onSent,
    });
    const text = generated.answers[0]?.text;
    const ending = generated.endings[0];
    if (ending === "filtered") throw new LanguageModelError("text-refused", { detail: new URL(connection.endpoint.url).host });
    if (text === undefined && ending !== "cut") throw new LanguageModelError("no-answer");
    const { attempts, usage } = reply;
    const ended = beforeStop(text ?? "", options.stop ?? []);
    return { text: ended, cut: ending === "cut" && ended === (text ?? ""), structuredBy: means ?? "prompt", usage: { attempts, ...usage } };
  };
  return {
    async answer(prompt, options) {
      if (options.json === undefined || !withMeans) return attempt(prompt, options, false);
      try {
        const answer = await attempt(prompt, options, true);
        answeredWithMeans = true;
        return answer;
      } catch (error) {
        if (answeredWithMeans || !(error instanceof LanguageModelError) || error.code !== "bad-request") throw error;
        withMeans = false;
        return attempt(prompt, options, false);
      }
    },
  };
}

/** Some endpoints pass over the stops that they are given. */
function beforeStop(text: string, stops: readonly string[]): string {
  return stops.reduce((rest, stop) => rest.split(stop)[0] ?? "", text);
}

// The entry point: from what the participant chose to a language model that keeps its budget, retries what may pass and caches what was
// paid.

import { createSimulatedModel } from "../../shared/prompt/simulated/simulated-model.ts";
import { simulatedExplained } from "./scoring/capability-record.ts";
import type { ConnectedLanguageModel, LanguageModelEndpoint, ModelOptions } from "./scoring/endpoint.ts";
import { checkHttpSettings, type HttpSettings, type LanguageModelSettings } from "./settings.ts";
import type { Spending } from "./transport/budget.ts";
import { costOf } from "./transport/prices.ts";
import type { LanguageModelRuntime } from "./transport/runtime.ts";

/**
 * Opens an endpoint without sending anything. Several layouts of it share one budget.
 * @throws LanguageModelError `invalid-settings` or `price-unknown`.
 */
export function openEndpoint(settings: LanguageModelSettings, runtime: LanguageModelRuntime): LanguageModelEndpoint {
  if (settings.type === "http") return openHttpLater(settings, runtime);
  if (settings.type === "in-tab") {
    return openLater(settings.spent, "unknown", async () => {
      const { openInTabEndpoint } = await import("./in-tab/in-tab-endpoint.ts");
      return openInTabEndpoint(settings, runtime, (progress) => runtime.onEvent?.({ type: "loading", progress }));
    });
  }
  const { seed, latencyMs } = settings;
  let queries = 0;
  const startMs = runtime.now();
  const meter = () => ({ queries, promptTokens: 0, cachedTokens: 0, completionTokens: 0, wallTimeMs: runtime.now() - startMs, cost: 0 });
  return {
    meter,
    dispose: async () => {},
    async model({ layout = settings.layout } = {}) {
      const options = {
        ...(seed === undefined ? {} : { seed }),
        ...(layout ? { layout } : {}),
        ...(latencyMs ? { latencyMs, sleep: runtime.sleep } : {}),
      };
      const model = createSimulatedModel(options);
      return {
        ...model,
        explanation: [simulatedExplained],
        meter,
        scoreLabels: (prompt, labels, scoring) => {
          queries++;
          return model.scoreLabels(prompt, labels, scoring);
        },
        answerInWords: async (prompt, labels, scoring) => {
          queries++;
          const { logProbs, usage } = await model.scoreLabels(prompt, labels, scoring);
          return { text: labels[logProbs.indexOf(Math.max(...logProbs))]?.form.trim() ?? "", usage };
        },
        answer: (prompt, answering) => {
          queries++;
          return model.answer(prompt, answering);
        },
      };
    },
  };
}

/** The settings are checked at once; the client's code is fetched meanwhile. */
function openHttpLater(settings: HttpSettings, runtime: LanguageModelRuntime): LanguageModelEndpoint {
  checkHttpSettings(settings);
  const cost = costOf(settings.spent ?? NOTHING, settings.prices);
  return openLater(settings.spent, cost, async () => (await import("./http-endpoint.ts")).openHttpEndpoint(settings, runtime));
}

/**
 * Whoever uses neither an endpoint nor a model in the tab does not load their code, and nobody loads both: it is fetched when a model is
 * first asked for. `spent`, `cost`: the reading until then.
 */
function openLater(
  spent: Spending | undefined,
  cost: number | "unknown",
  open: () => Promise<LanguageModelEndpoint>,
): LanguageModelEndpoint {
  let opening: Promise<LanguageModelEndpoint> | undefined;
  let opened: LanguageModelEndpoint | undefined;
  const closing = new AbortController();
  return {
    meter: () => opened?.meter() ?? { ...NOTHING, ...spent, cost },
    async dispose() {
      closing.abort(new DOMException("the language model was closed", "AbortError"));
      await (await opening?.catch(() => undefined))?.dispose();
    },
    async model(options) {
      opening ??= open().catch((error: unknown) => {
        // The code could not be fetched: the next call may try again.
        opening = undefined;
        throw error;
      });
      opened = await opening;
      closing.signal.throwIfAborted();
      return opened.model(options);
    },
  };
}

const NOTHING: Spending = { queries: 0, promptTokens: 0, cachedTokens: 0, completionTokens: 0, wallTimeMs: 0 };

/** Opens an endpoint and probes it. @throws LanguageModelError that says why it cannot be used. */
export async function connectLanguageModel(
  settings: LanguageModelSettings,
  runtime: LanguageModelRuntime,
  options: ModelOptions = {},
): Promise<ConnectedLanguageModel> {
  return openEndpoint(settings, runtime).model(options);
}

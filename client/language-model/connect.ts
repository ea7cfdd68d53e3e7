// The entry point: from what the participant chose to a language model that keeps its budget, retries what may pass and caches what was paid.

import { createSimulatedModel } from "../../shared/prompt/simulated/simulated-model.ts";
import { openHttpEndpoint } from "./http-endpoint.ts";
import type { InTabSettings } from "./in-tab/settings.ts";
import { simulatedExplained } from "./scoring/capability-record.ts";
import type { ConnectedLanguageModel, LanguageModelEndpoint, ModelOptions } from "./scoring/endpoint.ts";
import type { LanguageModelSettings } from "./settings.ts";
import type { LanguageModelRuntime } from "./transport/runtime.ts";

/**
 * Opens an endpoint without sending anything. Several layouts of it share one budget.
 * @throws LanguageModelError `invalid-settings` or `price-unknown`.
 */
export function openEndpoint(settings: LanguageModelSettings, runtime: LanguageModelRuntime): LanguageModelEndpoint {
  if (settings.type === "http") return openHttpEndpoint(settings, runtime);
  if (settings.type === "in-tab") return openInTabLater(settings, runtime);
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
      };
    },
  };
}

/** The engine is large and few choose it: its code is fetched when a model is first asked for. */
function openInTabLater(settings: InTabSettings, runtime: LanguageModelRuntime): LanguageModelEndpoint {
  let endpoint: Promise<LanguageModelEndpoint> | undefined;
  let opened: LanguageModelEndpoint | undefined;
  const closing = new AbortController();
  const open = async (): Promise<LanguageModelEndpoint> => {
    const { openInTabEndpoint } = await import("./in-tab/in-tab-endpoint.ts");
    opened = openInTabEndpoint(settings, runtime, (progress) => runtime.onEvent?.({ type: "loading", progress }));
    return opened;
  };
  const none = { queries: 0, promptTokens: 0, cachedTokens: 0, completionTokens: 0, wallTimeMs: 0, cost: "unknown" } as const;
  return {
    meter: () => opened?.meter() ?? { ...none, ...settings.spent },
    async dispose() {
      closing.abort(new DOMException("the language model was closed", "AbortError"));
      await (await endpoint?.catch(() => undefined))?.dispose();
    },
    async model(options) {
      endpoint ??= open().catch((error: unknown) => {
        // The code could not be fetched: the next call may try again.
        endpoint = undefined;
        throw error;
      });
      const found = await endpoint;
      closing.signal.throwIfAborted();
      return found.model(options);
    },
  };
}

/** Opens an endpoint and probes it. @throws LanguageModelError that says why it cannot be used. */
export async function connectLanguageModel(
  settings: LanguageModelSettings,
  runtime: LanguageModelRuntime,
  options: ModelOptions = {},
): Promise<ConnectedLanguageModel> {
  return openEndpoint(settings, runtime).model(options);
}

// The Web Worker of the in-tab test: what a participant's worker does with the model, callable from the page.

import * as comlink from "comlink";
import { openInTabEndpoint } from "../../../client/language-model/in-tab/in-tab-endpoint.ts";
import { forgetModel } from "../../../client/language-model/in-tab/model-file.ts";
import type { InTabSettings } from "../../../client/language-model/in-tab/settings.ts";
import type { LanguageModelEndpoint } from "../../../client/language-model/scoring/endpoint.ts";
import type { InTabProgress } from "../../../client/language-model/transport/runtime.ts";
import { platformRuntime } from "../../../client/language-model/transport/runtime.ts";
import type { Layout, Prompt } from "../../../shared/prompt/language-model.ts";
import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";

export interface Scored {
  readonly id: string;
  readonly logProbs: readonly number[];
  readonly labelMass: number;
  readonly promptTokens: number;
  readonly cachedTokens: number;
}

/** A value, or the code of the error that came instead. */
export type Outcome<T> = { readonly ok: T } | { readonly code: string };

let endpoint: LanguageModelEndpoint | undefined;
const progress: InTabProgress[] = [];

const api = {
  open(settings: InTabSettings): void {
    progress.length = 0;
    endpoint = openInTabEndpoint(settings, platformRuntime(), (step) => progress.push(step));
  },
  /** `abort`: give up as soon as the query has begun. */
  score(query: { prompt: Prompt; forms: readonly string[]; layout?: Layout; abort?: "at once" }): Promise<Outcome<Scored>> {
    return outcome(async () => {
      if (!endpoint) throw new Error("open a model first");
      const model = await endpoint.model({ layout: query.layout });
      const abort = new AbortController();
      const labels = query.forms.map((form) => ({ name: form.trim(), form }));
      const scoring = model.scoreLabels(query.prompt, labels, { signal: abort.signal });
      if (query.abort) abort.abort();
      const { logProbs, labelMass, usage } = await scoring;
      const { promptTokens, cachedTokens } = usage;
      return { id: model.id, logProbs: Array.from(logProbs), labelMass, promptTokens, cachedTokens };
    });
  },
  progress: () => [...progress],
  /** What is in Cache Storage, whoever put it there. */
  async kept(): Promise<{ url: string; sizeBytes: number }[]> {
    const found: { url: string; sizeBytes: number }[] = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const blob = await (await cache.match(request))?.blob();
        found.push({ url: request.url, sizeBytes: blob?.size ?? 0 });
      }
    }
    return found;
  },
  forget: (url: string) => forgetModel(url),
  dispose: () => endpoint?.dispose(),
};
export type InTabApi = typeof api;

async function outcome<T>(run: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: await run() };
  } catch (error) {
    if (error instanceof LanguageModelError) return { code: error.code };
    return { code: error instanceof DOMException ? error.name : String(error) };
  }
}

comlink.expose(api);

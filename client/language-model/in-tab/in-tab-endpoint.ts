// A model inside the tab behind the same interface as every endpoint: one budget, one model per layout, exact label scores.

import type { Label, Prompt } from "../../../shared/prompt/language-model.ts";
import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import type { ConnectedLanguageModel, LanguageModelEndpoint } from "../scoring/endpoint.ts";
import { exactForms, scoreExact } from "../scoring/exact.ts";
import { createBudget } from "../transport/budget.ts";
import type { InTabProgress, LanguageModelRuntime } from "../transport/runtime.ts";
import { type ChatTemplate, chatTemplate } from "./chat-template.ts";
import { type InTabEngine, loadInTabEngine } from "./engine.ts";
import { continuationTokens, scoreLabelTrie } from "./label-trie.ts";
import { type ModelFile, openModelFile } from "./model-file.ts";
import type { InTabSettings } from "./settings.ts";

interface Loaded {
  readonly file: ModelFile;
  readonly engine: InTabEngine;
}

/** Loads nothing until a model is asked for. `onProgress` is told of download and loading. */
export function openInTabEndpoint(
  settings: InTabSettings,
  runtime: Pick<LanguageModelRuntime, "fetch" | "now">,
  onProgress: (progress: InTabProgress) => void = () => {},
): LanguageModelEndpoint {
  const budget = createBudget({ limits: settings.budget, spent: settings.spent, now: runtime.now });
  const closing = new AbortController();
  const oneByOne = queue();
  let loading: Promise<Loaded> | undefined;

  const load = async (signal: AbortSignal): Promise<Loaded> => {
    const file = await openModelFile(settings.source, { fetch: runtime.fetch, onProgress, signal });
    onProgress({ type: "loading", sizeBytes: file.blob.size });
    const assets = settings.assets ?? (await import("./wllama-assets.ts")).ownAssets;
    const { contextSize = 2048, threads = defaultThreads() } = settings;
    const engine = await loadInTabEngine(file.blob, { contextSize, threads, assets, signal });
    onProgress({ type: "ready", sizeBytes: file.blob.size, threads: engine.threads });
    return { file, engine };
  };
  const dispose = async () => {
    closing.abort(new DOMException("the language model was closed", "AbortError"));
    const loaded = await loading?.catch(() => undefined);
    await loaded?.engine.dispose();
    loading = undefined;
  };

  return {
    meter: budget.reading,
    dispose,
    async model({ layout = settings.layout ?? "completion", signal } = {}) {
      loading ??= load(signal ? AbortSignal.any([signal, closing.signal]) : closing.signal).catch((error) => {
        // The next call may try again, with another network or more memory.
        loading = undefined;
        throw error;
      });
      const { file, engine } = await loading;
      if (layout !== "completion" && engine.chatTemplate === null)
        throw new LanguageModelError("invalid-settings", { detail: "the model has no chat template: use the layout completion" });
      const template =
        layout === "completion" || engine.chatTemplate === null ? undefined : await chatTemplate(engine.chatTemplate, engine.special);
      const model: ConnectedLanguageModel = {
        id: `${settings.name ?? file.name}/${file.fingerprint}/wllama-2.3.7/${layout}/exact`,
        model: settings.name ?? file.name,
        capabilities: { rung: "exact", layout, deterministic: true, concurrency: 1 },
        explanation: [
          { code: "in-tab", message: "The model runs inside this tab: no prompt leaves it. Every label's probability is read exactly." },
        ],
        meter: budget.reading,
        dispose,
        scoreLabels: (prompt, labels, { signal } = {}) =>
          oneByOne(async () => {
            const abort = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
            const reservation = await budget.reserve({ promptChars: charsOf(prompt), completionTokens: 0 }, abort);
            let usage = { promptTokens: 0, cachedTokens: 0, completionTokens: 0 };
            try {
              const scored = await score({ engine, template, prompt, labels, signal: abort });
              usage = scored.usage;
              return { ...scoreExact(Array.from(scored.logProbs), labels), usage: { ...usage, attempts: 1 } };
            } finally {
              reservation.settle(usage);
            }
          }),
      };
      return model;
    },
  };
}

interface Query {
  readonly engine: InTabEngine;
  readonly template: ChatTemplate | undefined;
  readonly prompt: Prompt;
  readonly labels: readonly Label[];
  readonly signal: AbortSignal;
}

async function score({ engine, template, prompt, labels, signal }: Query) {
  const { text, special } = await renderedText(engine, template, prompt);
  const tokens = await engine.encode(text, special);
  const forms: (readonly number[])[] = [];
  for (const form of exactForms(labels)) forms.push(formTokens(await engine.encode(text + form, special), tokens, form));
  let cachedTokens: number | undefined;
  const logProbs = await scoreLabelTrie(forms, async (beginning) => {
    const next = await engine.next([...tokens, ...beginning], cachedTokens === undefined ? "start" : "extend", signal);
    cachedTokens ??= next.cachedTokens;
    return next.logProbOf;
  });
  return { logProbs, usage: { promptTokens: tokens.length, cachedTokens: cachedTokens ?? 0, completionTokens: 0 } };
}

/** Texts are data: the name of a special token stays text in a completion and is refused inside a message, where it would end the turn. */
async function renderedText(
  engine: InTabEngine,
  template: ChatTemplate | undefined,
  prompt: Prompt,
): Promise<{ text: string; special: "special" | "plain" }> {
  if (prompt.type === "text") return { text: prompt.text, special: "plain" };
  if (!template) throw new RangeError("a chat prompt needs a model of a chat layout");
  for (const { content } of prompt.messages) {
    const [special, plain] = [await engine.encode(content, "special"), await engine.encode(content, "plain")];
    if (special.join() !== plain.join())
      throw new LanguageModelError("bad-request", { detail: "a text contains the name of a special token" });
  }
  try {
    return { text: template(prompt.messages), special: "special" };
  } catch {
    throw new LanguageModelError("bad-request", { detail: "the model's chat template refuses these messages" });
  }
}

function formTokens(together: readonly number[], tokens: readonly number[], form: string): readonly number[] {
  try {
    return continuationTokens(together, tokens, form);
  } catch {
    throw new LanguageModelError("label-boundary");
  }
}

function charsOf(prompt: Prompt): number {
  return prompt.type === "text" ? prompt.text.length : prompt.messages.reduce((sum, { content }) => sum + content.length, 0);
}

function defaultThreads(): number {
  return Math.max(1, Math.min(4, (globalThis.navigator?.hardwareConcurrency ?? 2) - 1));
}

/** The engine has one place for a prompt: one query at a time. A failed one does not stop the next. */
function queue(): <T>(job: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (job) => {
    const run = last.then(job);
    last = run.catch(() => undefined);
    return run;
  };
}

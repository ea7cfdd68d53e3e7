// Exports as TypeScript and for promptfoo, as functions that a test can call.

import { transformSync } from "esbuild";
import { load } from "js-yaml";
import type { ChatMessage } from "../../shared/prompt/language-model.ts";

export interface ExportedModule {
  messages?(text: string, text2?: string): ChatMessage[];
  prompt?(text: string, text2?: string): string;
  labelInAnswer(answer: string): string | undefined;
  labelOf(logProbs: readonly number[]): string | undefined;
  classify(text: string, endpoint: { url: string; model: string; key: string }): Promise<string | undefined>;
}

export async function typescriptModule(text: string): Promise<ExportedModule> {
  const { code } = transformSync(text, { loader: "ts" });
  return import(`data:text/javascript,${encodeURIComponent(code)}`);
}

/** As promptfoo makes a function of a transform: its text is the body if it has several lines. */
export function promptfooTransform(text: string): (output: string) => unknown {
  const body = fieldAt(fieldAt(fieldAt(load(text), "defaultTest"), "options"), "transform");
  const made = new Function("output", "context", String(body));
  return (output) => made(output, {});
}

export function fieldAt(value: unknown, key: string | number): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

export interface SnippetParts {
  stepsOf(logprobs: unknown): unknown;
  tokenMasses(steps: unknown, forms: readonly string[], asked: number): { readonly logProbs: Float64Array; readonly unresolved: number };
}

/** What a snippet that asks for log-probabilities keeps to itself. */
export async function snippetParts(text: string): Promise<SnippetParts> {
  const { code } = transformSync(`${text}\nexport { stepsOf, tokenMasses };\n`, { loader: "ts" });
  return import(`data:text/javascript,${encodeURIComponent(code)}`);
}

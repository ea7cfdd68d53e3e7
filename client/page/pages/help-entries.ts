// The help page's entry for each code, in the language in use.

import { languageModelErrorCodes } from "../../../shared/prompt/language-model-error.ts";
import { refusals } from "../../../shared/protocol/refusal.ts";
import type { Messages } from "../catalogue/english/english.ts";

type Entry = readonly [code: string, text: string];

export function refusalEntries({ refusals: translated }: Messages["help"]): Entry[] {
  return Object.entries(refusals).map(([code, kind]) => [code, translated?.[code] ?? kind.help]);
}

export function modelEntries({ models: translated }: Messages["help"]): Entry[] {
  return languageModelErrorCodes().map(({ code, what, advice }) => [
    code,
    translated?.[code] ?? `${what.charAt(0).toUpperCase()}${what.slice(1)}. ${advice}`,
  ]);
}

export function pageEntries({ pageCodes }: Messages["help"]): Entry[] {
  return Object.entries(pageCodes);
}

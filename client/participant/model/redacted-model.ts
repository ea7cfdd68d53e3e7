// The language model of a run, as a record may name it: no key, and nothing of its address in which a key may stand.

import { DEFAULT_DIALECT, type DialectName } from "../../language-model/dialects/dialects.ts";
import type { LanguageModelChoice } from "./model-choice.ts";

export type RedactedModel =
  | { readonly type: "simulated" }
  | { readonly type: "http"; readonly name: string; readonly dialect: DialectName; readonly url: string }
  | { readonly type: "in-tab"; readonly name: string };

/** null, for what was stored before choices were, counts as the simulated learner. */
export function redactedModel(choice: LanguageModelChoice | null): RedactedModel {
  switch (choice?.type) {
    case undefined:
    case "simulated":
      return { type: "simulated" };
    case "http":
      return { type: "http", name: choice.model, dialect: choice.dialect ?? DEFAULT_DIALECT, url: addressOf(choice.url) };
    case "in-tab": {
      const { source } = choice;
      return { type: "in-tab", name: source.type === "file" ? source.name : (addressOf(source.url).split("/").at(-1) ?? "") };
    }
  }
}

/** Origin and path: user names, queries and fragments are where some providers take a key. */
function addressOf(url: string): string {
  if (!URL.canParse(url)) return "";
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

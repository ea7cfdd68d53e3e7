// The language in use. English is bundled; others are loaded when chosen. Components call `t()` while they render.

import { en, type Messages } from "./english/english.ts";

export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;

/** Fired on window when the language has changed. */
export const LANGUAGE_EVENT = "asyndbt-language";
const STORED = "asyndbt-language";

let current: Messages = en;
/** How often a language was chosen. */
let choices = 0;

export function t(): Messages {
  return current;
}

export function languageInUse(): Language {
  return isLanguage(current.code) ? current.code : "en";
}

export async function useLanguage(language: Language): Promise<void> {
  choices++;
  const choice = choices;
  const messages = language === "de" ? (await import("./german/german.ts")).de : en;
  // Another was chosen while this one was loaded.
  if (choice !== choices) return;
  current = messages;
  document.documentElement.lang = language;
  remember(STORED, language);
  window.dispatchEvent(new Event(LANGUAGE_EVENT));
}

/** The language chosen earlier, else the browser's first that we have. */
export function preferredLanguage(): Language {
  const known = [recall(STORED) ?? "", ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return known.find(isLanguage) ?? "en";
}

function isLanguage(tag: string): tag is Language {
  return tag in LANGUAGES;
}

/** Storage may be forbidden; then the choice lasts as long as the page. */
export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Nothing to do.
  }
}

export function recall(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

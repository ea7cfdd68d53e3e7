// The page's colours: as the system has them, or light or dark as the person chose.

import { recall, remember } from "../catalogue/catalogue.ts";

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** Fired on window when colours have changed: charts are drawn with them. */
export const THEME_EVENT = "asyndbt-theme";

const STORED_THEME = "asyndbt-theme";

export function themeInUse(): Theme {
  return THEMES.find((name) => name === recall(STORED_THEME)) ?? "auto";
}

/** Shows a theme and remembers it. */
export function chooseTheme(theme: Theme): void {
  remember(STORED_THEME, theme);
  showTheme(theme);
}

export function showTheme(theme: Theme): void {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  window.dispatchEvent(new Event(THEME_EVENT));
}

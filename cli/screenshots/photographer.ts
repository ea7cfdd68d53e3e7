// Takes one screen as it stands at every width in both themes, the whole page each time.

import { join } from "node:path";
import type { Browser, Page } from "playwright-core";

export const WIDTHS = [360, 768, 1440] as const;
export const PHOTOGRAPHED_THEMES = ["light", "dark"] as const;
const HEIGHT = 900;

export interface Camera {
  /** A cold profile. Addresses are relative to the aggregator. */
  open(): Promise<Page>;
  take(page: Page, name: string): Promise<void>;
}

export function photographer(options: { readonly browser: Browser; readonly origin: string; readonly folder: string }): Camera {
  const { browser, origin, folder } = options;
  return {
    async open() {
      const context = await browser.newContext({
        baseURL: origin,
        locale: "en",
        reducedMotion: "reduce",
        viewport: { width: 1440, height: HEIGHT },
      });
      const page = await context.newPage();
      page.setDefaultTimeout(60_000);
      return page;
    },
    async take(page, name) {
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: HEIGHT });
        for (const colorScheme of PHOTOGRAPHED_THEMES) {
          await page.emulateMedia({ colorScheme });
          // Charts are drawn again for another width or theme, in the frame after.
          await page.evaluate(
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))))",
          );
          await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true });
        }
      }
    },
  };
}

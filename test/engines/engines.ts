// Which engines this machine has besides Chromium.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Engine, onPath } from "./engine.ts";
import { openFirefox } from "./firefox.ts";
import { hasMiniBrowser, openWebKit } from "./webkit.ts";

export interface EngineChoice {
  readonly name: string;
  /** Debian's packages. */
  readonly packages: readonly string[];
  available(): boolean;
  /** A cold profile, gone when it is closed. */
  open(): Promise<Engine>;
}

const firefoxProgram = (): string | undefined => process.env.FIREFOX ?? onPath("firefox-esr") ?? onPath("firefox");
const webKitProgram = (): string | undefined => onPath("WebKitWebDriver");

export const ENGINES: readonly EngineChoice[] = [
  {
    name: "Firefox",
    packages: ["firefox-esr"],
    available: () => firefoxProgram() !== undefined,
    open: () => inScratch((scratch) => openFirefox(firefoxProgram() ?? "", scratch)),
  },
  {
    name: "WebKit",
    packages: ["webkit2gtk-driver", "xvfb"],
    available: () => webKitProgram() !== undefined && onPath("Xvfb") !== undefined && hasMiniBrowser(),
    open: () => inScratch((scratch) => openWebKit(webKitProgram() ?? "", scratch)),
  },
];

async function inScratch(open: (scratch: string) => Promise<Engine>): Promise<Engine> {
  const scratch = await mkdtemp(join(tmpdir(), "asyndbt-engine-"));
  const engine = await open(scratch);
  return {
    ...engine,
    async close() {
      await engine.close();
      await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

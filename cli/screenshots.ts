// `npm run screenshots`: pictures of every screen at three widths in both themes, with a page that shows them side by side.

import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { build } from "vite";
import { launchBrowser } from "./machine/browser.ts";
import { startLocalAggregator } from "./machine/local-aggregator.ts";
import { projectRoot } from "./machine/project-root.ts";
import { withTemporaryFolder } from "./machine/temporary-folder.ts";
import { type Camera, PHOTOGRAPHED_THEMES, photographer, WIDTHS } from "./screenshots/photographer.ts";
import { createSampleTask, type TaskLinks } from "./screenshots/sample-task.ts";
import { type Screen, screens } from "./screenshots/screens.ts";
import { CommandFailure, runCommand } from "./terminal/command.ts";

const HELP = `npm run screenshots -- [options]

Builds the page and photographs every screen at ${WIDTHS.join(", ")} px in both themes into screenshots/, with an index.html to look at.

  --only NAMES  these screens only, separated by commas
  --help        this text
`;

await runCommand("screenshots", async () => {
  const { values } = parseArgs({ options: { only: { type: "string" }, help: { type: "boolean", default: false } } });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const wanted = values.only?.split(",");
  const unknown = wanted?.filter((name) => !screens.some((screen) => screen.name === name)) ?? [];
  if (unknown.length > 0)
    throw new CommandFailure(`no such screen: ${unknown.join(", ")}. There are ${screens.map(({ name }) => name).join(", ")}`);
  const chosen = screens.filter(({ name }) => wanted?.includes(name) ?? true);
  const folder = join(projectRoot, "screenshots");
  mkdirSync(folder, { recursive: true });
  const missed = await withTemporaryFolder(join(tmpdir(), "asyndbt-screenshots-"), async (page) => {
    await build({ configFile: join(projectRoot, "vite.config.ts"), logLevel: "error", build: { outDir: page, emptyOutDir: true } });
    const browser = await launchBrowser();
    try {
      const aggregator = await startLocalAggregator({ port: 0, persistTo: null, page });
      try {
        const camera = photographer({ browser, origin: aggregator.origin, folder });
        return await photograph(chosen, camera, await createSampleTask(aggregator.origin));
      } finally {
        await aggregator.close();
      }
    } finally {
      await browser.close();
    }
  });
  writeFileSync(join(folder, "index.html"), overview(screens));
  if (missed.length > 0) throw new CommandFailure(missed.join("\n"));
});

/** One screen that cannot be had does not spoil the others; its name and why are returned. */
async function photograph(chosen: readonly Screen[], camera: Camera, links: TaskLinks): Promise<string[]> {
  const missed: string[] = [];
  for (const { name, visit } of chosen) {
    try {
      const page = await camera.open();
      await visit(page, links);
      await camera.take(page, name);
      await page.context().close();
      console.log(name);
    } catch (error) {
      missed.push(`${name}: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}`);
    }
  }
  return missed;
}

function overview(all: readonly Screen[]): string {
  const pictures = ({ name }: Screen): string =>
    PHOTOGRAPHED_THEMES.flatMap((theme) =>
      WIDTHS.map((width) => `<img loading="lazy" alt="${name}, ${width} px, ${theme}" src="${name}-${width}-${theme}.png">`),
    ).join("");
  const sections = all.map((screen) => `<h2>${screen.name}</h2><div>${pictures(screen)}</div>`).join("\n");
  const style =
    "body{font:1rem sans-serif;background:#888}div{display:flex;gap:8px;align-items:flex-start;overflow-x:auto}img{height:640px}";
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Screens</title><style>${style}</style>\n${sections}\n</html>\n`;
}

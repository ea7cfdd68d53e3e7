// `npm run bench:chart`: how long the page's chart takes to draw ten thousand points that keep growing, in a real browser.

import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Browser } from "playwright-core";
import * as v from "valibot";
import { build, preview } from "vite";
import { launchBrowser } from "./machine/browser.ts";
import { projectRoot } from "./machine/project-root.ts";
import { withTemporaryFolder } from "./machine/temporary-folder.ts";
import { runCommand } from "./terminal/command.ts";
import { wholeOption } from "./terminal/whole-option.ts";

const HELP = `npm run bench:chart -- [options]

Draws two series in Chromium, adds a point in each of 120 frames, and prints how long the frames took as a Markdown table.

  --points N    default 10000
  --help        this text
`;

const measured = v.object({ firstMs: v.number(), updateMs: v.array(v.number()), frameMs: v.array(v.number()) });

/** Runs in the page. `updateMs`: from the new data to the drawn canvas; `frameMs`: from frame to frame. */
const MEASURE = `async (points) => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const data = (n) => {
    const values = Array.from({ length: n }, (_, i) => i);
    const series = [1, 2].map((k) => ({ name: "s" + k, values: values.map((i) => Math.sin(i / 300) / k + ((i * 7919) % 101) / 500) }));
    return { title: "bench", x: { name: "queries", values }, series, fileName: "bench" };
  };
  const chart = document.createElement("line-chart");
  const startMs = performance.now();
  chart.data = data(points);
  document.querySelector("main").append(chart);
  while (!chart.querySelector("canvas")) await frame();
  await frame();
  const firstMs = performance.now() - startMs;
  const updateMs = [], frameMs = [];
  let before = performance.now();
  for (let k = 1; k <= 120; k++) {
    const next = data(points + k);
    const fromMs = performance.now();
    chart.data = next;
    await chart.updateComplete;
    await Promise.resolve();
    updateMs.push(performance.now() - fromMs);
    await frame();
    frameMs.push(performance.now() - before);
    before = performance.now();
  }
  return { firstMs, updateMs, frameMs };
}`;

await runCommand("bench:chart", async () => {
  const { values } = parseArgs({ options: { points: { type: "string", default: "10000" }, help: { type: "boolean", default: false } } });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const points = wholeOption("--points", values.points, { min: 2, max: 10_000_000 });
  await withTemporaryFolder(join(tmpdir(), "asyndbt-chart-"), async (folder) => {
    await build({ configFile: join(projectRoot, "vite.config.ts"), logLevel: "error", build: { outDir: folder, emptyOutDir: true } });
    const browser = await launchBrowser();
    try {
      await measure(browser, folder, points);
    } finally {
      await browser.close();
    }
  });
});

async function measure(browser: Browser, folder: string, points: number): Promise<void> {
  const server = await preview({
    configFile: false,
    logLevel: "error",
    build: { outDir: folder },
    preview: { host: "127.0.0.1", port: 0 },
  });
  try {
    const page = await browser.newPage();
    await page.goto(new URL("/task.html", server.resolvedUrls?.local[0]).href);
    await page.waitForSelector("h1");
    const { firstMs, updateMs, frameMs } = v.parse(measured, await page.evaluate(`(${MEASURE})(${points})`));
    const line = (name: string, times: readonly number[]): string => {
      const sorted = [...times].sort((a, b) => a - b);
      const at = (share: number): string =>
        (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN).toFixed(1);
      return `| ${name} | ${at(0.5)} | ${at(0.95)} | ${at(1)} |`;
    };
    console.log(`Two series of ${points} points; first drawing after ${firstMs.toFixed(0)} ms, the chart's code included.\n`);
    console.log(
      `| ms | median | 95 % | longest |\n| --- | --- | --- | --- |\n${line("redraw", updateMs)}\n${line("frame to frame", frameMs)}`,
    );
  } finally {
    await server.close();
  }
}

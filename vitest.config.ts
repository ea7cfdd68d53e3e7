import { mkdirSync } from "node:fs";
import { cloudflareTest } from "@cloudflare/vitest-pool-workers";
import { defineConfig } from "vitest/config";

// wrangler.toml names the built page; tests of the aggregator do not need it to be there.
mkdirSync(new URL("dist", import.meta.url), { recursive: true });

/** Tests that run a whole command: too slow for `npm run check`. */
const COMMAND_TESTS = ["cli/demo.test.ts", "cli/bench-accuracy.test.ts"];

/** Where CI wants a machine-readable report of the run, beside the usual output. */
const report = process.env.TEST_REPORT;

export default defineConfig({
  test: {
    reporters: report ? ["default", ["json", { outputFile: report }]] : ["default"],
    projects: [
      {
        test: {
          name: "node",
          environment: "node",
          include: ["shared/**/*.test.ts", "client/**/*.test.ts", "cli/**/*.test.ts"],
          exclude: COMMAND_TESTS,
          testTimeout: 30_000,
        },
      },
      {
        plugins: [cloudflareTest({ wrangler: { configPath: "./wrangler.toml" } })],
        test: { name: "workers", include: ["worker/**/*.test.ts"], testTimeout: 30_000 },
      },
      {
        test: {
          name: "system",
          environment: "node",
          include: ["test/system/**/*.test.ts", ...COMMAND_TESTS],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "chromium",
          environment: "node",
          include: ["test/chromium/**/*.test.ts"],
          globalSetup: ["test/chromium/ensure-browser.ts"],
          // After the others: tabs and tests on the same cores would only time each other out.
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "engines",
          environment: "node",
          include: ["test/engines/**/*.test.ts"],
          globalSetup: ["test/engines/ensure-engines.ts"],
          sequence: { groupOrder: 2 },
          testTimeout: 240_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});

import { mkdirSync } from "node:fs";
import { cloudflareTest } from "@cloudflare/vitest-pool-workers";
import { defineConfig } from "vitest/config";

// wrangler.toml names the built page; tests of the aggregator do not need it to be there.
mkdirSync(new URL("dist", import.meta.url), { recursive: true });

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "node",
          environment: "node",
          include: ["shared/**/*.test.ts", "client/**/*.test.ts", "cli/**/*.test.ts"],
          testTimeout: 30_000,
        },
      },
      {
        plugins: [cloudflareTest({ wrangler: { configPath: "./wrangler.toml" } })],
        test: { name: "workers", include: ["worker/**/*.test.ts"], testTimeout: 30_000 },
      },
      {
        test: {
          name: "chromium",
          environment: "node",
          include: ["test/chromium/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});

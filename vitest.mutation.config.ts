// Tests that the mutation check runs: those beside the algorithm, in Node. The other projects of vitest.config.ts would start workerd and
// Chromium.

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "node",
    include: ["shared/math/**/*.test.ts", "shared/algorithm/**/*.test.ts"],
    testTimeout: 30_000,
  },
});

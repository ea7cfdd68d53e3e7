import { defineConfig } from "vitest/config";

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
    ],
  },
});

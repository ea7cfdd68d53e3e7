import { describe, expect, it } from "vitest";
import type { BenchOptions } from "./bench-options.ts";
import { parseBenchOptions } from "./bench-options.ts";
import { markdownTable } from "./bench-report.ts";
import { BENCHES } from "./benches.ts";
import { estimate, slope } from "./statistics.ts";
import { linePlot } from "./svg-plot.ts";

const quick: BenchOptions = { json: undefined, seeds: 1, quick: true, help: false };

describe("benches", () => {
  it.each(BENCHES)(
    "$name runs in its quick mode and gives rows of finite numbers",
    async ({ name, run }) => {
      const result = await run(quick, () => undefined);
      expect(result.bench).toBe(name);
      expect(result.rows.length).toBeGreaterThan(2);
      for (const cell of result.rows.flatMap((row) => Object.values(row)))
        if (typeof cell === "number") expect(cell).toSatisfy(Number.isFinite);
      for (const svg of Object.values(result.plots)) expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    },
    120_000,
  );

  it("estimates Student's interval: 1, 2, 3 has mean 2 and half-width 4.303 / sqrt(3)", () => {
    const { mean, half } = estimate([1, 2, 3]);
    expect(mean).toBe(2);
    expect(half).toBeCloseTo(4.303 / Math.sqrt(3), 12);
    expect(
      slope([
        [0, 1],
        [1, 3],
        [2, 5],
      ]),
    ).toBe(2);
  });

  it("prints tables, escapes plots, and refuses a number of seeds that cannot be", () => {
    expect(markdownTable([{ a: 1, b: null }])).toBe("| a | b |\n| --- | --- |\n| 1 | - |");
    expect(markdownTable([{ "|p - z|": "a|b" }])).toBe("| \\|p - z\\| |\n| --- |\n| a\\|b |");
    expect(
      linePlot({
        title: "a < b",
        x: "",
        y: "",
        series: [
          {
            name: "&",
            points: [
              [0, 0],
              [1, 1],
            ],
          },
        ],
      }),
    ).toContain("a &lt; b");
    expect(() => parseBenchOptions(["--seeds", "0"], { seeds: 1, quickSeeds: 1 })).toThrow("--seeds");
    expect(() => parseBenchOptions(["--sedes", "1"], { seeds: 1, quickSeeds: 1 })).toThrow();
  });
});

// `npm start` under what once froze it for good: 180 malformed requests, or 2,700 lines of its own log. `npm run soak` does more of it.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { soak } from "../../cli/soak/soak-run.ts";

test("answers after malformed requests and log lines, comes back three times a minute when its program is killed, then ends with an error", async () => {
  const folder = await mkdtemp(join(tmpdir(), "asyndbt-soak-"));
  try {
    const report = await soak(folder, { badRequests: 1_200, lines: 3_000 }, () => undefined);
    expect(report.endings).not.toHaveProperty("silent");
    expect(report.endings).toMatchObject({ 500: 300, cut: 300 });
    expect(report.logBytes).toBeGreaterThan(3_000 * '{"event":"phase"}'.length);
    expect(report.restarts).toBe(3);
    expect(report.exitCode).toBe(1);
    expect(report.lastLine).toMatch(/^start: the aggregator's program ends by itself again and again\. Its last words are in /);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 180_000);

// `npm run demo:partner` as somebody runs it: two origins, the box's page with its policy, a clean end.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { projectRoot } from "../../cli/machine/project-root.ts";

let ending = (): void => {};
afterEach(() => ending());

test("serves a partner's site beside the aggregator, and ends when asked", async () => {
  const demo = spawn(process.execPath, [join(projectRoot, "cli", "run.mjs"), "partner-demo"], { stdio: ["ignore", "pipe", "inherit"] });
  ending = () => void demo.kill("SIGKILL");
  let said = "";
  for await (const chunk of demo.stdout) {
    said += chunk;
    if (said.includes("Stop with Ctrl+C")) break;
  }
  const partner = /http:\/\/localhost:\d+/.exec(said)?.[0] ?? "";
  const aggregator = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0] ?? "";
  const page = await fetch(partner);
  expect(page.headers.get("content-security-policy")).toContain(`frame-src ${aggregator};`);
  const html = await page.text();
  const script = /src="([^"]+)" integrity="([^"]+)"/.exec(html);
  // Node checks the digest as a browser does.
  expect((await fetch(script?.[1] ?? "", { integrity: script?.[2] ?? "" })).ok).toBe(true);
  const task = /task="([^"]+)"/.exec(html)?.[1];
  const frame = await fetch(`${aggregator}/embed/task/${task}?host=${partner}`);
  expect([frame.status, frame.headers.get("content-security-policy")]).toEqual([
    200,
    expect.stringContaining(`frame-ancestors ${partner}`),
  ]);
  demo.kill("SIGTERM");
  expect(await once(demo, "exit")).toEqual([0, null]);
});

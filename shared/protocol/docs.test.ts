// docs/protocol.md tells the truth about refusals.

import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { refusals } from "./refusal.ts";

const section = readFileSync(new URL("../../docs/protocol.md", import.meta.url), "utf8").split("\n## Refusals\n")[1] ?? "";

it("[P6] docs/protocol.md lists every refusal as it is, and none that does not exist", () => {
  const [, , ...listed] = section.split("\n").filter((line) => line.startsWith("|"));
  expect(listed).toEqual(
    Object.entries(refusals).map(([code, { status, retry, help }]) => `| \`${code}\` | ${status} | ${retry} | ${help} |`),
  );
});

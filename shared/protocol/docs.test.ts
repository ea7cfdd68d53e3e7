// docs/protocol.md lists the refusals as the code has them.

import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { downlinkSchema, uplinkSchema } from "./messages.ts";
import { refusals } from "./refusal.ts";

const text = readFileSync(new URL("../../docs/protocol.md", import.meta.url), "utf8");
const sectionOf = (title: string): string => text.split(`\n## ${title}\n`)[1]?.split("\n## ")[0] ?? "";

it("[P6] docs/protocol.md lists every refusal as it is, and none that does not exist", () => {
  const [, , ...listed] = sectionOf("Refusals")
    .split("\n")
    .filter((line) => line.startsWith("|"));
  expect(listed).toEqual(
    Object.entries(refusals).map(([code, { status, retry, help }]) => `| \`${code}\` | ${status} | ${retry} | ${help} |`),
  );
});

it("[P11] docs/protocol.md has a row for each message to the aggregator, and names each answer", () => {
  const rows = [...sectionOf("Socket").matchAll(/^\| `(\w+)` \| .+ \| .+ \|$/gm)].map(([, type]) => type);
  expect(rows).toEqual(uplinkSchema.options.map(({ entries }) => entries.type.literal));
  const answers = downlinkSchema.options.map(({ entries }) => entries.type.literal);
  expect(answers.filter((type) => !sectionOf("Socket").includes(`\`${type}\``))).toEqual([]);
});

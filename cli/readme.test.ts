import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { projectRoot } from "./machine/project-root.ts";

const readme = readFileSync(join(projectRoot, "README.md"), "utf8");
const picture = readFileSync(join(projectRoot, "docs", "demo.svg"), "utf8");

it("the demo's picture shows the figures of the demo's table", () => {
  const table = [...readme.matchAll(/^ {4}\d .*?(\d+\.\d %) +(\d+\.\d %) .* (\d+) +\d+$/gm)];
  expect(table).toHaveLength(3);
  const shown = [...picture.matchAll(/>(\d+\.\d %)<[\s\S]*?>(\d+\.\d %)<[\s\S]*?>(\d+) contributions?</g)];
  expect(shown.map(([, ...figures]) => figures)).toEqual(table.map(([, ...figures]) => figures));
  const [, merged, refused, seconds] =
    /^ {4}(\d+) contributions merged in \d+ iterations, (\d+) refused; .* ([\d.]+) s$/m.exec(readme) ?? [];
  expect(picture).toContain(`>${merged} merged, ${refused} refused<`);
  expect(picture).toContain(`>in ${Math.round(Number(seconds))} seconds<`);
});

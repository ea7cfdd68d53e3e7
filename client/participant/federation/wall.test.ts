// The wall around the code that speaks to the aggregator: it is a project of its own, and an import of anything private does not compile.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";

const folder = dirname(fileURLToPath(import.meta.url));
const root = join(folder, "..", "..", "..");
const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");

mkdirSync(join(root, "build"), { recursive: true });
const probe = mkdtempSync(join(root, "build", "wall-"));
afterEach(() => rmSync(probe, { recursive: true, force: true }));

/** The compiler's words about the federation's project with one file more. */
function compiled(line: string): string {
  const path = (to: string): string => relative(probe, to);
  mkdirSync(probe, { recursive: true });
  writeFileSync(join(probe, "probe.ts"), `${line}\n`);
  writeFileSync(
    join(probe, "tsconfig.json"),
    JSON.stringify({
      extends: path(join(folder, "tsconfig.json")),
      compilerOptions: { rootDir: path(root), outDir: "out", rewriteRelativeImportExtensions: false, noEmit: true },
      include: [path(join(folder, "*.ts")), "probe.ts"],
      exclude: [path(join(folder, "*.test.ts"))],
      references: ["shared", "shared/math", "client/platform"].map((project) => ({ path: path(join(root, project)) })),
    }),
  );
  return spawnSync(process.execPath, [compiler, "-b", probe], { encoding: "utf8" }).stdout;
}

it.each([
  ["rows of a file", "../../client/participant/import/table.ts", "CellTable"],
  ["private examples", "../../client/participant/participant.ts", "LocalExamples"],
  ["the whole checkpoint", "../../client/participant/participant-store.ts", "Checkpoint"],
  ["the run", "../../client/participant/run/open-participant.ts", "OpenedParticipant"],
  ["keys", "../../client/participant/store/key-vault.ts", "openKey"],
  ["the language model", "../../client/language-model/connect.ts", "openEndpoint"],
])("an import of %s does not compile", { timeout: 120_000 }, (_, module, name) => {
  const words = compiled(
    `import { ${name} } from "${module}";\nexport const taken = {} as unknown as typeof import("${module}") | ${name};`,
  );
  expect(words).toContain("TS6307");
});

it("compiles without one", { timeout: 120_000 }, () => {
  expect(compiled('export { firstStatus } from "../../client/participant/federation/federation-status.ts";')).toBe("");
});

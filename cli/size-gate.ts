// `npm run size-gate`: what a page and its worker load before anything optional, gzipped, held against limits; part of `npm run check`.

import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import * as v from "valibot";
import { build } from "vite";
import { projectRoot } from "./machine/project-root.ts";
import { withTemporaryFolder } from "./machine/temporary-folder.ts";
import { CommandFailure, runCommand } from "./terminal/command.ts";

/**
 * kB of 1000 bytes. The limits of the page and of what partners load are the project's promise; the worker's and
 * the in-page participant's are what they measure today (69 and 81 kB) and a little.
 */
const LIMITS = { page: 90, worker: 72, "embed.js": 6, "participant.js": 90 } as const;

const HELP = `npm run size-gate

Builds the page and fails when join.html loads more than ${LIMITS.page} kB of JavaScript, or its worker more than ${LIMITS.worker} kB, gzipped,
or when what partners load is larger: embed.js ${LIMITS["embed.js"]} kB, its in-page participant.js ${LIMITS["participant.js"]} kB.
Parts that are loaded on demand (charts, CSV, models in the tab, other languages) do not count.
`;

const latestSchema = v.object({ version: v.string() });

interface Chunk {
  readonly file: string;
  readonly kilobytes: number;
}

await runCommand("size-gate", async () => {
  const { values } = parseArgs({ options: { help: { type: "boolean", default: false } } });
  if (values.help) {
    console.log(HELP);
    return;
  }
  await withTemporaryFolder(join(tmpdir(), "asyndbt-size-"), async (folder) => {
    await build({ configFile: join(projectRoot, "vite.config.ts"), logLevel: "error", build: { outDir: folder, emptyOutDir: true } });
    const html = readFileSync(join(folder, "join.html"), "utf8");
    const page = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].flatMap(([, file]) => file ?? []);
    const worker = readdirSync(join(folder, "assets")).filter((file) => /^participant\.worker-.*\.js$/.test(file));
    if (page.length === 0 || worker.length !== 1)
      throw new CommandFailure("the built page has no script or not one worker: update cli/size-gate.ts");
    report("page", loaded(folder, page));
    report(
      "worker",
      loaded(
        folder,
        worker.map((file) => `assets/${file}`),
      ),
    );
    const { version } = v.parse(latestSchema, JSON.parse(readFileSync(join(folder, "embed", "latest.json"), "utf8")));
    for (const name of ["embed.js", "participant.js"] as const) report(name, loaded(folder, [`embed/${version}/${name}`]));
  });
});

/** The files and all they import statically, largest first. */
function loaded(folder: string, entries: readonly string[]): Chunk[] {
  const seen = new Map<string, Chunk>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    const code = readFileSync(join(folder, file));
    seen.set(file, { file, kilobytes: gzipSync(code, { level: 9 }).length / 1000 });
    // Minified: `from"./x.js"` and `import"./x.js"`, but `import("./x.js")` where it is loaded on demand.
    for (const [, path] of code.toString("utf8").matchAll(/\b(?:from|import)\s*"\.\/([^"]+\.js)"/g)) visit(`assets/${path}`);
  };
  entries.forEach(visit);
  return [...seen.values()].sort((a, b) => b.kilobytes - a.kilobytes);
}

function report(name: keyof typeof LIMITS, chunks: readonly Chunk[]): void {
  const total = chunks.reduce((sum, { kilobytes }) => sum + kilobytes, 0);
  const line = `${name}: ${total.toFixed(1)} kB gzipped of ${LIMITS[name]}`;
  if (total <= LIMITS[name]) {
    console.log(line);
    return;
  }
  const list = chunks.map(({ file, kilobytes }) => `  ${kilobytes.toFixed(1).padStart(6)} kB  ${file}`).join("\n");
  throw new CommandFailure(`${line}: too much is loaded before it is needed\n${list}`);
}

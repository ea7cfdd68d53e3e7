// `npm run bench:tables`: writes the tables of docs/benchmarks/*.md anew from the JSON that the benches stored beside them.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { withTables } from "./bench/tables/documents.ts";
import { TABLES } from "./bench/tables/tables.ts";
import { projectRoot } from "./machine/project-root.ts";
import { runCommand } from "./terminal/command.ts";

const HELP = `npm run bench:tables

Replaces what stands between <!-- table: NAME --> and <!-- end --> in docs/benchmarks/*.md by what the JSON beside them says.
Measure with \`npm run bench:NAME -- --json docs/benchmarks/NAME.json\` first. Tables: ${[...TABLES.keys()].join(", ")}.
`;

await runCommand("bench:tables", async () => {
  const { values } = parseArgs({ options: { help: { type: "boolean", default: false } } });
  if (values.help) return console.log(HELP);
  const folder = join(projectRoot, "docs", "benchmarks");
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".md"))) {
    const text = readFileSync(join(folder, name), "utf8");
    const written = withTables(text, TABLES);
    writeFileSync(join(folder, name), written);
    console.log(`docs/benchmarks/${name}: ${written === text ? "as before" : "written anew"}`);
  }
});

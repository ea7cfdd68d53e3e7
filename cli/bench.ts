// `npm run bench:NAME`: one bench of the table in cli/bench/benches.ts, as a table on the terminal and as JSON.

import { benchHelp, parseBenchOptions } from "./bench/bench-options.ts";
import { report } from "./bench/bench-report.ts";
import { BENCHES } from "./bench/benches.ts";
import { CommandFailure, runCommand } from "./terminal/command.ts";

const HELP = `npm run bench:NAME -- [options]

${BENCHES.map(({ name, about }) => `bench:${name}\n  ${about}`).join("\n")}

npm run bench:NAME -- --help lists the options.
`;

const [name, ...args] = process.argv.slice(2);
const bench = BENCHES.find((other) => other.name === name);

await runCommand(bench ? `bench:${bench.name}` : "bench", async () => {
  if (name === "--help") return console.log(HELP);
  if (!bench)
    throw new CommandFailure(`no bench ${JSON.stringify(name ?? "")}; there are ${BENCHES.map((other) => other.name).join(", ")}`);
  const options = parseBenchOptions(args, bench);
  if (options.help) return console.log(benchHelp(bench));
  const startedMs = Date.now();
  report(options, await bench.run(options, (line) => console.error(line)), startedMs);
});

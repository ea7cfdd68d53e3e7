// `npm run bench:aggregator`: merges a second of the real aggregator on this machine, and the time from sending to `merged`.

import { benchAggregator } from "./bench/aggregator/aggregator.ts";
import { benchHelp, parseBenchOptions } from "./bench/bench-options.ts";
import { report } from "./bench/bench-report.ts";
import { runCommand } from "./terminal/command.ts";

await runCommand("bench:aggregator", async () => {
  const options = parseBenchOptions(process.argv.slice(2), { seeds: 5, quickSeeds: 1 });
  if (options.help) {
    const about =
      "Merges a second and time to the answer on the real aggregator (workerd, SQLite) on this machine: 1, 8 and 32 participants, 75 to 7,500 candidates.";
    console.log(benchHelp("bench:aggregator", about, 5));
    return;
  }
  const startedMs = Date.now();
  report(options, await benchAggregator(options, (line) => console.error(line)), startedMs);
});

// `npm run bench:queries`: what a query buys, by estimator, sampling and step.

import { benchHelp, parseBenchOptions } from "./bench/bench-options.ts";
import { report } from "./bench/bench-report.ts";
import { benchQueries } from "./bench/queries.ts";
import { runCommand } from "./terminal/command.ts";

await runCommand("bench:queries", async () => {
  const options = parseBenchOptions(process.argv.slice(2), { seeds: 5, quickSeeds: 1 });
  if (options.help) {
    const about =
      "Share of the achievable loss reduction after 500, 2000 and 8000 queries: default, the paper's recipe, ablations, Thompson.";
    console.log(benchHelp("bench:queries", about, 5));
    return;
  }
  const startedMs = Date.now();
  report(options, await benchQueries(options, (line) => console.error(line)), startedMs);
});

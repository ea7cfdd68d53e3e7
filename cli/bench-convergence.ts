// `npm run bench:convergence`: how the gap falls on a problem whose optimum is known.

import { benchHelp, parseBenchOptions } from "./bench/bench-options.ts";
import { report } from "./bench/bench-report.ts";
import { benchConvergence } from "./bench/convergence.ts";
import { runCommand } from "./terminal/command.ts";

await runCommand("bench:convergence", async () => {
  const options = parseBenchOptions(process.argv.slice(2), { seeds: 5, quickSeeds: 1 });
  if (options.help) {
    const about = "Stationarity gap, disagreement, entropy and plane violations over iterations on the additive black box; fit of the gap.";
    console.log(benchHelp("bench:convergence", about, 5));
    return;
  }
  const startedMs = Date.now();
  report(options, await benchConvergence(options, (line) => console.error(line)), startedMs);
});

// `npm run bench:stragglers`: how much waiting for the slowest costs, in virtual time.

import { benchHelp, parseBenchOptions } from "./bench/bench-options.ts";
import { report } from "./bench/bench-report.ts";
import { benchStragglers } from "./bench/stragglers.ts";
import { runCommand } from "./terminal/command.ts";

await runCommand("bench:stragglers", async () => {
  const options = parseBenchOptions(process.argv.slice(2), { seeds: 10, quickSeeds: 2 });
  if (options.help) {
    const about = "Virtual time to a target loss: asynchronous (S=1), semi-synchronous (S=R/2) and synchronous (S=R), R = 3, 10, 50.";
    console.log(benchHelp("bench:stragglers", about, 10));
    return;
  }
  const startedMs = Date.now();
  report(options, await benchStragglers(options, (line) => console.error(line)), startedMs);
});

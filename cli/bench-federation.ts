// `npm run bench:federation`: tuning together against tuning alone and against one who holds all examples.

import { benchHelp, parseBenchOptions } from "./bench/bench-options.ts";
import { report } from "./bench/bench-report.ts";
import { benchFederation } from "./bench/federation.ts";
import { runCommand } from "./terminal/command.ts";

await runCommand("bench:federation", async () => {
  const options = parseBenchOptions(process.argv.slice(2), { seeds: 5, quickSeeds: 1 });
  if (options.help) {
    const about = "Joint tuning of R = 1, 3, 5, 10 participants against each alone and one with everything, on the simulated learner.";
    console.log(benchHelp("bench:federation", about, 5));
    return;
  }
  const startedMs = Date.now();
  report(options, await benchFederation(options, (line) => console.error(line)), startedMs);
});

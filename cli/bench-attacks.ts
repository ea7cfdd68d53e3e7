// `npm run bench:attacks`: what a malicious minority can do to the consensus.

import { benchAttacks } from "./bench/attacks/attacks.ts";
import { benchHelp, parseBenchOptions } from "./bench/bench-options.ts";
import { report } from "./bench/bench-report.ts";
import { runCommand } from "./terminal/command.ts";

await runCommand("bench:attacks", async () => {
  const options = parseBenchOptions(process.argv.slice(2), { seeds: 3, quickSeeds: 1 });
  if (options.help) {
    const about =
      "Attacks by 1, 2, 4, 6 and 8 of twenty participants, and controls without the defence: agreement with the clean run, captured slots, loss.";
    console.log(benchHelp("bench:attacks", about, 3));
    return;
  }
  const startedMs = Date.now();
  report(options, await benchAttacks(options, (line) => console.error(line)), startedMs);
});

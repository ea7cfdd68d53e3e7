// `npm run bench:rounds`: what synchronous exchanges for phi cost, in virtual time and queries.

import { benchHelp, parseBenchOptions } from "./bench/bench-options.ts";
import { report } from "./bench/bench-report.ts";
import { benchRounds } from "./bench/rounds.ts";
import { runCommand } from "./terminal/command.ts";

await runCommand("bench:rounds", async () => {
  const options = parseBenchOptions(process.argv.slice(2), { seeds: 10, quickSeeds: 2 });
  if (options.help) {
    const about =
      "Virtual time and queries to a target loss: phi by K synchronous exchanges against the closed form from the tables, R = 3, 10.";
    console.log(benchHelp("bench:rounds", about, 10));
    return;
  }
  const startedMs = Date.now();
  report(options, await benchRounds(options, (line) => console.error(line)), startedMs);
});

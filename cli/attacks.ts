// `npm run test:attacks`: what the reading attack recovers of private texts, without and with the rules that stand against it.

import { readingAttack } from "./attacks/reading.ts";
import { CommandFailure, runCommand } from "./terminal/command.ts";

const HELP = `npm run test:attacks -- reading

A task whose phrases are questions, a model that answers every question exactly, and an operator who reads the losses. Prints how many bits
and letters of the private texts are certain, and how many of the rows are named out of 328 texts, before and after rules A18d to A18f.
`;

await runCommand("test:attacks", async () => {
  const [name] = process.argv.slice(2);
  if (name === "--help") return console.log(HELP);
  if (name !== "reading") throw new CommandFailure("the only attack here is `reading`; `npm run bench:attacks` has those on the prompt");
  console.log("| rows | budget | rules | bits certain | letters read | rows named |\n| --- | --- | --- | --- | --- | --- |");
  for (const rows of [6, 16, 32]) {
    for (const budgetQueries of [2_000, 10_000]) {
      for (const guarded of [false, true]) {
        const { bits, certainBits, letters, lettersRead, rowsNamed } = await readingAttack({
          ...{ rows, budgetQueries, guarded, candidates: 328, seed: 1 },
        });
        const rules = guarded ? "with" : "without";
        console.log(
          `| ${rows} | ${budgetQueries} | ${rules} | ${certainBits} of ${bits} | ${lettersRead} of ${letters} | ${rowsNamed} of ${rows} |`,
        );
      }
    }
  }
});

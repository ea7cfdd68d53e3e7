// `npm run bench:accuracy -- --recorded`: all methods on all recorded lines, and the pages that say what came out.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { projectRoot } from "../../machine/project-root.ts";
import { CommandFailure } from "../../terminal/command.ts";
import { firstWave, readRecordedLine, recordedLines } from "../record/recorded-line.ts";
import { recordedPage } from "./report/page.ts";
import { responsiveness } from "./responsive.ts";
import { runLine } from "./run-line.ts";
import { openSpace } from "./space.ts";
import { voteQuality } from "./vote-quality.ts";

export const RECORDED_HELP = `npm run bench:accuracy -- --recorded [options]

Every method on recorded answers: no language model and no data set is needed. Writes recorded.md and its plots.

  --seeds N     stories of each line (who takes part, who holds which rows), default 30
  --lines a,b   default all of the folder
  --from DIR    default bench/recorded
  --out DIR     default docs/benchmarks
`;

export async function benchRecorded(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      recorded: { type: "boolean" },
      seeds: { type: "string", default: "30" },
      lines: { type: "string" },
      from: { type: "string", default: join(projectRoot, "bench", "recorded") },
      out: { type: "string", default: join(projectRoot, "docs", "benchmarks") },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return console.log(RECORDED_HELP);
  const seeds = Number(values.seeds);
  if (!Number.isInteger(seeds) || seeds < 2) throw new CommandFailure("--seeds must be a whole number of at least 2");
  const all = values.lines?.split(",") ?? recordedLines(values.from);
  const names = all.filter((name) => {
    const { answered, wanted } = firstWave(readRecordedLine(values.from, name).plan);
    if (answered < wanted) console.error(`${name}: under way, ${answered} of ${wanted} prompts are recorded; left out`);
    return answered >= wanted;
  });
  if (names.length === 0) throw new CommandFailure(`${values.from} holds no line that is recorded whole`);
  const began = performance.now();
  const lines = names.map((name) => {
    const line = readRecordedLine(values.from, name);
    return { name, space: openSpace(line), answers: line.plan.prompts.length * line.plan.rowLabels.length };
  });
  const judged = lines.map((line) => ({ ...line, prompts: line.space.prompts.length, found: responsiveness(line.space) }));
  const cells = judged.flatMap(({ name, space, found }) => {
    if (!found.responsive) return [];
    const done = runLine(space, seeds);
    console.error(`${name}: ${done.length} cells, ${((performance.now() - began) / 1000).toFixed(0)} s`);
    return done;
  });
  if (cells.length === 0) throw new CommandFailure("no line is responsive");
  const votes = judged
    .filter(({ found }) => found.responsive)
    .flatMap(({ name, space }) =>
      [3, 10]
        .filter((people) => people <= space.owners)
        .map((people) => ({
          line: name,
          people,
          plain: voteQuality(space, { people, seeds, use: "plain" }),
          calibrated: voteQuality(space, { people, seeds, use: "calibrated" }),
        })),
    );
  mkdirSync(values.out, { recursive: true });
  const files = recordedPage({ lines: judged, cells, votes, seeds });
  for (const [file, content] of files) writeFileSync(join(values.out, file), content);
  console.error(`${((performance.now() - began) / 1000).toFixed(0)} s in all; ${files.map(([file]) => join(values.out, file)).join(", ")}`);
  console.log(files.find(([file]) => file === "recorded.md")?.[1] ?? "");
}

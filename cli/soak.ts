// `npm run soak`: whether `npm start` outlives strangers, its own log and the end of its program.

import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { withTemporaryFolder } from "./machine/temporary-folder.ts";
import { soak } from "./soak/soak-run.ts";
import { CommandFailure, runCommand } from "./terminal/command.ts";
import { wholeOption } from "./terminal/whole-option.ts";

const HELP = `npm run soak -- [options]

Runs npm start in a folder of its own, sends it malformed requests, makes it write log lines, kills its program until it gives up, and fails where it
stops answering in between. The tests do the same with less.

  --requests N   malformed requests, default 100000
  --lines N      log lines, default 20000
  --help         this text
`;

await runCommand("soak", async () => {
  const { values } = parseArgs({
    options: {
      requests: { type: "string", default: "100000" },
      lines: { type: "string", default: "20000" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const most = { min: 0, max: 10_000_000 };
  const plan = { badRequests: wholeOption("--requests", values.requests, most), lines: wholeOption("--lines", values.lines, most) };
  await withTemporaryFolder(join(tmpdir(), "asyndbt-soak-"), async (folder) => {
    const report = await soak(folder, plan, console.error);
    console.log(JSON.stringify(report, null, 2));
    if (report.exitCode !== 1)
      throw new CommandFailure(`npm start ended with ${report.exitCode}, not with 1, after its program had ended too often`);
  });
});

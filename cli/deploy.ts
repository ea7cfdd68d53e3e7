// `npm run deploy`: builds the page and gives it to Cloudflare with the aggregator, after saying what is missing. `--dry-run` needs no
// account.

import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { projectRoot } from "./machine/project-root.ts";
import { withTemporaryFolder } from "./machine/temporary-folder.ts";
import { CommandFailure, runCommand } from "./terminal/command.ts";

const HELP = `npm run deploy -- [options]

Builds the page, checks what a deployment needs, and runs "wrangler deploy" with wrangler.toml.

  --dry-run     bundle, check the sizes and print them; needs no account and sends nothing
  --name NAME   name of the Worker instead of the one in wrangler.toml
  --help        this text

Credentials: run "npx wrangler login" once, or set CLOUDFLARE_API_TOKEN (template "Edit Cloudflare Workers") and, with several accounts,
CLOUDFLARE_ACCOUNT_ID. To keep strangers from creating tasks, run "npx wrangler secret put CREATE_KEY" after the first deployment.
`;

/** Largest compressed Worker of the free plan. */
const WORKER_LIMIT_BYTES = 3_000_000;
/** Largest single asset. */
const ASSET_LIMIT_BYTES = 25 * 1024 * 1024;

await runCommand("deploy", async () => {
  const { values } = parseArgs({
    options: {
      "dry-run": { type: "boolean", default: false },
      name: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const name = values.name === undefined ? [] : ["--name", values.name];
  if (!values["dry-run"]) checkCredentials();
  await build({ configFile: join(projectRoot, "vite.config.ts"), logLevel: "error" });
  await checkSizes(name);
  if (values["dry-run"]) {
    console.log("dry run: nothing was sent");
    return;
  }
  if (wrangler(["deploy", ...name], "inherit").status !== 0) throw new CommandFailure("wrangler could not deploy; what it said is above");
  console.log(`
Anybody who knows the address may create tasks there, unless a create key is set: npx wrangler secret put CREATE_KEY${name.map((part) => ` ${part}`).join("")}`);
});

/** @throws CommandFailure that says how to sign in. */
function checkCredentials(): void {
  if (process.env.CLOUDFLARE_API_TOKEN) return;
  if (wrangler(["whoami", "--json"], "pipe").status === 0) return;
  throw new CommandFailure('not signed in to Cloudflare: run "npx wrangler login", or set CLOUDFLARE_API_TOKEN; --help says more');
}

/** @throws CommandFailure when the Worker does not bundle, or something is larger than Cloudflare takes. */
function checkSizes(name: readonly string[]): Promise<void> {
  return withTemporaryFolder(join(tmpdir(), "asyndbt-deploy-"), async (folder) => {
    const { status, stderr } = wrangler(["deploy", "--dry-run", "--outdir", folder, ...name], "pipe");
    if (status !== 0) throw new CommandFailure(`the Worker could not be bundled:\n${stderr.trim()}`);
    const code = readFileSync(join(folder, "index.js"));
    const compressed = gzipSync(code).length;
    const assets = filesBelow(join(projectRoot, "dist"));
    console.log(`worker   ${kilobytes(code.length)}, compressed ${kilobytes(compressed)} of ${kilobytes(WORKER_LIMIT_BYTES)}`);
    console.log(`page     ${assets.length} files, ${kilobytes(assets.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0))}`);
    if (compressed > WORKER_LIMIT_BYTES) throw new CommandFailure("the Worker is larger than the free plan takes");
    const large = assets.find(({ sizeBytes }) => sizeBytes > ASSET_LIMIT_BYTES);
    if (large) throw new CommandFailure(`${large.path} is larger than an asset may be (25 MiB)`);
  });
}

function filesBelow(folder: string): { readonly path: string; readonly sizeBytes: number }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, sizeBytes: statSync(path).size }));
}

function wrangler(args: readonly string[], output: "pipe" | "inherit"): { readonly status: number | null; readonly stderr: string } {
  const bin = join(dirname(createRequire(import.meta.url).resolve("wrangler/package.json")), "bin", "wrangler.js");
  const { status, stderr } = spawnSync(process.execPath, [bin, ...args], {
    cwd: projectRoot,
    // wrangler may ask which account to take.
    stdio: [output === "inherit" ? "inherit" : "ignore", output, output],
    encoding: "utf8",
    env: { ...process.env, WRANGLER_SEND_METRICS: "false" },
  });
  return { status, stderr: stderr ?? "" };
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

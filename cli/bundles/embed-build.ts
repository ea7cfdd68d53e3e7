// The second build: what partners load. participant.js is the in-page participant's worker in one file; embed.js is the loader that knows
// its digest. Both lie under an address that holds a digest of them and never changes; /embed.js is the newest loader again, for those who
// do not pin.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build, type InlineConfig, type Plugin } from "vite";
import { projectRoot } from "../machine/project-root.ts";
import { buildTarget } from "./baseline.ts";

const embedFolder = join(projectRoot, "client", "embed");
/** As long as the version itself, which is put in its place when the digest is known. */
const UNKNOWN_VERSION = "asyndbt-embed-version";

/** Adds the embedding files to the build of the page, and prints their digests. */
export function embedFiles(): Plugin {
  let outDir = "";
  let say = (_line: string): void => {};
  return {
    name: "asyndbt-embed",
    apply: "build",
    configResolved({ root, build: { outDir: folder }, logger }) {
      outDir = resolve(root, folder);
      say = (line) => logger.info(line);
    },
    async closeBundle() {
      const { version, files } = await buildEmbedFiles();
      const folder = join(outDir, "embed", version);
      mkdirSync(folder, { recursive: true });
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
      for (const name of ["embed.js", "embed.d.ts"] as const) writeFileSync(join(outDir, name), files[name]);
      const integrity = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, integrityOf(text)]));
      writeFileSync(join(outDir, "embed", "latest.json"), JSON.stringify({ version, integrity }));
      for (const name of ["embed.js", "participant.js"]) say(`/embed/${version}/${name}  ${integrity[name]}`);
    },
  };
}

export interface EmbedFiles {
  readonly version: string;
  readonly files: { readonly "embed.js": string; readonly "participant.js": string; readonly "embed.d.ts": string };
}

async function buildEmbedFiles(): Promise<EmbedFiles> {
  const worker = await bundle({
    build: {
      rolldownOptions: { input: join(embedFolder, "in-page", "in-page.worker.ts"), output: { format: "iife", codeSplitting: false } },
    },
    plugins: [withoutSomeParts],
  });
  const loader = await bundle({
    build: {
      modulePreload: false,
      rolldownOptions: {
        input: join(embedFolder, "embed.ts"),
        preserveEntrySignatures: "strict",
        output: { format: "es", codeSplitting: false },
      },
    },
    define: { EMBED_VERSION: JSON.stringify(UNKNOWN_VERSION), WORKER_INTEGRITY: JSON.stringify(integrityOf(worker)) },
  });
  const types = declarations();
  const digest = createHash("sha256").update(worker).update(loader).update(types).digest("hex").slice(0, 8);
  const version = `${packageVersion()}-${digest}`;
  return { version, files: { "embed.js": loader.replaceAll(UNKNOWN_VERSION, version), "participant.js": worker, "embed.d.ts": types } };
}

function integrityOf(text: string): string {
  return `sha384-${createHash("sha384").update(text).digest("base64")}`;
}

/** One file, minified, kept in memory. */
async function bundle(config: InlineConfig): Promise<string> {
  const built = await build({
    ...config,
    configFile: false,
    root: embedFolder,
    publicDir: false,
    logLevel: "error",
    build: { ...config.build, write: false, target: buildTarget, minify: true },
  });
  const outputs = Array.isArray(built) ? built : [built];
  const chunks = outputs.flatMap((made) => ("output" in made ? made.output : []));
  const [chunk, ...others] = chunks;
  if (chunk?.type !== "chunk" || others.length > 0)
    throw new Error(`expected one file, got ${chunks.map(({ fileName }) => fileName).join(", ")}`);
  return chunk.code;
}

/**
 * A partner's page has no model in the tab: the engine and its WebAssembly stay out of the worker. Nor is it told anything of what a
 * language model's provider wrote, so the vocabulary for that stays out, too.
 */
const LEFT_OUT = {
  "/in-tab/in-tab-endpoint.ts":
    'export function openInTabEndpoint() { throw new TypeError("there is no model in the tab on a partner\'s page"); }',
  "/transport/errors/quote.ts": "export function quoteOf() { return undefined; }",
};
const withoutSomeParts: Plugin = {
  name: "asyndbt-without-some-parts",
  enforce: "pre",
  load: (id) => Object.entries(LEFT_OUT).find(([file]) => id.endsWith(file))?.[1] ?? null,
};

/** The sources of the types, one after the other, and what embed.ts exports of them. */
function declarations(): string {
  const source = (name: string): string => readFileSync(join(embedFolder, name), "utf8");
  return `${source("in-page/api.ts")}
${source("element-api.d.ts").replace(/^import .*\n/gm, "")}`;
}

function packageVersion(): string {
  const { version }: { version: string } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8"));
  return version;
}

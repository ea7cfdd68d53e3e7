// Runs an exported file as its user would, on many texts: a module of TypeScript in Node, one of Python in python3, a script with sh.

import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ExportFile } from "../../client/participant/export/format.ts";
import type { RuleSources } from "../../client/participant/export/rule-source.ts";
import { projectRoot } from "../machine/project-root.ts";

export interface ExportEndpoint {
  readonly url: string;
  readonly model: string;
  readonly key: string;
}

/** The text of each row, and its second one where there are two. */
export type ExportRows = readonly (readonly string[])[];

/** A label for each row; null where the answer names none. */
export type ExportedLabels = readonly (string | null)[];

export async function readRuleSources(): Promise<RuleSources> {
  const text = (path: string): Promise<string> => readFile(join(projectRoot, path), "utf8");
  const scoring = ["label-word", "token-path", "token-masses"].map((name) => text(`client/language-model/scoring/${name}.ts`));
  return { labelInAnswer: await text("shared/prompt/answers/label-in-answer.ts"), tokenMasses: await Promise.all(scoring) };
}

const NODE = `import { readFileSync } from "node:fs";
const [file, name] = process.argv.slice(2);
const { url, model, key, rows } = JSON.parse(readFileSync(0, "utf8"));
const exported = await import(file);
const labels = [];
for (const texts of rows) labels.push((await exported[name](...texts, { url, model, key })) ?? null);
console.log(JSON.stringify(labels));
`;

/** `name`: the function to call, classify or classifyByWords. */
export function runTypescript({ text }: ExportFile, name: string, endpoint: ExportEndpoint, rows: ExportRows): Promise<ExportedLabels> {
  return inFolder(async (folder) => {
    // Node of this version reads no types.
    const { transform } = await import("esbuild");
    const { code } = await transform(text, { loader: "ts" });
    await writeFile(join(folder, "exported.mjs"), code);
    await writeFile(join(folder, "run.mjs"), NODE);
    const args = [join(folder, "run.mjs"), pathToFileURL(join(folder, "exported.mjs")).href, name];
    return JSON.parse(await output(process.execPath, args, { input: JSON.stringify({ ...endpoint, rows }) }));
  });
}

const PYTHON = `import json, sys, exported
given = json.load(sys.stdin)
classify = getattr(exported, sys.argv[1])
json.dump([classify(*texts, given["url"], given["model"], given["key"]) for texts in given["rows"]], sys.stdout)
`;

/** `name`: the function to call, classify or classify_by_words. */
export function runPython({ text }: ExportFile, name: string, endpoint: ExportEndpoint, rows: ExportRows): Promise<ExportedLabels> {
  return inFolder(async (folder) => {
    await writeFile(join(folder, "exported.py"), text);
    await writeFile(join(folder, "run.py"), PYTHON);
    return JSON.parse(await output("python3", [join(folder, "run.py"), name], { input: JSON.stringify({ ...endpoint, rows }) }));
  });
}

/** Each row is a run of its own: some at a time. */
export function runShell({ text }: ExportFile, { url, model, key }: ExportEndpoint, rows: ExportRows): Promise<ExportedLabels> {
  return inFolder(async (folder) => {
    const script = join(folder, "exported.sh");
    await writeFile(script, text);
    const labels: (string | null)[] = [];
    let next = 0;
    const work = async (): Promise<void> => {
      for (let at = next++; at < rows.length; at = next++) {
        const printed = await output("sh", [script, ...(rows[at] ?? [])], { env: { BASE_URL: url, MODEL: model, API_KEY: key } });
        labels[at] = printed.trim() || null;
      }
    };
    await Promise.all([work(), work(), work()]);
    return labels;
  });
}

/** Whether a program can be run here. */
export async function isThere(program: string): Promise<boolean> {
  return output(program, ["--version"], {}).then(
    () => true,
    () => false,
  );
}

interface Given {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Asynchronous, because the endpoint that is asked may be in this very process. */
function output(command: string, args: readonly string[], { input = "", env = {} }: Given): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1", PYTHONIOENCODING: "utf-8", ...env } });
    const told = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        told[name] += text;
      });
    }
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(told.stdout);
      else reject(new Error(`${command} ended with code ${code}: ${told.stderr.trim().slice(-500)}`));
    });
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}

async function inFolder<T>(job: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "asyndbt-run-"));
  try {
    return await job(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

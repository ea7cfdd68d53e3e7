// Python for tests that run what was exported.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const hasPython = (() => {
  try {
    return execFileSync("python3", ["--version"], { encoding: "utf8" }).startsWith("Python 3");
  } catch {
    return false;
  }
})();

if (!hasPython) console.warn("there is no python3 here: what is exported for it was not run");

/** Evaluates `expression`, in which `exported` is the module and `given` the input, and gives its value back through JSON. */
export function inPython(module: string, expression: string, given: unknown): unknown {
  const folder = mkdtempSync(join(tmpdir(), "asyndbt-python-"));
  try {
    writeFileSync(join(folder, "exported.py"), module);
    const script = `import json, sys, exported\ngiven = json.load(sys.stdin)\njson.dump(${expression}, sys.stdout)`;
    const env = { ...process.env, PYTHONDONTWRITEBYTECODE: "1", PYTHONIOENCODING: "utf-8" };
    const options = { cwd: folder, input: JSON.stringify(given), encoding: "utf8", env, maxBuffer: 2 ** 28 } as const;
    return JSON.parse(execFileSync("python3", ["-c", script], options));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// The folders of this client are a stack: each imports only from those below it, so none can be understood only together with one above.

import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";

const HERE = import.meta.dirname;
/** From the bottom to the top. Folders of one level do not know each other; the files of the root know all. */
const LEVELS = [["transport"], ["dialects"], ["scoring"], ["probe", "in-tab"], ["answering"], ["root"]] as const;

describe("the folders of client/language-model", () => {
  it("are the ones of the stack", () => {
    const folders = readdirSync(HERE, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
    expect([...folders, "root"].sort()).toEqual(LEVELS.flat().sort());
  });

  it("import only down the stack", () => {
    const upwards = folderImports().filter(({ from, to }) => from !== to && levelOf(to) >= levelOf(from));
    expect(upwards).toEqual([]);
  });

  it("are found with the imports that hold them together", () => {
    const pairs = new Set(folderImports().map(({ from, to }) => `${from} -> ${to}`));
    expect([...pairs]).toEqual(
      expect.arrayContaining(["dialects -> transport", "scoring -> dialects", "probe -> scoring", "root -> probe"]),
    );
  });
});

/** Imports between files of this folder, types and dynamic ones included; tests may reach anywhere. */
function folderImports(): { readonly from: string; readonly to: string; readonly place: string }[] {
  const files = readdirSync(HERE, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".test.ts"),
  );
  return files.flatMap((file) =>
    [...readFileSync(join(HERE, file), "utf8").matchAll(/(?:\bfrom|\bimport\(|\bimport)\s*"(\.[^"]+)"/g)].flatMap(([, target = ""]) => {
      const to = relative(HERE, join(HERE, file, "..", target));
      return to.startsWith("..") ? [] : [{ from: folderOf(file), to: folderOf(to), place: `${file} -> ${to}` }];
    }),
  );
}

function folderOf(file: string): string {
  const [folder = "root", ...rest] = file.split("/");
  return rest.length === 0 ? "root" : folder;
}

function levelOf(folder: string): number {
  return LEVELS.findIndex((level) => level.some((name) => name === folder));
}

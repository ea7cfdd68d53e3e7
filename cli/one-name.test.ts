// One name, one thing: whoever meets an exported name anywhere in the tree knows what it stands for, and a search for it finds that only.

import { readdirSync, readFileSync } from "node:fs";
import { join, posix, sep } from "node:path";
import { describe, expect, test } from "vitest";
import { projectRoot } from "./machine/project-root.ts";

/** Names that may stand in two files, and why. */
const PARTNER_API = "what partner sites import, named for them; client/embed/served-types.test-d.ts compares it with what is inside";
const ALLOWED: Readonly<Record<string, string>> = {
  Budget: PARTNER_API,
  Dialect: PARTNER_API,
  Example: PARTNER_API,
  LanguageModel: PARTNER_API,
  Participant: PARTNER_API,
  ParticipantOptions: PARTNER_API,
  Score: PARTNER_API,
};

/** Files that export each name: types, constants, functions, classes. Text in a template literal is no code. */
function exportedNames(files: readonly (readonly [path: string, text: string])[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const [path, text] of files) {
    const names = text.matchAll(/^export (?:declare |async |abstract )*(?:const|let|function\*?|class|interface|type) (\w+)/gm);
    for (const { index, 1: name = "" } of names) {
      if (text.slice(0, index).split("`").length % 2 === 0) continue;
      found.set(name, (found.get(name) ?? new Set()).add(path));
    }
  }
  return found;
}

function tree(): (readonly [path: string, text: string])[] {
  return ["shared", "worker", "client", "cli"].flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => /\.ts$/.test(path) && !/\.(test|test-d|bench|contract|d)\.ts$/.test(path))
      .map((path) => [posix.join(folder, path.replaceAll(sep, "/")), readFileSync(join(projectRoot, folder, path), "utf8")] as const),
  );
}

describe("exported names", () => {
  const shared = [...exportedNames(tree())].filter(([, paths]) => paths.size > 1);

  test("each stands for one thing", () => {
    expect(shared.filter(([name]) => !(name in ALLOWED)).map(([name, paths]) => `${name}: ${[...paths].join(", ")}`)).toEqual([]);
  });

  test("every exception is one, and is the partners' interface", () => {
    for (const name of Object.keys(ALLOWED)) {
      const paths = shared.find(([other]) => other === name)?.[1];
      expect([name, paths?.size, paths?.has("client/embed/in-page/api.ts")]).toEqual([name, 2, true]);
    }
  });

  test("are found whatever is exported, and not in templates", () => {
    const text =
      "export const a = `\nexport const b = 1;\n`;\nexport async function c() {}\nexport type D = 1;\nconst e = 1;\nexport class F {}\n";
    expect([...exportedNames([["x.ts", text]]).keys()]).toEqual(["a", "c", "D", "F"]);
  });
});

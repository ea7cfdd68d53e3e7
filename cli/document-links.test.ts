import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, it } from "vitest";
import { projectRoot } from "./machine/project-root.ts";

const documents = [".", "docs", "data", "examples"].flatMap((folder) =>
  readdirSync(join(projectRoot, folder), { recursive: folder !== ".", encoding: "utf8" })
    .filter((name) => name.endsWith(".md") && !name.includes("node_modules"))
    .map((name) => join(folder, name)),
);

it.each(documents)("%s links to files and headings there are", (path) => {
  const links = [...textOf(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? "");
  expect(links.filter((target) => !/^[a-z]+:/.test(target)).filter((target) => !leadsSomewhere(path, target))).toEqual([]);
});

function leadsSomewhere(from: string, target: string): boolean {
  const [file = "", heading] = target.split("#");
  const path = file === "" ? from : relative(projectRoot, join(projectRoot, dirname(from), file));
  if (!existsSync(join(projectRoot, path))) return false;
  return heading === undefined || !path.endsWith(".md") || headingsOf(path).includes(heading);
}

/** As GitHub names them: lower case, spaces to hyphens, other signs left out. */
function headingsOf(path: string): string[] {
  return [...textOf(path).matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** Without code blocks, where brackets are no links. */
function textOf(path: string): string {
  return readFileSync(join(projectRoot, path), "utf8").replace(/^```[\s\S]*?^```/gm, "");
}

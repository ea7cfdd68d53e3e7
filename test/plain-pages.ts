// The addresses of all pages that show something without a task: a new HTML file is a new page, and the tests that visit all pages find it
// here.

import { readdirSync } from "node:fs";

/** Pages of one task, or inside a partner's site, which tests of their own open. */
const OF_A_TASK: readonly string[] = ["task", "embed-frame", "embed-refused"];

/** Names of the HTML files of client/page. */
export const PAGE_FILES: readonly string[] = readdirSync(new URL("../client/page", import.meta.url)).filter((name) =>
  name.endsWith(".html"),
);

export const PLAIN_PAGES: readonly string[] = PAGE_FILES.map((name) => name.replace(/\.html$/, ""))
  .filter((name) => !OF_A_TASK.includes(name))
  .map((name) => (name === "index" ? "/" : name === "404" ? "/nowhere" : `/${name}`));

// The first script of every page (client/page/unfit.ts) as a file of its own: in one piece and in old syntax, for browsers that cannot read
// the rest.

import { createHash } from "node:crypto";
import { join } from "node:path";
import { build } from "esbuild";
import type { Plugin } from "vite";
import { projectRoot } from "../machine/project-root.ts";

export function unfitScript(): Plugin {
  let code = "";
  let fileName = "";
  return {
    name: "asyndbt-unfit-script",
    apply: "build",
    async buildStart() {
      const built = await build({
        entryPoints: [join(projectRoot, "client", "page", "unfit.ts")],
        bundle: true,
        write: false,
        format: "iife",
        target: "es2015",
        minify: true,
        charset: "utf8",
      });
      code = built.outputFiles[0]?.text ?? "";
      fileName = `assets/unfit-${createHash("sha256").update(code).digest("hex").slice(0, 8)}.js`;
      this.emitFile({ type: "asset", fileName, source: code });
    },
    // A classic script stands before all modules, wherever these are.
    transformIndexHtml: () => [{ tag: "script", attrs: { src: `/${fileName}` }, injectTo: "head" }],
  };
}

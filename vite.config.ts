// Builds the page: one HTML file per address, the participant's worker as a module of its own, and what partners embed. The aggregator
// serves it all.

import { readdirSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";
import { buildTarget } from "./cli/bundles/baseline.ts";
import { embedFiles } from "./cli/bundles/embed-build.ts";
import { unfitScript } from "./cli/bundles/unfit-script.ts";

const pages = readdirSync(new URL("client/page", import.meta.url)).filter((name) => name.endsWith(".html"));

/** What the heads of all pages have in common; the HTML files hold only what tells them apart. */
const HEAD = `
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="theme-color" content="#f7f6f2" media="(prefers-color-scheme: light)" />
    <meta name="theme-color" content="#131519" media="(prefers-color-scheme: dark)" />
    <link rel="icon" href="/icon.svg" type="image/svg+xml" />
    <link rel="apple-touch-icon" href="/icon-180.png" />
    <link rel="manifest" href="/manifest.webmanifest" />
    <link rel="stylesheet" href="./style.css" />`;
const NO_SCRIPT = "<noscript><p>This page computes in your browser and needs JavaScript.</p></noscript>";

const shells: Plugin = {
  name: "shells",
  transformIndexHtml: {
    order: "pre",
    handler: (html) => html.replace("<head>", `<head>${HEAD}`).replace("</body>", `  ${NO_SCRIPT}\n  </body>`),
  },
};

export default defineConfig({
  root: "client/page",
  publicDir: "../public",
  plugins: [shells, unfitScript(), embedFiles()],
  worker: {
    format: "es",
    // WebKit runs a worker's entry again when a part imports it, which would be a second participant. What the parts share is a file of its
    // own.
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: "participant", tags: ["$initial"], test: (id) => !id.endsWith("/participant.worker.ts") }] },
      },
    },
  },
  build: {
    outDir: "../../dist",
    emptyOutDir: true,
    target: buildTarget,
    // A data: address would need a hole in the content security policy.
    assetsInlineLimit: 0,
    rolldownOptions: { input: Object.fromEntries(pages.map((name) => [name.replace(/\.html$/, ""), `client/page/${name}`])) },
  },
  server: { host: "127.0.0.1", proxy: { "/api": { target: "http://127.0.0.1:8787", ws: true } } },
});

// Builds the page: one HTML file per address, the participant's worker as a module of its own. The aggregator serves what comes out.

import { defineConfig } from "vite";

const pages = ["index", "join", "alone", "new", "task", "help", "404"];

export default defineConfig({
  root: "client/page",
  publicDir: "../public",
  worker: { format: "es" },
  build: {
    outDir: "../../dist",
    emptyOutDir: true,
    target: "es2022",
    // A data: address would need a hole in the content security policy.
    assetsInlineLimit: 0,
    rolldownOptions: { input: Object.fromEntries(pages.map((name) => [name, `client/page/${name}.html`])) },
  },
  server: { host: "127.0.0.1", proxy: { "/api": { target: "http://127.0.0.1:8787", ws: true } } },
});

// The partner's pages of the demo: a shop's help desk that asks its visitors to take part, and the same with the shop's own examples.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../machine/project-root.ts";
import type { PartnerPage } from "./partner-site.ts";

export interface DemoEmbedding {
  readonly aggregator: string;
  readonly task: string;
  readonly invite: string;
  /** Address of embed.js. */
  readonly script: string;
  readonly integrity: string;
}

const STYLE = `
  :root { color-scheme: light dark; font: 1rem/1.5 Georgia, serif; }
  body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; overflow-wrap: anywhere; }
  header { border-block-end: 3px double; margin-block-end: 1.5rem; }
  asyndbt-participant { --asyndbt-accent: #8a2f2f; --asyndbt-radius: 4px; border: 1px solid; border-radius: 4px; }
  pre { white-space: pre-wrap; border-inline-start: 3px solid; padding-inline-start: 1rem; }`;

/** Pages by path, each with a policy that allows no more than docs/embedding.md lists. */
export function partnerDemoPages(embedding: DemoEmbedding): ReadonlyMap<string, PartnerPage> {
  const { aggregator } = embedding;
  const common = `default-src 'none'; style-src 'nonce-demo'; script-src 'nonce-demo' ${aggregator}`;
  const socket = aggregator.replace("http", "ws");
  return new Map([
    ["/", page(isolated(embedding), `${common}; frame-src ${aggregator}; require-trusted-types-for 'script'`)],
    ["/in-page", page(inPage(embedding), `${common}; worker-src blob:; connect-src ${aggregator} ${socket}`)],
  ]);
}

function page(body: string, policy: string): PartnerPage {
  return {
    html: `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Harbour Street Outfitters</title><style nonce="demo">${STYLE}</style></head><body>
<header><h1>Harbour Street Outfitters</h1></header>
${body}
</body></html>`,
    headers: { "content-security-policy": policy },
  };
}

function isolated({ task, invite, script, integrity }: DemoEmbedding): string {
  return `<p>Do you answer customers, too? Help us to sort their messages better, without showing us yours.
  This page hears only: <output id="status">nothing yet</output>. <a href="/in-page">The same with our own examples</a></p>
<script type="module" src="${script}" integrity="${integrity}" crossorigin></script>
<asyndbt-participant task="${task}" invite="${invite}"></asyndbt-participant>
<script nonce="demo">
  const element = document.querySelector("asyndbt-participant");
  for (const type of ["consent", "storage", "joined", "contributing", "progress", "finished", "refused", "failed"])
    element.addEventListener(type, ({ detail }) => { document.getElementById("status").textContent = type + " " + JSON.stringify(detail ?? {}); });
</script>`;
}

function inPage({ task, invite, script }: DemoEmbedding): string {
  const examples = readFileSync(join(projectRoot, "data", "support", "pool.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line): { text: string; label: string } => JSON.parse(line))
    .map(({ text, label }) => ({ text, label }));
  return `<p>This page takes part with its own ${examples.length} examples, in a Web Worker of its own origin, with the simulated model.
  <a href="/">Back</a></p>
<p><output id="status">Loading…</output></p><pre id="prompt"></pre>
<script type="module" nonce="demo">
  import { createParticipant } from "${script}";
  const status = document.getElementById("status");
  const participant = createParticipant({
    task: "${task}",
    invite: "${invite}",
    examples: ${JSON.stringify(examples).replaceAll("<", "\\u003c")},
    languageModel: { type: "simulated", latencyMs: 2 },
    budget: { queries: 2000 },
    onProgress: ({ activity, contributions, queries, budgetQueries, loss }) => {
      status.textContent = activity + ", " + contributions + " contributions, " + queries + " of " + budgetQueries + " queries, loss " + (loss?.toFixed(3) ?? "unknown");
    },
  });
  try {
    const { prompt, test } = await participant.start();
    document.getElementById("prompt").textContent = prompt.type === "text" ? prompt.text : JSON.stringify(prompt.messages, null, 2);
    if (test) status.textContent = "Tuned. Test examples right before: " + test.baseline.correct + ", after: " + test.tuned.correct + ", of " + test.tuned.total;
  } catch (error) {
    status.textContent = error.code + ": " + error.message;
  }
</script>`;
}

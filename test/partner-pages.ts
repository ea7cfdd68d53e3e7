// Pages of a partner, as text: each records what it hears on `window`, where the test reads it.

import type { PartnerPage } from "../cli/partner-demo/partner-site.ts";
import type { ServedSystem } from "./served-system.ts";

const EVENTS = ["consent", "storage", "joined", "contributing", "progress", "finished", "refused", "failed"];

export interface IsolatedOptions {
  readonly task?: ServedSystem["task"];
  readonly attributes?: string;
  readonly headers?: PartnerPage["headers"];
  readonly integrity?: string;
  readonly head?: string;
}

/** One element, and `events` with everything it said. */
export function isolatedPage(system: ServedSystem, options: IsolatedOptions = {}): PartnerPage {
  const { aggregator, version, integrity } = system;
  const { taskId, invite } = options.task ?? system.task;
  return {
    html: `<!doctype html><html lang="en"><head><title>Partner</title>${options.head ?? ""}
<script nonce="partner">
  window.before = Object.keys(window);
  window.events = [];
  window.record = (element) => {
    for (const type of ${JSON.stringify(EVENTS)}) element.addEventListener(type, ({ detail }) => events.push({ type, ...detail }));
  };
</script>
<script type="module" src="${aggregator}/embed/${version}/embed.js" integrity="${options.integrity ?? integrity["embed.js"]}" crossorigin></script>
</head><body><h1>Partner</h1>
<asyndbt-participant task="${taskId}" invite="${invite}" ${options.attributes ?? ""}></asyndbt-participant>
<script nonce="partner">record(document.querySelector("asyndbt-participant"));</script>
</body></html>`,
    headers: options.headers ?? {},
  };
}

export interface InPageOptions {
  readonly task?: ServedSystem["task"];
  readonly headers?: PartnerPage["headers"];
  readonly integrity?: string;
  /** Of its budget. */
  readonly queries?: number;
}

/** Runs in the page's own origin; `outcome` is the tuned prompt, or the code and message of the error. */
export function inPagePage(
  { aggregator, version, integrity, examples, ...system }: ServedSystem,
  options: InPageOptions = {},
): PartnerPage {
  const { taskId, invite } = options.task ?? system.task;
  const settings = {
    task: taskId,
    invite,
    examples,
    languageModel: { type: "simulated" },
    budget: { queries: options.queries ?? 1500 },
  };
  return {
    html: `<!doctype html><html lang="en"><head><title>Partner</title></head><body><h1>Partner</h1>
<script nonce="partner">window.before = Object.keys(window);</script>
<script type="module" src="${aggregator}/embed/${version}/embed.js" integrity="${options.integrity ?? integrity["embed.js"]}" crossorigin></script>
<script type="module" nonce="partner">
  import { createParticipant } from "${aggregator}/embed/${version}/embed.js";
  window.added = Object.keys(window).filter((name) => !before.includes(name) && name !== "before");
  window.progress = [];
  window.participant = createParticipant({ ...${JSON.stringify(settings)}, onProgress: (now) => progress.push(now) });
  participant.start().then(
    (tuned) => { window.outcome = tuned; },
    ({ name, code, message }) => { window.outcome = { name, code, message }; },
  );
</script></body></html>`,
    headers: options.headers ?? {},
  };
}

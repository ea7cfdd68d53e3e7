// The lines that a partner copies into its page, and the sources that its content security policy must name.

export interface EmbedChoice {
  /** Origin. */
  readonly aggregator: string;
  readonly task: string;
  readonly invite: string;
  readonly mode: "isolated" | "in-page";
  /** Version to pin, and the digest of its embed.js; null for the moving file. */
  readonly pinned: { readonly version: string; readonly integrity: string } | null;
}

export function snippetOf(embedding: EmbedChoice): string {
  return embedding.mode === "isolated" ? isolatedSnippet(embedding) : inPageSnippet(embedding);
}

function isolatedSnippet({ aggregator, task, invite, pinned }: EmbedChoice): string {
  return `${loader(aggregator, pinned)}
<asyndbt-participant
  task="${inAttribute(task)}"
  invite="${inAttribute(invite)}"
></asyndbt-participant>`;
}

/** An import has no place for a digest. The script before it has, and a page loads one address as a module once only. */
function inPageSnippet({ aggregator, task, invite, pinned }: EmbedChoice): string {
  return `${loader(aggregator, pinned)}
<script type="module">
  import { createParticipant } from "${scriptOf(aggregator, pinned)}";

  const participant = createParticipant({
    task: ${inScript(task)},
    invite: ${inScript(invite)},
    examples: [{ text: "…", label: "…" }],
    languageModel: { type: "http", url: "https://…/v1", model: "…", key: "…" },
    budget: { queries: 2000 },
    onProgress: (progress) => console.log(progress),
  });
  const tuned = await participant.start();
</script>`;
}

/** One directive a line, as a header or a meta element would have them. */
export function policyOf({ aggregator, mode }: Pick<EmbedChoice, "aggregator" | "mode">): string {
  if (mode === "isolated") return `script-src ${aggregator};\nframe-src ${aggregator};`;
  return `script-src ${aggregator};\nworker-src blob:;\nconnect-src ${aggregator} ${aggregator.replace(/^http/, "ws")};\ntrusted-types asyndbt;`;
}

function scriptOf(aggregator: string, pinned: EmbedChoice["pinned"]): string {
  return pinned ? `${aggregator}/embed/${pinned.version}/embed.js` : `${aggregator}/embed.js`;
}

function loader(aggregator: string, pinned: EmbedChoice["pinned"]): string {
  const integrity = pinned ? ` integrity="${pinned.integrity}"` : "";
  return `<script type="module" src="${scriptOf(aggregator, pinned)}"${integrity} crossorigin></script>`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;" };

function inAttribute(value: string): string {
  return value.replace(/[&"<>]/g, (character) => ENTITIES[character] ?? "");
}

/** As a string of a script; an end tag in it would end the script around it. */
function inScript(value: string): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

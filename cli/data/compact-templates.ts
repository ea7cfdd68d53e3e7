// From a one-line template of the paper to the compact form that small models read best: the question once as a header, then one short
// block per example (docs/data-format.md).

export interface PaperTask {
  readonly labels: readonly string[];
  readonly verbalizer: Readonly<Record<string, string>>;
  /** With [SENTENCE1], perhaps [SENTENCE2], and [VAR]. */
  readonly template: string;
}

/**
 * `How is the sentiment of the sentence [SENTENCE1]? Respond ONLY with "Great" or "Terrible". Note: [VAR].` becomes the header
 * `How is the sentiment of the sentence? Respond ONLY with "[LABEL:positive]" or "[LABEL:negative]". [VAR]` and the example
 * `Sentence: [SENTENCE1]\nAnswer:`. The word before a placeholder names the field.
 */
export function compactTemplates(task: PaperTask): { readonly header: string; readonly example: string } {
  const names = new Map<string, string>();
  const question = task.template
    .replace(/[^.?!。？！]*\[VAR\][.。]?\s*$/u, "")
    .replace(/(\p{L}+)?([“"']?)\s*(\[SENTENCE[12]\])([”"']?)/gu, (_, word: string | undefined, _open, placeholder: string) => {
      names.set(placeholder, word ?? "");
      return word ?? "";
    })
    .trim();
  const pair = names.size > 1;
  const field = (placeholder: string, number: number): string => {
    const word = names.get(placeholder) ?? "";
    const same = pair && [...names.values()].filter((other) => other === word).length > 1;
    const name = /^(?:for|of|the|a)?$/.test(word) ? "text" : word;
    return `${name.charAt(0).toUpperCase()}${name.slice(1)}${same ? ` ${number}` : ""}: ${placeholder}`;
  };
  const fields = [...names.keys()].sort().map((placeholder, i) => field(placeholder, i + 1));
  const byLength = [...task.labels].sort((a, b) => (task.verbalizer[b] ?? b).length - (task.verbalizer[a] ?? a).length);
  let header = question;
  for (const label of byLength) {
    const word = task.verbalizer[label] ?? label;
    header = header.replaceAll(`"${word}"`, `"[LABEL:${label}]"`).replaceAll(`“${word}”`, `“[LABEL:${label}]”`);
  }
  return { header: `${header} [VAR]`, example: `${(fields.length > 0 ? fields : ["Text: [SENTENCE1]"]).join("\n")}\nAnswer:` };
}

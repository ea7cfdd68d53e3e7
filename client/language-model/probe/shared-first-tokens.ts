// Which label words begin with the same token? Asked of the model itself, which is the only one to know its tokenizer: it is made to write
// each word, and the first token it writes is read. Only words with the same first letter are asked about.

import type { Label } from "../../../shared/prompt/language-model.ts";
import type { CapabilityRecord } from "../scoring/capability-record.ts";
import type { Connection } from "../scoring/connection.ts";
import { generate } from "../scoring/generate.ts";
import { repeatPrompt } from "./probe-prompts.ts";

export async function sharedFirstTokens(
  connection: Connection,
  record: CapabilityRecord,
  { labels, signal }: { labels: readonly Label[]; signal: AbortSignal | undefined },
): Promise<string[][]> {
  const route = record.route === "completions" ? "completions" : "chat";
  const words = labels.map((label) => label.form.trim());
  const groups = new Map<string, string[]>();
  for (const [i, label] of labels.entries()) {
    const word = words[i] ?? "";
    if (words.filter((other) => initial(other) === initial(word)).length < 2) continue;
    const question = {
      prompt: repeatPrompt(word, record.layout),
      topK: record.topK,
      maxTokens: record.quirks.firstTokens ?? 1,
      samples: 1,
      temperature: 1,
      quirks: record.quirks,
      signal,
    };
    const { generated } = await generate(connection, route, question);
    const tokens = [...(generated.answers[0]?.first ?? [])].sort((a, b) => b.logProb - a.logProb);
    const token = tokens.map((t) => t.text.trim().toLowerCase()).find((text) => text !== "" && word.toLowerCase().startsWith(text));
    if (token !== undefined) groups.set(token, [...(groups.get(token) ?? []), label.name]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

function initial(word: string): string {
  return word.slice(0, 1).toLowerCase();
}

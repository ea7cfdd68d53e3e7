// A recording goes on from what is published, too: machines go, bench/recorded stays.

import { halvesFrom, promptKey, type RecordedAnswerStore } from "./answer-store.ts";
import { contentOfPrompt } from "./ask-line.ts";
import { askedRows, type Line, planDigest, rowDigest } from "./plan-line.ts";
import type { RecordedLine } from "./recorded-line.ts";

/**
 * Takes over the answers of a published line that the store lacks, if the same model answered the same plan. Halves stay the same bits.
 *
 * @returns how many prompts were taken over.
 */
export function takeOverPublished(line: Line, store: RecordedAnswerStore, { plan, answers }: RecordedLine, model: string): number {
  const rows = askedRows(line);
  const same = plan.model === model && plan.planDigest === planDigest(line) && plan.rowDigests.join() === rows.map(rowDigest).join();
  if (!same) return 0;
  const labels = plan.labels.length;
  const labelled = plan.sets
    .slice(line.sets.length)
    .map(({ kind, shown }) => ({ kind, shown: shown.map(([from, row, label]) => ({ from, row, label })) }));
  const whole: Line = { ...line, sets: [...line.sets, ...labelled] };
  let taken = 0;
  plan.prompts.forEach(([instruction, set], prompt) => {
    const key = promptKey(contentOfPrompt(whole, { instruction, set }));
    if (store.has(key)) return;
    const of = Array.from({ length: rows.length }, (_, row) =>
      answers.subarray((prompt * rows.length + row) * labels, (prompt * rows.length + row + 1) * labels),
    );
    // The second wave does not ask the public texts, which come last.
    store.add(key, halvesFrom(of.filter((row) => !Number.isNaN(row[0]))));
    taken++;
  });
  return taken;
}

// The commands about examples: reading files, sample data, forgetting. Those that a page around a frame hands over: host-commands.ts.

import type { Example } from "../../../../shared/prompt/task.ts";
import type { Import } from "../../import/import.ts";
import { sampleExamples } from "../../import/sample.ts";
import { addToSplit, noExamples } from "../../import/split.ts";
import { done, failed, type Outcome } from "../../outcome.ts";
import type { KeptExamples } from "../../store/database.ts";
import type { SessionParts } from "../session-parts.ts";
import type { ExamplesSummary, ParticipantWorkerApi } from "../worker-api.ts";

type ExamplesCommands = Pick<ParticipantWorkerApi, "previewExamples" | "keepExamples" | "useSample" | "forgetExamples">;

export function examplesCommands(parts: SessionParts): ExamplesCommands {
  const { state } = parts;
  let reader: Import | undefined;
  return {
    async previewExamples(source, choices) {
      if (!state.opened) return failed("not-open", "No task is open.");
      const { createImport } = await import("../../import/import.ts");
      reader ??= createImport({ guessLabels: true });
      return { type: "done", value: await reader.preview(source, choices, state.opened.task.labels) };
    },
    async keepExamples() {
      const read = reader?.examples() ?? [];
      if (read.length === 0) return failed("no-examples", "There is no usable example.");
      const kept = await keepOwn(parts, read);
      reader?.forget();
      return kept;
    },
    async useSample(number) {
      await setExamples(parts, { origin: "sample", split: await sampleExamples(number) });
      return done;
    },
    async forgetExamples() {
      await setExamples(parts, null);
      return done;
    },
  };
}

export function summaryOf({ origin, split }: KeptExamples, labels: readonly string[]): ExamplesSummary {
  const { train, pool, validation, test } = split;
  const all = [...train, ...pool, ...validation, ...test];
  return {
    origin,
    train: train.length,
    pool: pool.length,
    validation: validation.length,
    test: test.length,
    perLabel: labels.map((label) => ({ label, count: all.filter((example) => example.label === label).length })),
  };
}

async function keepOwn(parts: SessionParts, read: readonly Example[]): Promise<Outcome> {
  const { examples } = parts.state;
  const before = examples?.origin === "own" ? examples.split : noExamples;
  const split = addToSplit(before, read);
  // The same rows once more change nothing, and nothing starts over for them.
  if (split !== before) await setExamples(parts, { origin: "own", split });
  return done;
}

/** The run on the examples before stays beside the next one; they themselves can be had back for a while. */
export async function setExamples({ state, chosen, run, undo }: SessionParts, next: KeptExamples | null): Promise<void> {
  const { examples: before } = state;
  undo.end();
  const giveBack = await run.startOver();
  await state.personDecides();
  await useExamples({ state, chosen }, next);
  if (!before) return;
  undo.offer({ type: next ? "other-examples" : "examples", run: null }, async () => {
    // Whatever was begun meanwhile is kept, too.
    await run.startOver();
    await useExamples({ state, chosen }, before);
    await giveBack();
  });
}

async function useExamples({ state, chosen }: Pick<SessionParts, "state" | "chosen">, next: KeptExamples | null): Promise<void> {
  const { opened, kept } = state;
  state.examples = next;
  if (next) await opened?.store.examples.save(next);
  else await opened?.store.examples.clear();
  // The layout was chosen on the examples there were.
  chosen.disconnect();
  await state.keep({ connection: kept.connection && { ...kept.connection, trials: null } });
  state.show({ examples: next && opened && summaryOf(next, opened.task.labels) });
}

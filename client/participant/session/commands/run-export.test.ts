// The button tells this of an export: right as often as was measured, and where not, that it differs.

import { join } from "node:path";
import { expect, test } from "vitest";
import { readDataFolder } from "../../../../cli/data/data-folder.ts";
import { projectRoot } from "../../../../cli/machine/project-root.ts";
import type { LanguageModel } from "../../../../shared/prompt/language-model.ts";
import { LanguageModelError } from "../../../../shared/prompt/language-model-error.ts";
import { createSimulatedModel } from "../../../../shared/prompt/simulated/simulated-model.ts";
import { simulatedResult } from "../../../../test/exports/measured.ts";
import { tryExport } from "./run-export.ts";

const data = readDataFolder(join(projectRoot, "data", "support"), { tuneLabelWords: true });
const rows = data.test.slice(0, 10);
const result = await simulatedResult(data, rows, "chat");
const tuned = { task: data.task, result, rows };

const scorer = createSimulatedModel({ layout: "chat" });
/** Answers in words as models write them. */
const model: LanguageModel = {
  ...scorer,
  async answerInWords(prompt, labels, options) {
    options?.onSent?.();
    const { logProbs, usage } = await scorer.scoreLabels(prompt, labels);
    return { text: `**${labels[logProbs.indexOf(Math.max(...logProbs))]?.form.toUpperCase()}**.`, usage };
  },
};

test("by words and by probabilities, whole and shared: as often as was measured", async () => {
  const words = await tryExport(model, tuned, { format: "promptfoo", choice: "demonstrations" });
  const pasted = result.tuned.testWithoutOffsets?.correct;
  expect(words).toEqual({ how: "words", rows: 10, right: pasted, measured: pasted, unanswered: 0, requests: 10 });
  const calibrated = await tryExport(model, tuned, { format: "typescript", choice: "demonstrations" });
  expect(calibrated).toMatchObject({ how: "probabilities", right: result.tuned.test?.correct, measured: result.tuned.test?.correct });
  const shared = await tryExport(model, tuned, { format: "text", choice: "fragment" });
  expect(shared).toMatchObject({
    how: "words",
    right: result.judgement?.shared?.tunedRight,
    measured: result.judgement?.shared?.tunedRight,
  });
});

test("answers without a label are wrong, rows without an answer are counted", async () => {
  let asked = 0;
  const odd: LanguageModel = {
    ...model,
    async answerInWords(prompt, labels, options) {
      if (++asked % 2 === 0) throw new LanguageModelError("no-answer");
      return { ...(await model.answerInWords?.(prompt, labels, options)), text: "no idea", usage: NO_USAGE };
    },
  };
  expect(await tryExport(odd, tuned, { format: "text", choice: "demonstrations" })).toMatchObject({ right: 0, unanswered: 5, rows: 10 });
  const gone: LanguageModel = { ...model, answerInWords: async () => Promise.reject(new LanguageModelError("unauthorised")) };
  await expect(tryExport(gone, tuned, { format: "text", choice: "demonstrations" })).rejects.toThrow();
});

test("a model that only scores is asked for probabilities, whatever the format", async () => {
  const { answerInWords: _none, ...scoring } = model;
  expect(await tryExport(scoring, tuned, { format: "curl", choice: "demonstrations" })).toMatchObject({
    how: "probabilities",
    right: result.tuned.test?.correct,
  });
});

test("a measurement by words is compared with words", async () => {
  const byWords = { ...tuned, result: { ...result, rung: "text" as const } };
  expect((await tryExport(model, byWords, { format: "python", choice: "demonstrations" })).how).toBe("words");
});

const NO_USAGE = { attempts: 1, promptTokens: 0, cachedTokens: 0, completionTokens: 0 };

// Exports what the state has tuned, or a kept run. The formats are loaded with the first export.

import type { Example } from "../../../../shared/prompt/task.ts";
import type { ExportOutcome, ExportRequest } from "../../export/export.ts";
import { noExamples } from "../../import/split.ts";
import { parseChoice } from "../../model/model-choice.ts";
import { redactedModel } from "../../model/redacted-model.ts";
import type { Outcome } from "../../outcome.ts";
import { failed } from "../../outcome.ts";
import type { LocalExamples } from "../../participant.ts";
import type { TunedResult } from "../../snapshot.ts";
import type { KeptRun } from "../../store/kept-run.ts";
import { digestOfExamples } from "../../store/run-mark.ts";
import type { SessionState } from "../session-state.ts";

/** `run`: a kept one; null: the one that is shown. */
export async function exportResult(
  state: SessionState,
  { format, choice, places }: ExportRequest,
  run: KeptRun | null,
): Promise<Outcome<ExportOutcome>> {
  const { opened, kept, view } = state;
  const shown = run ?? {
    ...kept,
    ...view,
    settings: opened?.settings,
    model: redactedModel(kept.run?.model ?? parseChoice(kept.languageModel)),
    capability: kept.connection?.capability ?? null,
  };
  const { snapshot, model } = shown;
  if (!opened || !snapshot?.result) return failed("no-result", "There is no tuned prompt yet.");
  const [{ exportFile }, labelInAnswer, labelWord, tokenPath, tokenMasses] = await Promise.all([
    import("../../export/export.ts"),
    import("../../../../shared/prompt/answers/label-in-answer.ts?raw"),
    import("../../../language-model/scoring/label-word.ts?raw"),
    import("../../../language-model/scoring/token-path.ts?raw"),
    import("../../../language-model/scoring/token-masses.ts?raw"),
  ]);
  const { iteration, step, contributions, queries, tokens, testQueries, budgetQueries, history } = snapshot;
  const value = exportFile(
    format,
    {
      task: opened.task,
      result: snapshot.result,
      run: {
        model: model.type === "http" ? model.name : null,
        seed: shown.seed,
        alone: shown.alone,
        settings: shown.settings,
        ...{ iteration, step, contributions, queries, tokens, testQueries, budgetQueries, history },
      },
      examples: examplesFor(state, snapshot.result, run),
      places,
      rules: { labelInAnswer: labelInAnswer.default, tokenMasses: [labelWord.default, tokenPath.default, tokenMasses.default] },
      capability: shown.capability,
    },
    choice,
  );
  return { type: "done", value };
}

/**
 * Those of the run, where the person has them still. Else a fragment is held against those of today and those that the run's own prompt
 * shows, and no test rows go with it: they are others than it was measured on.
 */
function examplesFor({ examples }: SessionState, { content }: TunedResult, run: KeptRun | null): LocalExamples {
  const present = examples?.split ?? noExamples;
  if (run === null ? examples !== null : run.data.digest === digestOfExamples(present)) return present;
  const demonstrated: readonly Example[] = content.demonstrations.map((shown) => ({ ...shown, label: content.labels[shown.label] ?? "" }));
  const { train, pool, validation, test } = present;
  return { train: [...train, ...validation, ...test], pool: [...pool, ...demonstrated], validation: [], test: [] };
}

// Exports what the state has tuned. The formats are loaded with the first export.

import type { ExportOutcome, ExportRequest } from "../export/export.ts";
import { parseChoice } from "../model/model-choice.ts";
import type { Outcome } from "../outcome.ts";
import { failed } from "../outcome.ts";
import type { SessionState } from "./session-state.ts";

export async function exportResult(state: SessionState, { format, choice, places }: ExportRequest): Promise<Outcome<ExportOutcome>> {
  const { opened, examples, kept, view } = state;
  const { snapshot } = view;
  if (!opened || !examples || !snapshot?.result) return failed("no-result", "There is no tuned prompt yet.");
  const [{ exportFile }, labelInAnswer, labelWord, tokenPath, tokenMasses] = await Promise.all([
    import("../export/export.ts"),
    import("../../../shared/prompt/label-in-answer.ts?raw"),
    import("../../language-model/scoring/label-word.ts?raw"),
    import("../../language-model/scoring/token-path.ts?raw"),
    import("../../language-model/scoring/token-masses.ts?raw"),
  ]);
  const model = parseChoice(kept.languageModel);
  const { iteration, step, contributions, queries, tokens, testQueries, budgetQueries, history } = snapshot;
  const value = exportFile(
    format,
    {
      task: opened.task,
      result: snapshot.result,
      run: {
        model: model?.type === "http" ? model.model : null,
        seed: kept.seed,
        alone: view.alone,
        settings: opened.settings,
        ...{ iteration, step, contributions, queries, tokens, testQueries, budgetQueries, history },
      },
      examples: examples.split,
      places,
      rules: { labelInAnswer: labelInAnswer.default, tokenMasses: [labelWord.default, tokenPath.default, tokenMasses.default] },
      capability: kept.connection?.capability ?? null,
    },
    choice,
  );
  return { type: "done", value };
}

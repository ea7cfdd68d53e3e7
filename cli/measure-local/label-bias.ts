// Which of several random demonstration sets is best, and what label offsets change: accuracy on test rows of the set that the plain and
// the calibrated train loss would pick, with and without the offsets of the train rows.

import { mean } from "../../shared/math/mean.ts";
import { labelOffsets, predictedLabel, promptLoss } from "../../shared/prompt/loss.ts";
import type { LocalScorer } from "../language-model/scorer.ts";
import { answers, type MeasuredAnswers } from "./answers.ts";
import { balanced, drawDemonstrations, type TextSet } from "./text-set.ts";

export interface BiasSettings {
  readonly demonstrations: number;
  readonly candidates: number;
  readonly trainPerClass: number;
  readonly testRows: number;
}

export interface BiasRow {
  readonly model: string;
  readonly set: string;
  readonly pickedBy: "plain loss" | "calibrated loss" | "median of calibrated loss";
  readonly trainLoss: number;
  readonly testPlain: number;
  readonly testWithOffsets: number;
  readonly labelMass: number;
}

export async function labelBias(scorer: LocalScorer, set: TextSet, settings: BiasSettings): Promise<BiasRow[]> {
  const queries = balanced(set.train, settings.trainPerClass);
  const tried = [];
  for (let seed = 0; seed < settings.candidates; seed++) {
    const demonstrations = drawDemonstrations(set, settings.demonstrations, seed);
    const train = await answers(scorer, set, { demonstrations, queries });
    const plain = promptLoss("plain", train.rows, set.labels.length);
    const calibrated = promptLoss("calibrated", train.rows, set.labels.length);
    tried.push({ demonstrations, train, plain, calibrated });
  }
  const byCalibrated = [...tried].sort((a, b) => a.calibrated - b.calibrated);
  const picks = [
    { pickedBy: "plain loss", pick: [...tried].sort((a, b) => a.plain - b.plain)[0], kind: "plain" },
    { pickedBy: "calibrated loss", pick: byCalibrated[0], kind: "calibrated" },
    { pickedBy: "median of calibrated loss", pick: byCalibrated[Math.floor(byCalibrated.length / 2)], kind: "calibrated" },
  ] as const;
  const rows: BiasRow[] = [];
  for (const { pickedBy, pick, kind } of picks) {
    if (!pick) continue;
    const test = await answers(scorer, set, { demonstrations: pick.demonstrations, queries: set.test.slice(0, settings.testRows) });
    rows.push({
      model: scorer.id,
      set: set.name,
      pickedBy,
      trainLoss: pick[kind],
      testPlain: shareRight(test, new Float64Array(set.labels.length)),
      testWithOffsets: shareRight(test, labelOffsets(pick.train.rows, set.labels.length)),
      labelMass: mean(test.logMass.map(Math.exp)),
    });
  }
  return rows;
}

export function shareRight(test: MeasuredAnswers, offsets: Float64Array): number {
  return test.rows.filter((row) => predictedLabel(row.logProbs, offsets) === row.label).length / test.rows.length;
}

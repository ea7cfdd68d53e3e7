// Asks some recorded answers again: what a bench reads must be what a model says.

import { randomStream, shuffled } from "../../../shared/math/random.ts";
import type { LanguageModel } from "../../../shared/prompt/language-model.ts";
import { floored } from "../../../shared/prompt/loss.ts";
import { CommandFailure } from "../../terminal/command.ts";
import { ask } from "./ask-line.ts";
import { askedRows, type Line, planDigest } from "./plan-line.ts";
import { readRecordedLine } from "./recorded-line.ts";

export interface CheckLine {
  readonly line: Line;
  readonly name: string;
  readonly out: string;
  readonly model: LanguageModel;
  /** How many answers to ask again. */
  readonly answers: number;
}

/**
 * How far two answers may be apart, in nats of a floored log-probability: weights in bfloat16 answer a little differently in other company.
 */
export const TOLERANCE = 0.25;

/** @throws CommandFailure where the plan is another one or an answer is further off than TOLERANCE on more than a twentieth. */
export async function checkLine({ line, name, out, model, answers }: CheckLine): Promise<string> {
  const recorded = readRecordedLine(out, name);
  const { plan } = recorded;
  if (plan.planDigest !== planDigest(line)) throw new CommandFailure(`${name} was recorded with another plan: ${plan.planDigest}`);
  const [rows, labels] = [askedRows(line).length, plan.labels.length];
  // The second wave's sets stand in the recorded plan; of what was not asked there is nothing to check.
  const labelled = plan.sets
    .slice(line.sets.length)
    .map(({ kind, shown }) => ({ kind, shown: shown.map(([from, row, label]) => ({ from, row, label })) }));
  const whole: Line = { ...line, sets: [...line.sets, ...labelled] };
  const all = Array.from({ length: plan.prompts.length * rows }, (_, i) => i).filter((i) => !Number.isNaN(recorded.answers[i * labels]));
  const chosen = shuffled(randomStream("check", name), all).slice(0, answers);
  let largest = 0;
  let sum = 0;
  let far = 0;
  let same = 0;
  for (const i of chosen) {
    const place = plan.prompts[Math.floor(i / rows)];
    if (!place) continue;
    const live = await ask(whole, { instruction: place[0], set: place[1] }, { row: i % rows, model });
    const kept = recorded.answers.subarray(i * labels, (i + 1) * labels);
    const apart = Math.max(...Array.from(kept, (value, c) => Math.abs(floored(value) - floored(live[c]))));
    largest = Math.max(largest, apart);
    sum += apart;
    if (apart > TOLERANCE) far++;
    if (best(kept) === best(live)) same++;
  }
  const said = `${name}: ${chosen.length} answers asked again, ${same} with the same label, apart by ${(sum / chosen.length).toFixed(4)} on average and ${largest.toFixed(4)} at most`;
  if (far > chosen.length / 20) throw new CommandFailure(`${said}; ${far} are further apart than ${TOLERANCE}`);
  return said;
}

function best(values: ArrayLike<number>): number {
  let at = 0;
  for (let c = 1; c < values.length; c++) if ((values[c] ?? 0) > (values[at] ?? 0)) at = c;
  return at;
}

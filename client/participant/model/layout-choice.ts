// Finds the layout that suits this task and this model, on a few of the participant's own training examples with a few demonstrations.

import { LAYOUTS, type Layout, RUNGS } from "../../../shared/prompt/language-model.ts";
import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import { contentOf, labelForms, renderPrompt } from "../../../shared/prompt/render.ts";
import { initialLowerChoice, type SearchSpace } from "../../../shared/prompt/search-space.ts";
import type { Example } from "../../../shared/prompt/task.ts";
import { chooseLayout, isLayoutRefusal, type LayoutTrial } from "../../language-model/probe/choose-layout.ts";
import type { ConnectedLanguageModel, LanguageModelEndpoint } from "../../language-model/scoring/endpoint.ts";
import type { LocalExamples } from "../participant.ts";

export interface LayoutChoice {
  readonly model: ConnectedLanguageModel;
  /** One per layout that could be asked at all. */
  readonly trials: readonly LayoutTrial[];
}

/** Examples asked per layout at most: enough to tell a wrong layout, few enough not to matter in a budget. */
const ASKED = 8;

/** @throws LanguageModelError when no layout can be asked, or one for another reason than that it is not offered. */
export async function chooseTaskLayout(
  endpoint: LanguageModelEndpoint,
  space: SearchSpace,
  examples: Pick<LocalExamples, "train" | "pool">,
): Promise<LayoutChoice> {
  const { labels } = space.task;
  const demonstrations = labels.flatMap((label, c) =>
    ofLabel(examples.pool, label, 2).map(({ text, text2 }) => ({ text, text2, label: c })),
  );
  const content = contentOf(space, initialLowerChoice(space), demonstrations);
  const perClass = Math.max(1, Math.floor(ASKED / labels.length));
  const asked = labels.flatMap((label, c) =>
    ofLabel(examples.train, label, perClass).map((example) => ({
      label: c,
      prompt: (layout: Layout) => renderPrompt(content, example, layout),
      labels: (layout: Layout) => labelForms(content, layout),
    })),
  );
  const candidates: { layout: Layout; model: ConnectedLanguageModel }[] = [];
  const unclear: Layout[] = [];
  let failure: unknown;
  const offer = async (layout: Layout): Promise<void> => {
    try {
      candidates.push({ layout, model: await endpoint.model({ layout, labels: labelForms(content, layout) }) });
    } catch (error) {
      // An endpoint need not offer every layout; what it refuses is no candidate. What may pass must not decide for the whole run.
      if (isUnclear(error)) unclear.push(layout);
      else if (!isLayoutRefusal(error)) throw error;
      failure = error;
    }
  };
  for (const layout of LAYOUTS) await offer(layout);
  // Where others were answered meanwhile, what still fails is refused.
  if (candidates.length > 0) for (const layout of unclear.splice(0)) await offer(layout);
  candidates.sort((a, b) => LAYOUTS.indexOf(a.layout) - LAYOUTS.indexOf(b.layout));
  // Answers of different rungs cannot be compared, and the better rung is worth more than the nicer layout.
  const best = Math.min(...candidates.map(({ model }) => RUNGS.indexOf(model.capabilities.rung)));
  const comparable = candidates.filter(({ model }) => RUNGS.indexOf(model.capabilities.rung) === best);
  const [first] = comparable;
  if (!first) throw failure ?? new LanguageModelError("no-answer");
  if (comparable.length === 1 || asked.length === 0) return { model: first.model, trials: [] };
  const chosen = await chooseLayout(comparable, asked);
  return { model: comparable.find(({ layout }) => layout === chosen.best)?.model ?? first.model, trials: chosen.trials };
}

/**
 * A moment's failure, or a layout that cannot be had: some servers fail over it, and a browser cannot reach a route that is not open to its
 * page.
 */
function isUnclear(error: unknown): boolean {
  return error instanceof LanguageModelError && (error.code === "unreachable" || error.facts.status === 500);
}

function ofLabel(examples: readonly Example[], label: string, count: number): Example[] {
  return examples.filter((example) => example.label === label).slice(0, count);
}

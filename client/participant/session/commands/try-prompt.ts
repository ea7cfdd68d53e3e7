// Tries the initial and the tuned prompt on one text, through the same renderer, labels and offsets as the measurement.

import type { LanguageModel } from "../../../../shared/prompt/language-model.ts";
import { floored } from "../../../../shared/prompt/loss.ts";
import { contentOf, labelForms, oneLine, type PromptContent, type Query, renderPrompt } from "../../../../shared/prompt/render.ts";
import { initialLowerChoice, searchSpaceOf } from "../../../../shared/prompt/search-space.ts";
import type { Task } from "../../../../shared/prompt/task.ts";
import type { ParticipantSnapshot } from "../../snapshot.ts";
import type { Trial, TrialSide } from "../worker-api.ts";

/** Costs two queries, one before there is a tuned prompt. */
export async function compare(task: Task, snapshot: ParticipantSnapshot | null, model: LanguageModel, query: Query): Promise<Trial> {
  const space = searchSpaceOf(task);
  const initial = contentOf(space, initialLowerChoice(space), []);
  const tuned = snapshot?.result?.content ?? snapshot?.current;
  // Offsets were fitted to the answers of one model, and are wrong numbers for another.
  const fitted = snapshot?.result?.languageModelId === model.id;
  const offsets = fitted ? (snapshot?.result?.labelOffsets ?? []) : [];
  return {
    baseline: await ask(initial, [], model, query),
    tuned: tuned ? await ask(tuned, offsets, model, query) : null,
  };
}

async function ask(content: PromptContent, offsets: readonly number[], model: LanguageModel, query: Query): Promise<TrialSide> {
  const { layout } = model.capabilities;
  const asked: Query = { text: oneLine(query.text), ...(query.text2 ? { text2: oneLine(query.text2) } : {}) };
  const prompt = renderPrompt(content, asked, layout);
  const { logProbs } = await model.scoreLabels(prompt, labelForms(content, layout));
  const shares = [...logProbs].map((logProb, i) => Math.exp(floored(logProb) - (offsets[i] ?? 0)));
  const sum = shares.reduce((a, b) => a + b, 0);
  const labels = content.labels.map((label, i) => ({ label, share: (shares[i] ?? 0) / sum }));
  return { prompt, labels: labels.sort((a, b) => b.share - a.share) };
}

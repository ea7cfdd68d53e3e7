// Several people: losses of shared prompts are pooled, everybody's own prompts stay its own, and each takes a private prompt in the end
// only where its own rows say so beyond noise. With votes on public texts, without them (what losses alone are worth), and with published
// labels.

import { shuffled } from "../../../../shared/math/random.ts";
import { labelOffsets, rowLoss } from "../../../../shared/prompt/loss.ts";
import { type Asker, openAsker, type Use } from "../asking.ts";
import { barePrompts, privatePrompts, publishedPrompts } from "../candidates.ts";
import { labelledPrompts, labelPublicTexts, votedLabels } from "../labelled.ts";
import { race } from "../race.ts";
import type { Person } from "../story.ts";
import { winnerOf } from "./alone.ts";
import { type RecordedMethod, type RecordedMethodInput, type RecordedOutcome, single } from "./method.ts";

export const pooledLosses: RecordedMethod = {
  name: "pooled-losses",
  about: "together, losses of shared instructions pooled, no public texts",
  run: (input) => joined(input, { voted: "no", published: "no" }),
};

export const voted: RecordedMethod = {
  name: "voted",
  about: "together: votes on public texts become demonstrations, chosen by everybody's losses",
  run: (input) => joined(input, { voted: "yes", published: "no" }),
};

export const published: RecordedMethod = {
  name: "published",
  about: "together, with public texts that the owner labelled",
  run: (input) => joined(input, { voted: "no", published: "yes" }),
};

interface Shared {
  readonly voted: "yes" | "no";
  readonly published: "yes" | "no";
}

function joined({ story: { space, people }, budget, use, rng }: RecordedMethodInput, shared: Shared): RecordedOutcome[] | undefined {
  const askers = people.map(() => openAsker(space, budget));
  const racers = people.map((person, i) => ({ person, rows: person.rows, asker: askers[i] ?? openAsker(space, 0) }));
  const candidates: number[] = [];
  if (shared.voted === "yes") {
    const votes = racers.map(({ person, asker }) => labelPublicTexts(space, person, asker).labels);
    const found = labelledPrompts(space, votedLabels(votes, space.labels));
    if (!found) return undefined;
    candidates.push(...found);
  }
  if (shared.published === "yes") candidates.push(...publishedPrompts(space));
  candidates.push(...shuffled(rng, barePrompts(space)));
  // Half of what is left for what everybody shares, the other half for one's own.
  const half = Math.floor(Math.min(...askers.map((asker) => asker.left())) / 2);
  const best = race({ racers, candidates, budget: half, labels: space.labels, use })[0]?.prompt ?? 0;
  const outcomes = racers.map(({ person, asker }) => {
    asker.ask(best, person.rows);
    const own = winnerOf(space, person, { asker, use, candidates: shuffled(rng, privatePrompts(space, person.owner)) });
    return single(preferred(person, { asker, shared: best, own, use, labels: space.labels }), asker, person.rows);
  });
  // Everybody has answered the shared prompt on its own rows.
  const pooled = racers.flatMap(({ rows, asker }) => rows.slice(0, asker.known(best).length));
  return outcomes.map(({ members, spent }) => ({
    spent,
    members: members.map((member) => (member.prompt === best ? { ...member, pooled } : member)),
  }));
}

interface Choice {
  readonly asker: Asker;
  readonly shared: number;
  readonly own: number;
  readonly use: Use;
  readonly labels: number;
}

/**
 * The own prompt where its loss on the rows that both were answered on is lower by more than a standard error: the shared one has more rows
 * behind it.
 */
function preferred({ rows }: Person, { asker, shared, own, use, labels }: Choice): number {
  const [a, b] = [asker.ask(own, rows), asker.ask(shared, rows)];
  const count = Math.min(a.length, b.length);
  if (count < 2) return a.length > 0 && b.length === 0 ? own : shared;
  const losses = [a, b].map((answered) => {
    const offsets = use === "plain" ? new Float64Array(labels) : labelOffsets(answered, labels);
    return answered.map((row) => rowLoss(use, row, offsets));
  });
  const differences = Array.from({ length: count }, (_, i) => (losses[0]?.[i] ?? 0) - (losses[1]?.[i] ?? 0));
  const mean = differences.reduce((sum, value) => sum + value, 0) / count;
  const variance = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  return mean < -Math.sqrt(variance / count) ? own : shared;
}

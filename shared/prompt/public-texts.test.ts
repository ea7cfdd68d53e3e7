// Public texts as candidates: every text under every class, open only where a label was decided.

import { expect, test } from "vitest";
import { drawableLevels, lowerIdentityOf } from "../algorithm/participant/problem.ts";
import { byDistribution, byTable, cheapestChoice, drawChoice, likeliestChoice, neighbourOf } from "../algorithm/participant/sampling.ts";
import { spaceOf, toyTask } from "../algorithm/testing/toy.ts";
import { problemOf } from "../algorithm/testing/toy-problem.ts";
import { randomStream } from "../math/random.ts";
import { openCandidates } from "./public-texts.ts";
import { contentOf } from "./render.ts";
import { candidateText, initialLowerChoice } from "./search-space.ts";
import { sharedContent } from "./shared-content.ts";

const task = { ...toyTask, phrases: [], publicTexts: [{ text: "it hovers" }, { text: "it dives" }], publicShots: 2 };
const space = spaceOf(task);

test("[A50] each class has a candidate that shows nothing, its published ones, and every public text", () => {
  const slots = space.slots.filter(({ kind }) => kind === "public-demonstration");
  expect(slots.map(({ label, size }) => [label, size])).toEqual([
    [0, 6],
    [1, 5],
    [0, 6],
    [1, 5],
  ]);
  const [up] = slots;
  const texts = up && Array.from({ length: up.size }, (_, j) => candidateText(space, up, j));
  expect(texts).toEqual(["", "it climbs", "it soars", "it grows", "it hovers", "it dives"]);
});

test("[A50] the initial prompt shows no demonstration, and the same text never stands twice under two labels", () => {
  expect(contentOf(space, initialLowerChoice(space), []).demonstrations).toEqual([]);
  const identity = lowerIdentityOf(space);
  const [up, down] = space.slots.filter(({ kind }) => kind === "public-demonstration");
  if (!up || !down) throw new Error("no slots");
  expect(identity[up.offset]).toBe(-1);
  expect(identity[up.offset + 4]).toBe(identity[down.offset + 3]);
  expect(identity[up.offset + 4]).not.toBe(identity[up.offset + 5]);
});

test("[A50a] closed candidates are never drawn, by no kind of draw; open ones are", () => {
  const problem = problemOf({ task, labelledTexts: [Int8Array.of(1, -1)] });
  const distribution = Float64Array.from({ length: space.dimension }, () => 0.2);
  const levels = drawableLevels(problem, distribution, new Float64Array(problem.upperShape.dimension));
  const table = { sum: new Float64Array(space.tableSize), weight: new Float64Array(space.tableSize) };
  const draws = [byDistribution(levels.lower, 0.3), byTable(levels.lower, table, { spread: 1, shrinkage: 1, floor: 0.3 })];
  const rng = randomStream("closed");
  const shown = new Set<string>();
  const look = (choice: readonly number[]): void => {
    for (const { text, label } of contentOf(space, choice, []).demonstrations) shown.add(`${text} ${task.labels[label]}`);
  };
  for (let i = 0; i < 400; i++) for (const draw of draws) look(drawChoice(rng, levels.lower, draw));
  const nothing = { lower: [...initialLowerChoice(space)], upper: problem.upperShape.slots.map(() => 0) };
  for (const draw of draws) for (let i = 0; i < 400; i++) look(neighbourOf(rng, nothing, levels, { lower: draw, upper: draw }).lower);
  look(likeliestChoice(levels.lower));
  look(cheapestChoice(levels.lower, new Float64Array(space.dimension)));
  expect([...shown].sort()).toEqual(["it climbs up", "it falls down", "it grows up", "it hovers down", "it sinks down", "it soars up"]);
});

test("[A50a] a task without public texts has no closed candidates", () => {
  expect(openCandidates(spaceOf(), [])).toBeUndefined();
});

test("public texts are no private demonstrations, whatever label they bear", () => {
  const content = contentOf(space, initialLowerChoice(space), [
    { text: "it dives", label: 0 },
    { text: "my secret", label: 0 },
  ]);
  expect(sharedContent(content, space.task).demonstrations.map(({ text }) => text)).toEqual(["it dives"]);
});

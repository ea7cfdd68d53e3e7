import { describe, expect, it } from "vitest";
import { randomStream } from "../../../shared/math/random.ts";
import { openAsker } from "./asking.ts";
import { privatePrompts } from "./candidates.ts";
import { createEvaluator } from "./evaluate.ts";
import { drawnSets, labelledBy, labelledPrompts, votedLabels } from "./labelled.ts";
import { RECORDED_METHODS } from "./methods/methods.ts";
import { race } from "./race.ts";
import { compareArms } from "./report/comparison.ts";
import { responsiveness, testAccuracy } from "./responsive.ts";
import type { RecordedCell } from "./run-line.ts";
import { openSpace } from "./space.ts";
import { tellStory } from "./story.ts";
import { toyLine } from "./testing/toy-line.ts";
import { voteQuality } from "./vote-quality.ts";
import { wantedSets } from "./wanted-sets.ts";

// Instruction 1 is better than 0, private demonstrations help, owner 0's most of all.
const skill = ({ instruction, kind, owner }: { instruction: number; kind: string; owner: number | undefined }): number =>
  instruction + (kind === "none" ? 0 : kind === "owner" ? (owner === 0 ? 3 : 1) : 2);
const space = openSpace(toyLine({ skill }));

describe("a story", () => {
  it("gives each person as many rows, none twice, and the same again for the same seed", () => {
    const story = tellStory(space, 3, 7);
    const rows = story.people.flatMap((person) => person.rows);
    expect(story.people.map((person) => person.rows.length)).toEqual([12, 12, 12]);
    expect(new Set(rows).size).toBe(36);
    expect(rows.every((row) => space.learning.includes(row))).toBe(true);
    expect(tellStory(space, 3, 7)).toEqual(story);
    expect(tellStory(space, 3, 8)).not.toEqual(story);
  });
});

describe("an asker", () => {
  it("counts an answer once and stops when the budget is used up", () => {
    const asker = openAsker(space, 5);
    expect(asker.ask(0, [0, 1, 2])).toHaveLength(3);
    expect(asker.ask(0, [0, 1, 2])).toHaveLength(3);
    expect(asker.spent()).toBe(3);
    expect(asker.ask(1, [0, 1, 2])).toHaveLength(2);
    expect(asker.left()).toBe(0);
    expect(asker.known(1).map(({ label }) => label)).toEqual([0, 1]);
  });
});

describe("a race", () => {
  it("finds the best of many prompts with fewer answers than all", () => {
    const asker = openAsker(space, 1000);
    const candidates = Array.from({ length: 28 }, (_, i) => i);
    const ranked = race({ racers: [{ asker, rows: space.learning }], candidates, budget: 400, labels: 3, use: "plain" });
    expect(space.prompts[ranked[0]?.prompt ?? 0]).toMatchObject({ owner: 0, instruction: 1 });
    expect(asker.spent()).toBeLessThanOrEqual(400);
    expect(asker.spent()).toBeLessThan(28 * 36);
  });

  it("lets as many take part as the budget affords, in their order", () => {
    const asker = openAsker(space, 1000);
    race({ racers: [{ asker, rows: space.learning }], candidates: [3, 4, 5, 6], budget: 40, labels: 3, use: "plain" });
    expect(asker.known(3).length).toBe(36);
    expect(asker.known(6)).toEqual([]);
  });
});

describe("votes", () => {
  it("need a quorum of two and a margin of one; who did not answer has no voice", () => {
    const votes = [
      [0, 0, 1, undefined],
      [0, 1, 2, 2],
      [1, 2, undefined, 2],
    ];
    expect(votedLabels(votes, 3)).toEqual([0, undefined, undefined, 2]);
    // Among ten, three of ten are a quorum, and two that are level are none.
    const ten = Array.from({ length: 10 }, (_, i) => [i < 3 ? 0 : i < 5 ? 1 : undefined, i < 3 ? 0 : i < 6 ? 1 : undefined]);
    expect(votedLabels(ten, 3)).toEqual([0, undefined]);
  });

  it("of several are right more often than one person's labels, and each voter's layer takes its bias away", () => {
    // Every answer leans to the first class by two nats.
    const { line } = space;
    const biased = openSpace({ ...line, answers: line.answers.map((value, i) => value + (i % 3 === 0 ? 2 : 0)) });
    const plain = voteQuality(biased, { people: 3, seeds: 5, use: "plain" });
    const calibrated = voteQuality(biased, { people: 3, seeds: 5, use: "calibrated" });
    expect(calibrated.one).toBeGreaterThan(plain.one);
    expect(calibrated.right).toBeGreaterThan(calibrated.one);
    expect(calibrated.covered).toBeLessThanOrEqual(1);
  });

  it("become sets that were recorded, or none at all", () => {
    const asker = openAsker(space, Number.POSITIVE_INFINITY);
    const { labels } = labelledBy(space, { prompt: 2, rows: space.learning, asker });
    expect(labels).toHaveLength(12);
    expect(labelledPrompts(space, labels)).toBeUndefined();
    const sets = drawnSets(space, labels);
    expect(sets.map((set) => set.length)).toEqual([4, 4]);
    const labelled = sets.map((set) => ({
      kind: "labelled" as const,
      shown: set.map(({ row, label }) => ["public", row, label] as const),
    }));
    const wider = openSpace(
      toyLine({
        skill,
        labelled: labelled.map(({ kind, shown }) => ({ kind, shown: shown.map(([from, row, label]) => [from, row, label]) })),
      }),
    );
    expect(labelledPrompts(wider, labels)?.map((prompt) => wider.prompts[prompt]?.kind)).toEqual(Array(4).fill("labelled"));
  });

  it("of every story that is wanted can be told once the wanted sets are recorded", () => {
    const wanted = wantedSets(space, 3);
    expect(wanted.instruction).toBe(1);
    const labelled = wanted.sets.map((set) => ({
      kind: "labelled" as const,
      shown: set.map(({ row, label }): ["public", number, number] => ["public", row, label]),
    }));
    const wider = openSpace(toyLine({ skill, labelled }));
    for (let seed = 0; seed < 3; seed++) {
      const story = tellStory(wider, 3, seed);
      for (const { name, run } of RECORDED_METHODS) {
        const outcomes = run({ story, budget: 400, use: "plain", rng: randomStream(name, seed) });
        expect(outcomes, name).toHaveLength(3);
      }
    }
  });
});

describe("methods", () => {
  const story = tellStory(space, 3, 1);
  const evaluator = createEvaluator(space);
  const accuracy = (name: string, budget = 400): number => {
    const outcomes = RECORDED_METHODS.find((method) => method.name === name)?.run({
      story,
      budget,
      use: "calibrated",
      rng: randomStream("test", name),
    });
    if (!outcomes) throw new RangeError(`${name} says nothing`);
    const right = evaluator.right(outcomes, "bare");
    return right.reduce((sum, value) => sum + value, 0) / right.length;
  };

  it("spend no more than their budget, and learn only from their own people's rows", () => {
    const rows = new Set(story.people.flatMap((person) => person.rows));
    for (const { name, run } of RECORDED_METHODS) {
      for (const budget of [20, 100, 400]) {
        const outcomes = run({ story, budget, use: "calibrated", rng: randomStream(name, budget) }) ?? [];
        for (const { spent, members } of outcomes) {
          expect(spent, name).toBeLessThanOrEqual(name === "central" ? 3 * budget : budget);
          for (const { fitted } of members) expect(fitted.every((row) => rows.has(row))).toBe(true);
        }
      }
    }
  });

  it("never show a person the demonstrations of somebody else, but for one that holds everything and for committees", () => {
    for (const { name, run } of RECORDED_METHODS.filter((method) => !/central|committee/.test(method.name))) {
      const outcomes = run({ story, budget: 400, use: "plain", rng: randomStream(name) }) ?? [];
      outcomes.forEach(({ members }, i) => {
        const owner = space.prompts[members[0]?.prompt ?? 0]?.owner;
        expect(owner === undefined || owner === story.people[i]?.owner, name).toBe(true);
      });
    }
  });

  it("find the better instruction that the owner's header is not", () => {
    expect(accuracy("alone")).toBeGreaterThan(accuracy("manual") + 0.1);
    expect(accuracy("local-search")).toBeGreaterThan(accuracy("manual") + 0.1);
    expect(accuracy("committee-3")).toBeGreaterThan(accuracy("alone"));
  });
});

describe("the evaluator", () => {
  it("gives as pasted what the largest log-probability gives", () => {
    const outcomes = [{ spent: 0, members: [{ prompt: 5, fitted: [] }] }];
    const right = createEvaluator(space).right(outcomes, "bare");
    expect(right.reduce((sum, value) => sum + value, 0) / 60).toBeCloseTo(testAccuracy(space, 5), 12);
  });

  it("reads pooled rows where there are some, else a person's own", () => {
    const own = { prompt: 5, fitted: space.learning.slice(0, 6) };
    const evaluator = createEvaluator(space);
    const right = (member: { prompt: number; fitted: readonly number[]; pooled?: readonly number[] }, reading: "layer" | "pooled") =>
      evaluator.right([{ spent: 0, members: [member] }], reading);
    expect(right(own, "pooled")).toEqual(right(own, "layer"));
    expect(right({ ...own, pooled: space.learning }, "pooled")).toEqual(right({ prompt: 5, fitted: space.learning }, "layer"));
  });
});

describe("a comparison", () => {
  const cells = (method: string, rate: (seed: number, row: number) => number): RecordedCell[] =>
    Array.from({ length: 30 }, (_, seed) => ({
      line: "toy",
      people: 3,
      budget: 400,
      method,
      seed,
      reading: "bare" as const,
      right: Float64Array.from({ length: 200 }, (_, row) => rate(seed, row)),
      spent: 0,
    }));
  const arm = (method: string) => ({ method, people: 3, budget: 400, reading: "bare" as const });
  const rng = randomStream("comparison");

  it("says the mean difference, and that its interval holds no zero where every seed agrees", () => {
    const all = [...cells("a", (_, row) => (row % 10 < 7 ? 1 : 0)), ...cells("b", (_, row) => (row % 10 < 5 ? 1 : 0))];
    const found = compareArms(all, arm("a"), arm("b"));
    expect(found?.mean).toBeCloseTo(0.2, 12);
    expect(found?.low).toBeGreaterThan(0.1);
    // 200 rows, one in five differs: a standard error of sqrt(.2 x .8 / 200) = .028, seen from 2.8 of them on.
    expect(found?.detectable).toBeGreaterThan(0.07);
    expect(found?.detectable).toBeLessThan(0.09);
  });

  it("holds zero where both are drawn alike", () => {
    const all = [...cells("a", () => (rng() < 0.6 ? 1 : 0)), ...cells("b", () => (rng() < 0.6 ? 1 : 0))];
    const found = compareArms(all, arm("a"), arm("b"));
    expect(found?.low).toBeLessThan(0);
    expect(found?.high).toBeGreaterThan(0);
  });

  it("pairs the seeds that both have, and is silent where there is none", () => {
    const a = cells("a", (seed) => (seed < 15 ? 1 : 0)).slice(0, 15);
    const b = cells("b", () => 0);
    expect(compareArms([...a, ...b], arm("a"), arm("b"))?.mean).toBe(1);
    expect(compareArms([...a, ...b], arm("a"), arm("b"))?.byLine[0]?.seeds).toBe(15);
    expect(compareArms(a, arm("a"), arm("b"))).toBeUndefined();
  });
});

describe("responsiveness", () => {
  it("takes a line whose prompts differ, and leaves out one that answers alike whatever is shown", () => {
    expect(responsiveness(space)).toMatchObject({ responsive: true });
    expect(responsiveness(openSpace(toyLine({ skill: () => 0 }))).demonstrations).toBeLessThan(0.4);
    expect(privatePrompts(space, 0)).toHaveLength(4);
  });
});

// Votes through the simulated network: each counts once whatever is lost or comes twice, and liars decide nothing while they are few.

import { expect, test } from "vitest";
import { applyEvent, initialAggregatorState } from "../algorithm/aggregator/aggregator.ts";
import { ballotsOf, decidedLabels } from "../algorithm/aggregator/votes.ts";
import { stateDigest } from "../algorithm/state-digest.ts";
import { settingsOf, spaceOf, toyTask } from "../algorithm/testing/toy.ts";
import { problemOf } from "../algorithm/testing/toy-problem.ts";
import { randomStream } from "../math/random.ts";
import { simulate } from "./simulation.ts";
import type { Tuner } from "./tuner.ts";

const TEXTS = 40;
const task = { ...toyTask, publicTexts: Array.from({ length: TEXTS }, (_, i) => ({ text: `text ${i}` })) };
const space = spaceOf(task);
const settings = settingsOf();
const truth = Array.from({ length: TEXTS }, (_, i) => i % 2);

/** Votes and does nothing else. */
function voter(labels: readonly number[]): Tuner {
  return { problem: problemOf({ task }), step: () => null, digest: () => null, restore: () => undefined, vote: () => labels };
}

/** Right in `share` of the texts, and unsure in a tenth. */
function honest(seed: string, who: number, share: number): Tuner {
  const rng = randomStream(seed, "voter", who);
  return voter(truth.map((label) => (rng() < 0.1 ? -1 : rng() < share ? label : 1 - label)));
}

/** Says the opposite of the truth of every text. All liars agree. */
const liar = (): Tuner => voter(truth.map((label) => 1 - label));

const run = (seed: string, participants: readonly Tuner[], faults = { loss: 0.3, duplicate: 0.3 }) =>
  simulate({
    space,
    settings,
    seed,
    participants,
    faults,
    delay: { type: "constant" },
    queryMs: 500,
    networkMs: 50,
    leaseMs: 60_000,
    // A lost welcome is not sent again: the participant opens its tab anew.
    churn: { meanPresentMs: 60_000, meanAbsentMs: 10_000, forGood: 0 },
    maxMs: 36_000_000,
    until: (state) => ballotsOf(state).length === participants.length,
  });

async function rightness(seed: string, participants: readonly Tuner[]): Promise<{ readonly decided: number; readonly right: number }> {
  const { state } = await run(seed, participants);
  const labels = [...decidedLabels(space, settings, state)];
  const decided = labels.filter((label) => label >= 0).length;
  return { decided, right: labels.filter((label, text) => label === truth[text]).length / decided };
}

test("[A50b] every vote counts once though messages are lost and repeated, and the log replays to the same bits", async () => {
  for (const seed of ["0", "1", "2"]) {
    const participants = Array.from({ length: 5 }, (_, who) => honest(seed, who, 0.8));
    const { state, log, digest, refused, reason } = await run(seed, participants);
    expect([reason, refused]).toEqual(["until", {}]);
    expect(log.filter(({ type }) => type === "vote")).toHaveLength(5);
    const replayed = log.reduce((so, event) => applyEvent(space, settings, so, event).state, initialAggregatorState(space));
    expect([stateDigest(replayed), stateDigest(state)]).toEqual([digest, digest]);
  }
});

test("[A51] ten voters who are right in four of five cases are right together in nearly all", async () => {
  for (const seed of ["0", "1", "2"]) {
    const { decided, right } = await rightness(
      seed,
      Array.from({ length: 10 }, (_, who) => honest(seed, who, 0.8)),
    );
    expect(decided).toBeGreaterThan(0.85 * TEXTS);
    expect(right).toBeGreaterThan(0.9);
  }
});

test("[A51a] one liar of three and three of ten cannot decide alone, and never turn what all honest voters agree on", async () => {
  for (const seed of ["0", "1", "2"]) {
    const [ada, ben] = [voter(truth), voter(truth)];
    expect(await rightness(seed, [liar(), ada, ben])).toEqual({ decided: TEXTS, right: 1 });
    const sure = Array.from({ length: 7 }, () => voter(truth));
    expect(await rightness(seed, [liar(), liar(), liar(), ...sure])).toEqual({ decided: TEXTS, right: 1 });
    const silent = Array.from({ length: 7 }, () => voter(truth.map(() => -1)));
    expect((await rightness(seed, [liar(), liar(), liar(), ...silent])).decided).toBe(0);
  }
});

test("[A51a] liars cost accuracy as far as honest voters err: they win where the majority is thin", async () => {
  const share = async (liars: number): Promise<number> => {
    const seeds = ["0", "1", "2", "3"];
    const found = await Promise.all(
      seeds.map((seed) =>
        rightness(
          seed,
          Array.from({ length: 10 }, (_, who) => (who < liars ? liar() : honest(seed, who, 0.8))),
        ),
      ),
    );
    return found.reduce((sum, { right }) => sum + right, 0) / seeds.length;
  };
  const [none, three] = [await share(0), await share(3)];
  expect(none).toBeGreaterThan(three);
  expect(three).toBeGreaterThan(0.6);
});

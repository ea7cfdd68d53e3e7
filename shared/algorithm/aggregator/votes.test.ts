// Votes on public texts: who decides, who does not, and that a log with votes replays to the same bits.

import { expect, test } from "vitest";
import { randomStream } from "../../math/random.ts";
import { NO_LABEL } from "../../prompt/public-texts.ts";
import type { SettingsInput } from "../settings.ts";
import type { AggregatorState } from "../state.ts";
import { stateDigest } from "../state-digest.ts";
import { nextContribution, randomBatch, settingsOf, spaceOf, toyTask } from "../testing/toy.ts";
import { type AggregatorEvent, applyEvent, initialAggregatorState } from "./aggregator.ts";
import { BY_VOTES, checkVote, decidedLabels, tallyVotes } from "./votes.ts";

const space = spaceOf({ ...toyTask, publicTexts: [{ text: "it hovers" }, { text: "it dives" }, { text: "it rests" }] });
const [UP, DOWN] = [0, 1];

const joins = (count: number): AggregatorEvent[] => Array.from({ length: count }, (_, who) => ({ type: "join", participant: `p${who}` }));
const vote = (who: number, labels: readonly number[], round = 1): AggregatorEvent => ({
  type: "vote",
  participant: `p${who}`,
  round,
  labels: Int8Array.from(labels),
});

function played(events: readonly AggregatorEvent[], over: SettingsInput = {}): AggregatorState {
  const settings = settingsOf(over);
  return events.reduce((state, event) => applyEvent(space, settings, state, event).state, initialAggregatorState(space));
}

const decided = (events: readonly AggregatorEvent[], over: SettingsInput = {}): number[] => [
  ...decidedLabels(space, settingsOf(over), played(events, over)),
];

test("[A51] two of three votes decide, a single vote and a tie do not", () => {
  expect(decided(joins(3))).toEqual([NO_LABEL, NO_LABEL, NO_LABEL]);
  expect(decided([...joins(3), vote(0, [UP, UP, DOWN])])).toEqual([NO_LABEL, NO_LABEL, NO_LABEL]);
  const two = [...joins(3), vote(0, [UP, UP, DOWN]), vote(1, [UP, DOWN, DOWN])];
  expect(decided(two)).toEqual([UP, NO_LABEL, DOWN]);
  expect(decided([...two, vote(2, [DOWN, UP, NO_LABEL])])).toEqual([UP, UP, DOWN]);
  const four = [...two, vote(2, [DOWN, UP, NO_LABEL]), ...joins(4).slice(3), vote(3, [DOWN, NO_LABEL, NO_LABEL])];
  expect(decided(four)).toEqual([NO_LABEL, UP, DOWN]);
});

test("[A51] quorum and margin are the owner's", () => {
  const events = [...joins(3), vote(0, [UP, UP, UP]), vote(1, [UP, UP, DOWN]), vote(2, [DOWN, UP, DOWN])];
  expect(decided(events)).toEqual([UP, UP, DOWN]);
  expect(decided(events, { voteMargin: 2 })).toEqual([NO_LABEL, UP, NO_LABEL]);
  expect(decided(events, { voteQuorum: 0.7 })).toEqual([NO_LABEL, UP, NO_LABEL]);
});

test("[A51a] three liars among ten decide nothing where the honest abstain, and turn no honest majority", () => {
  const silent = Array.from({ length: 7 }, (_, who) => vote(who, [NO_LABEL, UP, NO_LABEL]));
  const lies = [7, 8, 9].map((who) => vote(who, [DOWN, DOWN, DOWN]));
  expect(decided([...joins(10), ...silent, ...lies])).toEqual([NO_LABEL, UP, NO_LABEL]);
});

test("[A50b] one vote a participant and round, of the right shape, in the round that is open", () => {
  const state = played([...joins(2), vote(0, [UP, UP, UP])]);
  const check = (participant: string, labels: readonly number[], round = 1): string | undefined =>
    checkVote(space, state, { participant, round, labels: Int8Array.from(labels) })?.code;
  expect(check("p1", [UP, DOWN, NO_LABEL])).toBeUndefined();
  expect(check("p0", [DOWN, DOWN, DOWN])).toBe("already-voted");
  expect(check("p1", [UP, UP])).toBe("wrong-shape");
  expect(check("p1", [UP, UP, 2])).toBe("out-of-range");
  expect(check("p1", [UP, UP, -2])).toBe("out-of-range");
  expect(check("p1", [UP, UP, UP], 2)).toBe("wrong-round");
  expect(check("nobody", [UP, UP, UP])).toBe("unknown-participant");
  expect(() => played([...joins(2), vote(0, [UP, UP, UP]), vote(0, [DOWN, DOWN, DOWN])])).toThrow("already-voted");
  expect(checkVote(spaceOf(), initialAggregatorState(spaceOf()), { participant: "p0", round: 1, labels: new Int8Array(0) })?.code).toBe(
    "unknown-participant",
  );
});

test("[A52] a later round revises: what it does not decide stands", () => {
  const first = [...joins(3), ...[0, 1, 2].map((who) => vote(who, [UP, DOWN, NO_LABEL])), { type: "vote-round" } as const];
  expect(decided(first)).toEqual([UP, DOWN, NO_LABEL]);
  const second = [...first, ...[0, 1].map((who) => vote(who, [DOWN, NO_LABEL, DOWN], 2))];
  expect(decided(second)).toEqual([DOWN, DOWN, DOWN]);
  expect(tallyVotes(space, settingsOf(), played(second)).map(({ by }) => by)).toEqual(["votes", "earlier", "votes"]);
});

test("[A52a] the owner decides by hand, takes a text out, and leaves it to the votes again", () => {
  const by = (text: number, label: number): AggregatorEvent => ({ type: "label-text", text, label });
  const events = [...joins(2), ...[0, 1].map((who) => vote(who, [UP, UP, UP])), by(0, DOWN), by(1, NO_LABEL)];
  expect(decided(events)).toEqual([DOWN, NO_LABEL, UP]);
  expect(decided([...events, by(0, BY_VOTES), by(1, BY_VOTES)])).toEqual([UP, UP, UP]);
  // A round that ends meanwhile keeps what the owner decided apart from what the votes did.
  expect(decided([...events, { type: "vote-round" }, by(0, BY_VOTES)])).toEqual([NO_LABEL, NO_LABEL, UP]);
});

test("[A52b] who withdraws takes its vote along, who leaves does not", () => {
  const events = [...joins(3), vote(0, [UP, UP, UP]), vote(1, [UP, UP, UP])];
  expect(decided([...events, { type: "leave", participant: "p1" }])).toEqual([UP, UP, UP]);
  expect(decided([...events, { type: "withdraw", participant: "p1" }])).toEqual([NO_LABEL, NO_LABEL, NO_LABEL]);
});

test("[A35b] a log with votes among contributions replays to the same bits, and a vote changes the digest", () => {
  const settings = settingsOf();
  const rng = randomStream("votes");
  let state = initialAggregatorState(space);
  const log: AggregatorEvent[] = [];
  const apply = (event: AggregatorEvent): void => {
    const before = stateDigest(state);
    state = applyEvent(space, settings, state, event).state;
    log.push(event);
    expect(stateDigest(state)).not.toBe(before);
  };
  for (const event of joins(3)) apply(event);
  for (let who = 0; who < 3; who++) {
    apply({ type: "contribute", contribution: nextContribution(state, `p${who}`, randomBatch(rng, space, 6)) });
    apply(vote(who, [UP, who === 0 ? DOWN : UP, NO_LABEL]));
  }
  apply({ type: "vote-round" });
  apply({ type: "label-text", text: 2, label: DOWN });
  expect(stateDigest(played(log))).toBe(stateDigest(state));
  expect([...decidedLabels(space, settings, state)]).toEqual([UP, UP, DOWN]);
});

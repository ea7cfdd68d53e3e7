// If nobody is missing, asynchronous equals synchronous. A log explains every bit, and no order of events breaks an invariant.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { integerBelow, randomStream, shuffled } from "../../math/random.ts";
import { localStep } from "../local-step.ts";
import type { Settings, SettingsInput } from "../settings.ts";
import type { AggregatorState, ParticipantRecord } from "../state.ts";
import { levelDigest, stateDigest } from "../state-digest.ts";
import { EAGER, story } from "../testing/story.ts";
import { nextContribution, randomBatch, settingsOf, spaceOf } from "../testing/toy.ts";
import { type AggregatorEvent, applyEvent, initialAggregatorState } from "./aggregator.ts";
import { consensusDualStep, consensusStep, viewFor } from "./consensus-step.ts";
import { dualStep, updatedPolytope } from "./polytope.ts";

const space = spaceOf();

describe("determinism", () => {
  const everything: SettingsInput = { ...EAGER, minActive: 5, tableShrinkage: 1 };
  const names = ["a", "b", "c", "d", "e"];

  /** Runs ten synchronous iterations with this order of arrival. */
  function synchronous(over: SettingsInput, order: (iteration: number) => readonly string[]): AggregatorState {
    const settings = settingsOf({ ...everything, ...over });
    const task = story(settings, ...names);
    for (let t = 0; t < 10; t++) {
      for (const id of order(t)) task.contribute(id, randomBatch(randomStream("sync", id, t), space, 6));
    }
    expect(task.state().iteration).toBe(10);
    return task.state();
  }

  it("[A35] S = R: the order of arrival changes no bit", () => {
    const variants: SettingsInput[] = [
      {},
      { phi: "server-steps" },
      { phi: "none", geometry: "euclidean", optimiser: "adam" },
      { estimator: "policy-gradient" },
    ];
    for (const over of variants) {
      const rng = randomStream("arrival");
      const sorted = synchronous(over, () => names);
      const permuted = synchronous(over, () => shuffled(rng, names));
      expect(stateDigest(permuted)).toBe(stateDigest(sorted));
    }
  });

  it("[A35b] what is remembered of planes and levels changes no bit: neither does forgetting it before every event", () => {
    const settings = settingsOf({ ...everything, minActive: 1 });
    let kept = initialAggregatorState(space);
    let copied = kept;
    const tell = (event: AggregatorEvent): void => {
      kept = applyEvent(space, settings, kept, event).state;
      // The copy shares no vector with the state before, so nothing can be remembered about it.
      copied = structuredClone(applyEvent(space, settings, copied, event).state);
      expect(stateDigest(copied)).toBe(stateDigest(kept));
    };
    for (const participant of names) tell({ type: "join", participant });
    for (let i = 0; i < 40; i++) {
      const id = names[i % 5] ?? "";
      if (i === 15) tell({ type: "suspend", participant: "b" });
      if (i === 25) tell({ type: "resume", participant: "b" });
      if (i === 32) tell({ type: "withdraw", participant: "c" });
      if (id !== "c" || i < 32)
        tell({ type: "contribute", contribution: nextContribution(kept, id, randomBatch(randomStream("kept", i), space, 6)) });
    }
    expect(kept.planes.length).toBeGreaterThan(0);
  });

  it("[A35a] S = R equals a plain loop of local steps, z-step, duals and planes, bit for bit", () => {
    const settings = settingsOf(everything);
    const asynchronous = synchronous({}, (t) => (t % 2 === 0 ? names : [...names].reverse()));
    let state = initialAggregatorState(space);
    for (const participant of names) state = applyEvent(space, settings, state, { type: "join", participant }).state;
    for (let t = 0; t < 10; t++) {
      const stepped = state.participants.map((record): ParticipantRecord => {
        const batch = randomBatch(randomStream("sync", record.id, t), space, 6);
        const input = { shape: space, settings, level: record.level, batch, stepSize: settings.stepLower, lossRange: Math.log(1 + 1e6) };
        return { ...record, level: localStep(input, record.offered), scale: { loss: "calibrated", rung: "exact" } };
      });
      const z = consensusStep(space, settings, { ...state, participants: stepped });
      const moved = { ...state, z, participants: stepped };
      const planes = dualStep(space, settings, moved, t);
      const dualled = stepped.map((record) => ({ ...record, consensusDual: consensusDualStep(settings, record, z, t) }));
      const next = { ...moved, planes, participants: dualled, iteration: t + 1 };
      const cut = (t + 1) % settings.cutPeriod === 0 ? updatedPolytope(space, settings, next) : next;
      state = { ...cut, participants: cut.participants.map((record) => ({ ...record, offered: viewFor(space, cut, record) })) };
    }
    expect(state.z).toEqual(asynchronous.z);
    expect(state.planes).toEqual(asynchronous.planes);
    expect(state.planes.length).toBeGreaterThan(0);
    expect(state.participants.map((record) => levelDigest(record.level))).toEqual(
      asynchronous.participants.map((record) => levelDigest(record.level)),
    );
  });

  it("[A35b] replaying the log gives the same digest, and the digest sees every event", () => {
    const settings = settingsOf({ ...EAGER, minActive: 2, maxStaleness: 1 });
    const task = story(settings, "a", "b", "c");
    const rng = randomStream("log");
    for (let k = 0; k < 30; k++) {
      const id = names[integerBelow(rng, 3)] ?? "a";
      if (k % 7 === 3) task.tell({ type: "suspend", participant: id });
      else task.contribute(id);
    }
    let again = initialAggregatorState(space);
    const seen = new Set<string>();
    for (const event of task.log) {
      again = applyEvent(space, settings, again, event).state;
      seen.add(stateDigest(again));
    }
    expect(stateDigest(again)).toBe(stateDigest(task.state()));
    // A second suspension of the same participant changes nothing; all other events change the state.
    const repeated = task.log.length - seen.size;
    expect(repeated).toBeLessThanOrEqual(task.log.filter(({ type }) => type === "suspend").length);
  });
});

describe("churn", () => {
  it("[A20e] any sequence of events keeps state finite, rows on the simplex and duals in range", () => {
    const event = fc.tuple(
      fc.constantFrom("join", "contribute", "contribute", "contribute", "suspend", "resume", "leave", "withdraw"),
      fc.integer({ min: 0, max: 5 }),
    );
    const options = fc.record({
      minActive: fc.integer({ min: 1, max: 4 }),
      geometry: fc.constantFrom("entropic", "euclidean"),
      estimator: fc.constantFrom("table", "policy-gradient"),
      phi: fc.constantFrom("proximal", "server-steps", "none"),
      maxStaleness: fc.integer({ min: 0, max: 3 }),
      optimiser: fc.constantFrom("plain", "adam"),
      aggregation: fc.constantFrom("auto", "trimmed", "median", "centred-clipping"),
    });
    fc.assert(
      fc.property(options, fc.array(event, { maxLength: 60 }), (over, events) => {
        const settings = settingsOf({ ...EAGER, tableLifetime: 5, cutAgeLimit: 9, ...over } as const);
        const rng = randomStream("churn");
        let state = initialAggregatorState(space);
        for (const [type, who] of events) {
          const participant = `p${who}`;
          const known = state.participants.some(({ id }) => id === participant);
          if (type !== "join" && !known) continue;
          const happened: AggregatorEvent =
            type === "contribute"
              ? { type, contribution: nextContribution(state, participant, randomBatch(rng, space, 3)) }
              : { type, participant };
          state = applyEvent(space, settings, state, happened).state;
          check(state, settings);
        }
      }),
      { numRuns: 60 },
    );
  });

  function check(state: AggregatorState, settings: Settings): void {
    const live = state.participants.filter(({ status }) => status === "live").length;
    const waiting = state.participants.filter(({ active }) => active).length;
    // A contribution waits only if a live participant has not contributed yet.
    if (waiting > 0) expect(waiting).toBeLessThan(Math.min(settings.minActive, live));
    for (const distribution of [state.z, ...state.participants.map(({ level }) => level.distribution)]) {
      for (const slot of space.slots) {
        const row = distribution.subarray(slot.offset, slot.offset + slot.size);
        expect(Math.min(...row)).toBeGreaterThanOrEqual(0);
        expect(Math.abs(row.reduce((a, b) => a + b, 0) - 1)).toBeLessThanOrEqual(1e-9);
      }
    }
    for (const plane of state.planes) {
      expect(plane.dual).toBeGreaterThanOrEqual(0);
      expect(plane.dual).toBeLessThanOrEqual(settings.dualLimit);
      for (const id of plane.participants.keys()) expect(state.participants.find((record) => record.id === id)?.status).toBe("live");
    }
    for (const { consensusDual, level } of state.participants) {
      expect(Math.max(...consensusDual.map(Math.abs))).toBeLessThanOrEqual(settings.consensusDualLimit);
      expect([...level.table.sum, ...level.table.weight, level.lossVariance].every(Number.isFinite)).toBe(true);
    }
  }
});

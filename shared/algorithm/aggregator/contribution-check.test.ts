// A contribution on which `applyEvent` could not rely is refused before, with the code that the protocol documents.

import { describe, expect, it } from "vitest";
import { randomStream } from "../../math/random.ts";
import { lossBound } from "../../prompt/loss.ts";
import { modelDigest } from "../scale.ts";
import type { Contribution } from "../state.ts";
import { nextContribution, randomBatch, settingsOf, spaceOf, toyTask } from "../testing/toy.ts";
import { applyEvent, initialAggregatorState } from "./aggregator.ts";
import { checkContribution, checkCost, MAX_SAMPLES } from "./contribution-check.ts";

const space = spaceOf();
const settings = settingsOf();
const rng = randomStream("check");
const joined = applyEvent(space, settings, initialAggregatorState(space), { type: "join", participant: "a" }).state;
let state = joined;
for (let k = 0; k < 3; k++) {
  state = applyEvent(space, settings, state, {
    type: "contribute",
    contribution: nextContribution(state, "a", randomBatch(rng, space, 3)),
  }).state;
}
const check = (over: Partial<Contribution>, loss: "calibrated" | "plain" = "calibrated") =>
  checkContribution(space, { ...settings, loss }, state, nextContribution(state, "a", { ...randomBatch(rng, space, 3), ...over }))?.code;

describe("contribution check", () => {
  it("[A19] exactly once: participant, epoch and sequence number must be the next", () => {
    expect(check({})).toBe(undefined);
    expect(check({ participant: "b" })).toBe("unknown-participant");
    expect(check({ epoch: 2 })).toBe("wrong-epoch");
    expect(check({ seq: 3 })).toBe("already-merged");
    expect(check({ seq: 5 })).toBe("sequence-gap");
  });

  it("[A17a] the base iteration must be a view the participant was given: its last contribution's or the newest", () => {
    expect(check({ base: 3 })).toBe(undefined);
    expect(check({ base: 2 })).toBe(undefined);
    expect(check({ base: 1 })).toBe("unknown-base");
    expect(check({ base: 4 })).toBe("unknown-base");
  });

  it("[A23c] where the task requires a model, only its digest passes", () => {
    const wanting = spaceOf({ ...toyTask, requiredModel: "Tiny" });
    const begun = applyEvent(wanting, settings, initialAggregatorState(wanting), { type: "join", participant: "a" }).state;
    const checked = (model: string | undefined) =>
      checkContribution(
        wanting,
        settings,
        begun,
        nextContribution(begun, "a", { ...randomBatch(rng, wanting, 2), scale: { loss: "plain", rung: "exact", layout: "chat", model } }),
      )?.code;
    expect([modelDigest(wanting.digest, "tiny"), modelDigest(wanting.digest, "large"), undefined].map(checked)).toEqual([
      undefined,
      "wrong-model",
      "wrong-model",
    ]);
  });

  it("[A18] [A18b] shapes", () => {
    expect(check(randomBatch(rng, space, 1))).toBe("wrong-shape");
    expect(check(randomBatch(rng, space, 2))).toBe(undefined);
    expect(check(randomBatch(rng, space, MAX_SAMPLES))).toBe(undefined);
    expect(check(randomBatch(rng, space, MAX_SAMPLES + 1))).toBe("wrong-shape");
    expect(check({ samples: new Uint16Array(3 * space.slots.length + 1) })).toBe("wrong-shape");
    expect(check({ onDistribution: 4 })).toBe("wrong-shape");
  });

  it("[A18c] [P17a] counts of right answers: no more than asked, and no more asked than the samples drawn can have been", () => {
    const onDistribution = 2;
    // Four rows a sample, see the elites' tests.
    const most = onDistribution * 4;
    const counted = (right: number, asked: number) => check({ onDistribution, accuracy: { right, asked } });
    for (const right of [0, 1, most]) expect(counted(right, most)).toBe(undefined);
    expect(counted(0, 0)).toBe(undefined);
    expect(counted(most + 1, most)).toBe("out-of-range");
    expect(counted(1, 0)).toBe("out-of-range");
    expect(counted(0, most + 1)).toBe("out-of-range");
    expect(check({ onDistribution: 0, accuracy: { right: 0, asked: 1 } })).toBe("out-of-range");
  });

  it("[P28a] a contribution's cost is bounded at the door, and a log from before the bounds is still replayed", () => {
    const costing = (queries: number, tokens: number) => nextContribution(state, "a", { ...randomBatch(rng, space, 3), queries, tokens });
    expect(checkCost(costing(0, 0))).toBe(undefined);
    expect(checkCost(costing(1e6, 1e12))).toBe(undefined);
    expect(checkCost(costing(1e6 + 1, 0))).toEqual({ code: "out-of-range", detail: "queries must be at most 1000000" });
    expect(checkCost(costing(0, 1e12 + 1))).toEqual({ code: "out-of-range", detail: "tokens must be at most 1000000000000" });
    const contribution = costing(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    expect(applyEvent(space, settings, state, { type: "contribute", contribution }).replies).toHaveLength(1);
  });

  it("[A18] [A18a] ranges: losses finite and within the bound of the task's or the plain loss, candidates that exist", () => {
    const bound = Math.fround(lossBound("calibrated", 2));
    expect(check({ losses: Float32Array.of(0, bound, 1) })).toBe(undefined);
    for (const loss of [-1e-6, bound + 1e-4, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(check({ losses: Float32Array.of(0, loss, 1) })).toBe("out-of-range");
    }
    expect(check({ losses: Float32Array.of(0, 5, 1) }, "plain")).toBe("out-of-range");
    expect(check({ losses: Float32Array.of(0, 4.6, 1) }, "plain")).toBe(undefined);
    space.slots.forEach((slot, i) => {
      const samples = new Uint16Array(3 * space.slots.length);
      samples[space.slots.length + i] = slot.size - 1;
      expect(check({ samples })).toBe(undefined);
      samples[space.slots.length + i] = slot.size;
      expect(check({ samples })).toBe("out-of-range");
    });
  });
});

// Stories of events: for whom the aggregator waits, what is too stale, who counts, and who is forgotten.

import { describe, expect, it } from "vitest";
import { randomStream } from "../../math/random.ts";
import { initialLevel } from "../level.ts";
import { localStep } from "../local-step.ts";
import { levelDigest } from "../state-digest.ts";
import { EAGER, story } from "../testing/story.ts";
import { nextContribution, randomBatch, settingsOf, spaceOf } from "../testing/toy.ts";
import { applyEvent } from "./aggregator.ts";
import { consensusDualStep, consensusStep, viewFor } from "./consensus-step.ts";
import { dualStep, updatedPolytope } from "./polytope.ts";

const space = spaceOf();

describe("iterations", () => {
  it("[A21] [A38c] minActive 1: every contribution is an iteration and gets its reply at once", () => {
    const task = story(settingsOf(), "a", "b");
    const [reply] = task.contribute("a");
    expect(reply).toMatchObject({ participant: "a", epoch: 1, seq: 1, iteration: 1, staleness: 0, verdict: "merged" });
    expect(reply?.digest).toBe(levelDigest(task.record("a").level));
    expect(reply?.view).toBe(task.record("a").offered);
    expect(task.state().iteration).toBe(1);
    expect(task.contribute("b", { queries: 7, tokens: 9 })[0]).toMatchObject({ iteration: 2, staleness: 1 });
    expect(task.record("b")).toMatchObject({ queries: 7, tokens: 9, merges: 1, lastIteration: 2, active: false });
    expect(task.state().counters).toMatchObject({ merged: 2, stale: 0, stalenessSum: 1, stalenessMax: 1 });
  });

  it("[A21] minActive S waits for S contributions, or for everybody live if there are fewer", () => {
    const task = story(settingsOf({ minActive: 3 }), "a", "b");
    expect(task.contribute("a")).toEqual([]);
    expect(task.state().iteration).toBe(0);
    expect(task.contribute("b").map(({ participant }) => participant)).toEqual(["a", "b"]);
    for (const id of ["c", "d"]) task.tell({ type: "join", participant: id });
    expect(task.contribute("d")).toEqual([]);
    expect(task.contribute("a")).toEqual([]);
    // Replies come in the order of joining, not of arrival.
    expect(task.contribute("c").map(({ participant }) => participant)).toEqual(["a", "c", "d"]);
  });

  it("[A21a] nobody is waited for without condition: silence, leaving and withdrawing free the others", () => {
    for (const type of ["suspend", "leave", "withdraw"] as const) {
      const task = story(settingsOf({ minActive: 2 }), "a", "b");
      expect(task.contribute("a")).toEqual([]);
      expect(task.tell({ type, participant: "b" }).map(({ participant }) => participant)).toEqual(["a"]);
      expect(task.state().iteration).toBe(1);
      // There is no iteration if nobody is active.
      const idle = story(settingsOf({ minActive: 2 }), "a", "b");
      expect(idle.tell({ type, participant: "b" })).toEqual([]);
      expect(idle.state().iteration).toBe(0);
    }
  });

  it("[A21a] the last one live going silent releases its own contribution", () => {
    const task = story(settingsOf({ minActive: 2 }), "a", "b");
    task.contribute("a");
    expect(task.tell({ type: "suspend", participant: "a" }).map(({ participant }) => participant)).toEqual(["a"]);
  });

  it("[A24a] one iteration is z-step, plane duals, outer duals of the active, polytope every delta iterations", () => {
    const settings = settingsOf({ ...EAGER, minActive: 1 });
    const task = story(settings, "a", "b");
    for (let k = 0; k < 7; k++) task.contribute(k % 2 === 0 ? "a" : "b");
    const before = task.state();
    expect(before.planes.length).toBeGreaterThan(0);
    const contribution = nextContribution(before, "b", randomBatch(randomStream("one"), space, 6));
    const record = task.record("b");
    const level = localStep(
      { shape: space, settings, level: record.level, batch: contribution, stepSize: settings.stepLower, lossRange: Math.log(1 + 1e6) },
      record.offered,
    );
    const merged = {
      ...before,
      participants: before.participants.map((other) =>
        other.id === "b" ? { ...record, level, seq: record.seq + 1, view: record.offered, active: true } : other,
      ),
    };
    const moved = { ...merged, z: consensusStep(space, settings, merged) };
    const planes = dualStep(space, settings, moved, 7);
    const duals = moved.participants.map((other) =>
      other.id === "b" ? { ...other, consensusDual: consensusDualStep(settings, other, moved.z, 7) } : other,
    );
    const shaped = updatedPolytope(space, settings, { ...moved, iteration: 8, planes, participants: duals });
    task.tell({ type: "contribute", contribution });
    const after = task.state();
    expect(after.z).toEqual(shaped.z);
    expect(after.planes).toEqual(shaped.planes);
    expect(task.record("b").consensusDual).toEqual(shaped.participants[1]?.consensusDual);
    expect(task.record("a").consensusDual).toBe(before.participants[0]?.consensusDual);
    expect(task.record("b").offered).toEqual(viewFor(space, shaped, shaped.participants[1] ?? record));
    // Iteration 9 is no multiple of cutPeriod: no plane is born or dropped.
    task.contribute("a");
    expect(task.state().planes.map(({ id }) => id)).toEqual(after.planes.map(({ id }) => id));
    expect(task.state().planes.map(({ dual }) => dual)).not.toEqual(after.planes.map(({ dual }) => dual));
  });

  it("[A27c] after T1 = cutUntil the polytope is frozen", () => {
    const task = story(settingsOf({ ...EAGER, cutPeriod: 1, cutUntil: 2 }), "a");
    task.contribute("a");
    task.contribute("a");
    const ids = task.state().planes.map(({ id }) => id);
    expect(Math.max(...task.state().planes.map(({ born }) => born))).toBe(2);
    for (let k = 0; k < 4; k++) task.contribute("a");
    expect(task.state().planes.map(({ id }) => id)).toEqual(ids);
  });
});

describe("staleness", () => {
  it("[A22] [A22b] iterations between base and merge; older than maxStaleness feeds the table only, and the reply says so", () => {
    const task = story(settingsOf({ maxStaleness: 2 }), "a", "b");
    for (let k = 0; k < 2; k++) task.contribute("a");
    expect(task.contribute("b")[0]).toMatchObject({ staleness: 2, verdict: "merged" });
    const base = task.record("b").offered.iteration;
    for (let k = 0; k < 3; k++) task.contribute("a");
    const before = task.record("b");
    const [reply] = task.contribute("b", { base });
    expect(reply).toMatchObject({ staleness: 3, verdict: "stale" });
    const after = task.record("b");
    expect(after.level.distribution).toBe(before.level.distribution);
    expect(after.level.steps).toBe(before.level.steps);
    expect(after.level.table.sum).not.toEqual(before.level.table.sum);
    // The reply brings a fresh view, so the next contribution is not stale.
    expect(after.offered.iteration).toBe(task.state().iteration);
    expect(task.contribute("b")[0]).toMatchObject({ staleness: 0, verdict: "merged" });
    expect(task.state().counters).toMatchObject({ stale: 1, stalenessMax: 3, stalenessSum: 6 });
  });

  it("[A17b] a step may use the newest view or the one before, and is applied with the very view it names", () => {
    const settings = settingsOf(EAGER);
    const task = story(settings, "a", "b");
    for (let k = 0; k < 6; k++) task.contribute(k % 2 === 0 ? "a" : "b");
    const { view, offered, level } = task.record("a");
    expect(view.iteration).not.toBe(offered.iteration);
    const contribution = nextContribution(task.state(), "a", { ...randomBatch(randomStream("old"), space, 5), base: view.iteration });
    const stepped = localStep(
      { shape: space, settings, level, batch: contribution, stepSize: settings.stepLower, lossRange: Math.log(1 + 1e6) },
      view,
    );
    task.tell({ type: "contribute", contribution });
    expect(levelDigest(task.record("a").level)).toBe(levelDigest(stepped));
  });
});

describe("coming and going", () => {
  it("[A20] a newcomer of a running task starts at z; the first ones at the uniform distribution", () => {
    const task = story(settingsOf({ ...EAGER, cutPeriod: 1 }), "a");
    expect(task.record("a").level.distribution).toEqual(initialLevel(space, settingsOf()).distribution);
    for (let k = 0; k < 3; k++) task.contribute("a");
    task.tell({ type: "join", participant: "b" });
    expect(task.record("b").level.distribution).toEqual(task.state().z);
    expect(task.record("b").level.distribution).not.toBe(task.state().z);
    expect(task.record("b")).toMatchObject({ number: 1, epoch: 1, seq: 0, status: "live", lastIteration: 3 });
    expect(task.record("b").view).toEqual(viewFor(space, task.state(), task.record("b")));
    expect(task.record("b").offered).toBe(task.record("b").view);
  });

  it("[A19a] [A20d] joining again is a new epoch on the same p and table", () => {
    const task = story(settingsOf(), "a");
    task.contribute("a");
    const before = task.record("a");
    task.tell({ type: "leave", participant: "a" });
    task.tell({ type: "join", participant: "a" });
    expect(task.record("a")).toMatchObject({ epoch: 2, seq: 0, status: "live", number: 0, merges: 1 });
    expect(task.record("a").level).toBe(before.level);
    expect(task.contribute("a")[0]).toMatchObject({ epoch: 2, seq: 1 });
  });

  it("[A20a] [A20d] suspended or gone: its blocks leave the planes, its table keeps counting, it comes back where it left", () => {
    for (const type of ["suspend", "leave"] as const) {
      const task = story(settingsOf({ ...EAGER, cutPeriod: 1 }), "a", "b");
      for (let k = 0; k < 4; k++) task.contribute(k % 2 === 0 ? "a" : "b");
      expect(task.state().planes.some((plane) => plane.participants.has("b"))).toBe(true);
      const { level } = task.record("b");
      task.tell({ type, participant: "b" });
      expect(task.state().planes.some((plane) => plane.participants.has("b"))).toBe(false);
      expect(task.state().planes.some((plane) => plane.participants.has("a"))).toBe(true);
      expect(task.record("b").level).toBe(level);
      task.contribute("a");
      expect(task.state().planes.some((plane) => plane.participants.has("b"))).toBe(false);
      if (type === "suspend") task.tell({ type: "resume", participant: "b" });
      expect(task.contribute("b")[0]?.participant).toBe("b");
      expect(task.record("b").status).toBe("live");
    }
  });

  it("[A20b] the table of one that left is forgotten after tableLifetime iterations; that of a suspended one is not", () => {
    const task = story(settingsOf({ tableLifetime: 2 }), "a", "b", "c");
    task.contribute("b");
    task.tell({ type: "leave", participant: "b" });
    task.contribute("c");
    task.tell({ type: "suspend", participant: "c" });
    const known = (id: string) => task.record(id).level.table.weight.some((weight) => weight > 0);
    task.contribute("a");
    expect(known("b")).toBe(true);
    const { distribution } = task.record("b").level;
    task.contribute("a");
    expect([known("b"), known("c")]).toEqual([false, true]);
    expect(task.record("b")).toMatchObject({ scale: null, status: "left" });
    expect(task.record("b").level.lossVariance).toBe(0);
    expect(task.record("b").level.distribution).toBe(distribution);
    // It may come back, to an empty table.
    task.contribute("b");
    expect(known("b")).toBe(true);
  });

  it("[A20c] withdrawing forgets p, table and blocks at once", () => {
    const task = story(settingsOf({ ...EAGER, cutPeriod: 1 }), "a", "b");
    for (let k = 0; k < 4; k++) task.contribute(k % 2 === 0 ? "a" : "b");
    task.tell({ type: "withdraw", participant: "b" });
    expect(task.state().participants.map(({ id }) => id)).toEqual(["a"]);
    expect(task.state().planes.some((plane) => plane.participants.has("b"))).toBe(false);
    expect(() => task.tell({ type: "suspend", participant: "b" })).toThrow(RangeError);
    expect(() =>
      applyEvent(space, settingsOf(), task.state(), {
        type: "contribute",
        contribution: { ...nextContribution(task.state(), "a", randomBatch(randomStream("x"), space, 2)), participant: "b" },
      }),
    ).toThrow(RangeError);
  });

  it("[A23] another loss or rung restarts the table, not p", () => {
    const task = story(settingsOf({ tableForgetting: 1, loss: "calibrated" }), "a");
    for (let k = 0; k < 3; k++) task.contribute("a");
    const total = () => task.record("a").level.table.weight.reduce((sum, weight) => sum + weight, 0);
    expect(total()).toBe(3 * 6 * space.slots.length);
    const { distribution } = task.record("a").level;
    task.contribute("a", { scale: { loss: "plain", rung: "text" } });
    expect(total()).toBe(6 * space.slots.length);
    // p made one ordinary step: it is not uniform again.
    const gap = task.record("a").level.distribution.reduce((sum, value, j) => sum + Math.abs(value - (distribution[j] ?? 0)), 0);
    const start = initialLevel(space, settingsOf()).distribution;
    expect(task.record("a").level.distribution).not.toEqual(start);
    expect(gap).toBeGreaterThan(0);
    // From now on, the bound of the plain loss, ln 100, clips.
    const wild = randomBatch(randomStream("wild"), space, 6);
    task.contribute("a", { scale: { loss: "plain", rung: "text" }, samples: wild.samples, losses: Float32Array.of(9, 9, 9, 0, 0, 0) });
    task.record("a").level.table.sum.forEach((sum, at) => {
      expect(Math.abs(sum)).toBeLessThanOrEqual(Math.log(100) * (task.record("a").level.table.weight[at] ?? 0) * (1 + 1e-14));
    });
  });
});

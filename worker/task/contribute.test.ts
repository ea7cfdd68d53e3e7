// A contribution is merged once and answered the same way ever after, or refused with a reason.

import * as v from "valibot";
import { expect, test } from "vitest";
import { modelDigest } from "../../shared/algorithm/scale.ts";
import { searchSpaceOf } from "../../shared/prompt/search-space.ts";
import { taskSchema } from "../../shared/prompt/task.ts";
import { contributionOf, sampleTask } from "../testing/sample-task.ts";
import { createTestTask, join, onDisk, open, readStatus } from "../testing/session.ts";

test("[P10] [P12] a contribution is merged, stored and acknowledged with the new consensus", async () => {
  const task = await createTestTask();
  const ada = await join(task);
  const { socket, welcome } = await open(task, ada);
  expect(welcome).toMatchObject({ participant: ada.id, epoch: 1, seq: 0, phase: "open", presence: { live: 1, joined: 1 } });

  socket.send(contributionOf({ seed: 1, base: welcome.view.iteration }));
  const merged = await socket.expect("merged");
  expect(merged).toMatchObject({ epoch: 1, seq: 1, iteration: 1, staleness: 0, verdict: "merged" });
  expect(merged.view.z).not.toBe(welcome.view.z);

  const { state, events } = await onDisk(task);
  expect(state.iteration).toBe(1);
  expect(events.map((event) => event.type)).toEqual(["join", "contribute"]);
});

test("[P13] a repeat gets the same bytes and counts once", async () => {
  const task = await createTestTask();
  const { socket } = await open(task, await join(task));
  const first = await socket.ask(contributionOf({ seed: 1 }));
  await socket.ask(contributionOf({ seed: 2, seq: 2, base: 1 }));
  const repeated = await socket.ask(contributionOf({ seed: 1 }));
  expect(repeated).toBe(first);
  expect((await readStatus(task)).merged).toBe(2);
});

test("[P13a] an answer is kept for eight contributions, then a repeat is told that it was merged", async () => {
  const task = await createTestTask();
  const { socket } = await open(task, await join(task));
  const answers: string[] = [];
  for (let seq = 1; seq <= 10; seq++) answers.push(await socket.ask(contributionOf({ seed: seq, seq, base: seq - 1 })));
  expect(await socket.ask(contributionOf({ seed: 3, seq: 3, base: 2 }))).toBe(answers[2]);
  expect(await socket.refusedWith(contributionOf({ seed: 2, seq: 2, base: 1 }))).toBe("already-merged");
});

test("[P14] the same sequence number with other content is a conflict and changes nothing", async () => {
  const task = await createTestTask();
  const { socket } = await open(task, await join(task));
  await socket.ask(contributionOf({ seed: 1 }));
  const before = await onDisk(task);
  expect(await socket.refusedWith(contributionOf({ seed: 2 }))).toBe("conflict");
  expect(await onDisk(task)).toEqual(before);
});

test("[P15] gaps, foreign epochs and unknown bases are refused with the way out", async () => {
  const task = await createTestTask();
  const { socket } = await open(task, await join(task));
  socket.send(contributionOf({ seed: 1, seq: 3 }));
  expect(await socket.expect("refused")).toMatchObject({ code: "sequence-gap", seq: 3, detail: "the next seq is 1" });
  expect(await socket.refusedWith(contributionOf({ seed: 1, epoch: 2 }))).toBe("wrong-epoch");
  expect(await socket.refusedWith(contributionOf({ seed: 1, base: 7 }))).toBe("unknown-base");
  expect(await socket.refusedWith(contributionOf({ seed: 1, seq: 1_000_000_000 }))).toBe("sequence-gap");
});

test("[P16] a contribution that is too stale feeds the table only and says so", async () => {
  const task = await createTestTask({ maxStaleness: 1 });
  const fast = await open(task, await join(task));
  const slow = await open(task, await join(task));
  for (let seq = 1; seq <= 3; seq++) {
    fast.socket.send(contributionOf({ seed: seq, seq, base: seq - 1 }));
    await fast.socket.expect("merged");
  }
  slow.socket.send(contributionOf({ seed: 9, base: slow.welcome.view.iteration }));
  expect(await slow.socket.expect("merged")).toMatchObject({ verdict: "stale", staleness: 3 });
  expect(await readStatus(task)).toMatchObject({ merged: 3, stale: 1, stalenessMax: 3 });
});

test("[P12b] two participants contribute at their own pace, neither waits", async () => {
  const task = await createTestTask();
  const ada = await open(task, await join(task));
  const ben = await open(task, await join(task));
  ada.socket.send(contributionOf({ seed: 1 }));
  expect(await ada.socket.expect("merged")).toMatchObject({ iteration: 1 });
  ada.socket.send(contributionOf({ seed: 2, seq: 2, base: 1 }));
  expect(await ada.socket.expect("merged")).toMatchObject({ iteration: 2 });
  ben.socket.send(contributionOf({ seed: 3 }));
  expect(await ben.socket.expect("merged")).toMatchObject({ iteration: 3, staleness: 2, verdict: "merged" });
  expect(await readStatus(task)).toMatchObject({ iteration: 3, merged: 3, queries: 144, tokens: 2_880, presence: { live: 2, joined: 2 } });
});

test("[P20] [P20a] resync answers with the whole lower level; a new epoch begins again at sequence number one", async () => {
  const task = await createTestTask();
  const { socket } = await open(task, await join(task));
  socket.send(contributionOf({ seed: 1 }));
  const merged = await socket.expect("merged");
  socket.send({ type: "resync", newEpoch: false });
  const same = await socket.expect("state");
  expect(same).toMatchObject({ epoch: 1, seq: 1, steps: 1, view: merged.view });
  socket.send({ type: "resync", newEpoch: true });
  const fresh = await socket.expect("state");
  expect(fresh).toMatchObject({ epoch: 2, seq: 0, distribution: same.distribution, tableSum: same.tableSum });
  expect(await socket.refusedWith(contributionOf({ seed: 2, seq: 2, base: 1 }))).toBe("wrong-epoch");
  socket.send(contributionOf({ seed: 2, epoch: 2, base: 1 }));
  expect(await socket.expect("merged")).toMatchObject({ epoch: 2, seq: 1, iteration: 2 });
});

test("[P21a] who only looks is not shown what one contribution of somebody else changed", async () => {
  const task = await createTestTask();
  const ada = await open(task, await join(task));
  const ben = await open(task, await join(task));
  const shown: number[] = [];
  for (let seq = 1; seq <= 17; seq++) {
    ada.socket.send(contributionOf({ seed: seq, seq, base: seq - 1 }));
    await ada.socket.expect("merged");
    ben.socket.send({ type: "observe" });
    shown.push((await ben.socket.expect("observed")).view.iteration);
  }
  expect(shown).toEqual([...Array(7).fill(0), 8, ...Array(7).fill(0), 16, 0]);
});

test("[P21] observe shows the newest consensus without changing anything", async () => {
  const task = await createTestTask();
  const ada = await open(task, await join(task));
  const ben = await open(task, await join(task));
  for (let seq = 1; seq < 8; seq++) {
    ada.socket.send(contributionOf({ seed: seq, seq, base: seq - 1 }));
    await ada.socket.expect("merged");
  }
  ada.socket.send(contributionOf({ seed: 8, seq: 8, base: 7 }));
  const merged = await ada.socket.expect("merged");
  const before = await onDisk(task);
  ben.socket.send({ type: "observe" });
  const observed = await ben.socket.expect("observed");
  expect(observed.view.iteration).toBe(8);
  expect(observed.view.z).toBe(merged.view.z);
  expect(await onDisk(task)).toEqual(before);
});

test("[P22] who leaves is no longer live and comes back by contributing", async () => {
  const task = await createTestTask();
  const { socket } = await open(task, await join(task));
  socket.send({ type: "leave", withdraw: false });
  await socket.expect("left");
  expect((await readStatus(task)).presence).toEqual({ live: 0, joined: 1 });
  socket.send({ type: "leave", withdraw: false });
  await socket.expect("left");
  socket.send(contributionOf({ seed: 1 }));
  expect((await socket.expect("merged")).presence).toEqual({ live: 1, joined: 1 });
  expect((await onDisk(task)).events.map((event) => event.type)).toEqual(["join", "leave", "contribute"]);
});

test("[P22a] [P22b] who withdraws is forgotten and its name never begins again", async () => {
  const task = await createTestTask();
  const ada = await join(task);
  const { socket } = await open(task, ada);
  await socket.ask(contributionOf({ seed: 1 }));
  socket.send({ type: "leave", withdraw: true });
  await socket.expect("left");
  expect((await onDisk(task)).state.participants).toEqual([]);
  expect(await socket.refusedWith(contributionOf({ seed: 1 }))).toBe("unknown-participant");
  expect(await socket.refusedWith({ type: "resync", newEpoch: true })).toBe("unknown-participant");
  await expect(open(task, ada)).rejects.toThrow("404");
});

test("[P17c] layout and model are part of the scale: with another one the table begins anew", async () => {
  const task = await createTestTask();
  const { socket } = await open(task, await join(task));
  const weightAfter = async (): Promise<number> => {
    const { level } = (await onDisk(task)).state.participants[0] ?? {};
    return Math.max(...(level?.table.weight ?? []));
  };
  const scales = [{}, { layout: "chat" }, { layout: "chat" }, { layout: "chat", model: "0123456789abcdef" }] as const;
  const weights: number[] = [];
  for (const [i, scale] of scales.entries()) {
    socket.send(contributionOf({ seed: 1, seq: i + 1, base: i, ...scale }));
    await socket.expect("merged");
    weights.push(await weightAfter());
  }
  const [first = 0, ...later] = weights;
  expect(later.map((weight) => weight > first)).toEqual([false, true, false]);
  const { events, state } = await onDisk(task);
  expect(events.flatMap((event) => (event.type === "contribute" ? [event.contribution.scale] : [])).at(-1)).toEqual(
    state.participants[0]?.scale,
  );
  expect(state.participants[0]?.scale).toEqual({ loss: "calibrated", rung: "simulated", layout: "chat", model: "0123456789abcdef" });
});

test("[P17d] where the owner requires a model, contributions of another one are refused and change nothing", async () => {
  const wanting = { ...sampleTask, requiredModel: "Tiny" };
  const task = await createTestTask({}, 16, wanting);
  const { socket } = await open(task, await join(task));
  const before = await onDisk(task);
  const { digest } = searchSpaceOf(v.parse(taskSchema, wanting));
  expect(await socket.refusedWith(contributionOf({ seed: 1 }))).toBe("wrong-model");
  expect(await socket.refusedWith(contributionOf({ seed: 1, model: modelDigest(digest, "large") }))).toBe("wrong-model");
  expect(await onDisk(task)).toEqual(before);
  socket.send(contributionOf({ seed: 1, model: modelDigest(digest, "tiny") }));
  await socket.expect("merged");
});

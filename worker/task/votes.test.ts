// Votes on public texts through the Worker: counted once whatever comes twice, told to nobody by name, and there after a restart.

import { abortAllDurableObjects } from "cloudflare:test";
import * as v from "valibot";
import { expect, test } from "vitest";
import { stateDigest } from "../../shared/algorithm/state-digest.ts";
import { searchSpaceOf } from "../../shared/prompt/search-space.ts";
import { taskSchema } from "../../shared/prompt/task.ts";
import { auditSchema, publishedSchema, votesSchema } from "../../shared/protocol/owner-messages.ts";
import { sampleTask } from "../testing/sample-task.ts";
import { call, createTestTask, join, onDisk, open, refusalOf, type TestTask } from "../testing/session.ts";
import { replay } from "./replay.ts";

const votedTask = { ...sampleTask, publicShots: 1, publicTexts: [{ text: "so so" }, { text: "hooray" }, { text: "alas" }] };
const createVotedTask = (): Promise<TestTask> => createTestTask({}, 16, votedTask);

async function votesOf(task: TestTask, method = "GET", body?: object) {
  return v.parse(
    votesSchema,
    await (await call(method, `${task.path}/votes`, { token: task.ownerToken, ...(body ? { body } : {}) })).json(),
  );
}

const voteFor = (labels: readonly number[], round = 1) => ({ type: "vote", round, labels });

async function voter(task: TestTask) {
  return (await open(task, await join(task))).socket;
}

test("[P35] [P35c] two voters decide, and a ballot tells the labels without counts", async () => {
  const task = await createVotedTask();
  const [ada, ben] = [await voter(task), await voter(task)];
  ada.send(voteFor([-1, 0, 1]));
  expect(await ada.expect("ballot")).toEqual({ type: "ballot", round: 1, voted: true, decided: [-1, -1, -1] });
  ben.send({ type: "poll" });
  expect(await ben.expect("ballot")).toMatchObject({ voted: false, decided: [-1, -1, -1] });
  ben.send(voteFor([0, 0, 1]));
  expect(await ben.expect("ballot")).toEqual({ type: "ballot", round: 1, voted: true, decided: [-1, 0, 1] });
  const { state, events } = await onDisk(task);
  expect(events.map(({ type }) => type)).toEqual(["join", "join", "vote", "vote"]);
  expect(state.participants.map(({ ballot }) => ballot && [...ballot.labels])).toEqual([
    [-1, 0, 1],
    [0, 0, 1],
  ]);
});

test("[P35a] a repeat is answered and counted once; another vote and another round are refused", async () => {
  const task = await createVotedTask();
  const ada = await voter(task);
  const first = await ada.ask(voteFor([0, 0, 1]));
  const before = await onDisk(task);
  expect(await ada.ask(voteFor([0, 0, 1]))).toBe(first);
  expect(await ada.refusedWith(voteFor([1, 0, 1]))).toBe("already-voted");
  ada.send(voteFor([0, 0, 1], 2));
  expect(await ada.expect("refused")).toMatchObject({ code: "wrong-round", detail: "the round is 1" });
  const ben = await voter(task);
  expect(await ben.refusedWith(voteFor([0, 0]))).toBe("wrong-shape");
  expect(await ben.refusedWith(voteFor([0, 0, 2]))).toBe("out-of-range");
  expect(await ben.refusedWith(voteFor([0, 0, -2]))).toBe("malformed");
  expect((await onDisk(task)).events.slice(0, before.events.length)).toEqual(before.events);
  expect((await onDisk(task)).events.map(({ type }) => type)).toEqual(["join", "vote", "join"]);
});

test("[P35b] a paused task takes no vote, and answers a repeat", async () => {
  const task = await createVotedTask();
  const [ada, ben] = [await voter(task), await voter(task)];
  await ada.ask(voteFor([0, 0, 1]));
  await call("PUT", `${task.path}/phase`, { token: task.ownerToken, body: { phase: "paused" } });
  await ada.expect("phase");
  await ben.expect("phase");
  expect(await ben.refusedWith(voteFor([0, 0, 1]))).toBe("paused");
  ada.send(voteFor([0, 0, 1]));
  expect(await ada.expect("ballot")).toMatchObject({ voted: true });
});

test("[P35d] the owner sees counts, opens a round and decides by hand; the audit names the acts", async () => {
  const task = await createVotedTask();
  const [ada, ben, eve] = [await voter(task), await voter(task), await voter(task)];
  await ada.ask(voteFor([0, 0, 1]));
  await ben.ask(voteFor([1, 0, 1]));
  await eve.ask(voteFor([-1, 1, 1]));
  const counted = await votesOf(task);
  expect(counted).toMatchObject({ round: 1, voters: 3 });
  expect(counted.texts).toEqual([
    { text: "so so", counts: [1, 1], abstained: 1, margin: 0, decision: -1, by: "none" },
    { text: "hooray", counts: [2, 1], abstained: 0, margin: 1, decision: 0, by: "votes" },
    { text: "alas", counts: [0, 3], abstained: 0, margin: 3, decision: 1, by: "votes" },
  ]);
  expect((await votesOf(task, "PUT", { text: 0, label: 1 })).texts[0]).toMatchObject({ decision: 1, by: "owner" });
  expect((await votesOf(task, "PUT", { text: 0, label: -2 })).texts[0]).toMatchObject({ decision: -1, by: "none" });
  const next = await votesOf(task, "POST");
  expect([next.round, next.voters, next.texts.map(({ decision, by }) => [decision, by])]).toEqual([
    2,
    0,
    [
      [-1, "none"],
      [0, "earlier"],
      [1, "earlier"],
    ],
  ]);
  const audit = v.parse(auditSchema, await (await call("GET", `${task.path}/audit`, { token: task.ownerToken })).json());
  const acts = audit.entries.map(({ who, participant, what, detail }) => [who, participant, what, detail]);
  expect(acts).toContainEqual(["participant", 3, "voted", ""]);
  expect(acts).toContainEqual(["owner", null, "vote-round", "2"]);
  expect(acts).toContainEqual(["owner", null, "labelled", "1"]);
});

test("[P35d] votes are the owner's to see and to change, within the task", async () => {
  const task = await createVotedTask();
  const asked = (method: string, token: string, body?: object) => call(method, `${task.path}/votes`, { token, ...(body ? { body } : {}) });
  expect(await refusalOf(await asked("GET", (await join(task)).token))).toEqual([403, "forbidden"]);
  expect(await refusalOf(await asked("POST", (await join(task)).token))).toEqual([403, "forbidden"]);
  expect(await refusalOf(await asked("PUT", task.ownerToken, { text: 3, label: 0 }))).toEqual([422, "wrong-shape"]);
  expect(await refusalOf(await asked("PUT", task.ownerToken, { text: 0, label: 2 }))).toEqual([422, "wrong-shape"]);
});

test("[P35e] a task without public texts has nothing to vote on", async () => {
  const task = await createTestTask();
  const ada = await voter(task);
  expect(await ada.refusedWith(voteFor([0]))).toBe("wrong-shape");
  ada.send({ type: "poll" });
  expect(await ada.expect("ballot")).toEqual({ type: "ballot", round: 0, voted: false, decided: [] });
  expect(await votesOf(task)).toEqual({ round: 0, voters: 0, texts: [] });
  expect(await refusalOf(await call("POST", `${task.path}/votes`, { token: task.ownerToken }))).toEqual([422, "wrong-shape"]);
});

test("[P25] [P26] after a restart the votes are there, and the log leads to the stored state bit for bit", async () => {
  const task = await createVotedTask();
  const [ada, ben] = [await join(task), await join(task)];
  await (await open(task, ada)).socket.ask(voteFor([0, 0, 1]));
  await abortAllDurableObjects();
  const { socket } = await open(task, ben);
  await socket.ask(voteFor([0, 1, 1]));
  await votesOf(task, "PUT", { text: 1, label: 0 });
  await votesOf(task, "POST");
  await abortAllDurableObjects();
  expect((await votesOf(task)).texts.map(({ decision }) => decision)).toEqual([0, 0, 1]);
  const { state, events } = await onDisk(task);
  const space = searchSpaceOf(v.parse(taskSchema, votedTask));
  const { settings } = v.parse(v.object({ settings: v.any() }), await (await call("GET", task.path, { token: ada.token })).json());
  expect(stateDigest(replay({ space, settings, from: undefined, events }))).toBe(stateDigest(state));
});

test("[P22c] after a withdrawal the log starts anew, and the votes of the others stand", async () => {
  const task = await createVotedTask();
  const [ada, ben, eve] = [await voter(task), await voter(task), await voter(task)];
  for (const socket of [ada, ben, eve]) await socket.ask(voteFor([0, 0, 1]));
  ada.send({ type: "leave", withdraw: true });
  await ada.expect("left");
  const { events, snapshot } = await onDisk(task);
  expect([events, snapshot?.participants.length]).toEqual([[], 2]);
  expect((await votesOf(task)).texts.map(({ counts }) => counts)).toEqual([
    [2, 0],
    [2, 0],
    [0, 2],
  ]);
});

test("[P30] what is published by the consensus shows a public text only under a label that was decided", async () => {
  const task = await createVotedTask();
  const [ada, ben] = [await voter(task), await voter(task)];
  for (const socket of [ada, ben]) await socket.ask(voteFor([-1, 0, -1]));
  await call("POST", `${task.path}/versions`, { token: task.ownerToken, body: {} });
  const { content } = v.parse(publishedSchema, await (await call("GET", `${task.path}/published`)).json());
  for (const { text, label } of content.demonstrations) expect([text, label]).toEqual(["hooray", 0]);
});

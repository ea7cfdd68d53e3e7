// A task may have so many candidates that its messages are megabytes and its records many rows.

import { abortAllDurableObjects } from "cloudflare:test";
import * as v from "valibot";
import { expect, test } from "vitest";
import { searchSpaceOf } from "../../shared/prompt/search-space.ts";
import { MAX_LOWER_DIMENSION, type TaskInput, taskSchema } from "../../shared/prompt/task.ts";
import { decodeLevel, decodeView } from "../../shared/protocol/codec.ts";
import { createdTaskSchema } from "../../shared/protocol/messages.ts";
import { exportSchema } from "../../shared/protocol/owner-messages.ts";
import { decodeFloat32, encodeFloat32, encodeUint16 } from "../../shared/protocol/vector-codec.ts";
import { contributionOf } from "../testing/sample-task.ts";
import { call, join, onDisk, open, readStatus } from "../testing/session.ts";

/** Half of the candidates are public demonstrations, which count once per shot; the words that are not tuned are two. */
const largest: TaskInput = {
  name: "large",
  labels: ["good", "bad"],
  example: "Text: [SENTENCE1]\nMood:",
  labelWords: [["good"], ["bad"]],
  phrases: Array.from({ length: 16 }, (_, slot) => Array.from({ length: slot === 0 ? 4_093 : 4_095 }, (_, j) => `${slot} ${j}`)),
  publicDemonstrations: Array.from({ length: 4_096 }, (_, i) => ({ text: `text ${i}`, label: i % 2 === 0 ? "good" : "bad" })),
  publicShots: 16,
};

test("[P11] [P20] the largest task that may be created can be worked on", async () => {
  const space = searchSpaceOf(v.parse(taskSchema, largest));
  expect(space.dimension).toBe(MAX_LOWER_DIMENSION);
  const settings = { optimiser: "adam", geometry: "euclidean", samplesPerStep: 64 };
  const response = await call("POST", "/api/tasks", { body: { task: largest, settings, maxParticipants: 2 } });
  const created = v.parse(createdTaskSchema, await response.json());
  const task = { ...created, path: `/api/tasks/${created.taskId}` };
  const ada = await join(task);
  const { socket, welcome } = await open(task, ada);
  expect(decodeView(welcome.view, space.dimension).z[0]).toBeCloseTo(1 / 4_094, 8);

  const samples = Uint16Array.from({ length: 64 * space.slots.length }, (_, at) => (at * 31) % 2_048).map((drawn, at) =>
    Math.min(drawn, (space.slots[at % space.slots.length]?.size ?? 1) - 1),
  );
  const losses = encodeFloat32(Float32Array.from({ length: 64 }, (_, i) => i / 64));
  socket.send(contributionOf({ seed: 1, samples: encodeUint16(samples), losses, onDistribution: 64 }));
  expect(await socket.expect("merged")).toMatchObject({ iteration: 1 });

  await abortAllDurableObjects();
  const again = await open(task, ada);
  expect(again.welcome.seq).toBe(1);
  again.socket.send({ type: "resync", newEpoch: true });
  const level = decodeLevel(await again.socket.expect("state"));
  const { state } = await onDisk(task);
  expect(level).toEqual(state.participants[0]?.level);
  expect(decodeFloat32((await readStatus(task)).z)).toEqual(Float32Array.from(state.z));
  const exported = await call("GET", `${task.path}/export`, { token: task.ownerToken });
  expect(v.parse(exportSchema, await exported.json()).z).toBe((await readStatus(task)).z);
});

// The task that a participant joins is the one that it looked at.

import * as v from "valibot";
import { expect, it } from "vitest";
import { defaultSettings } from "../../../shared/algorithm/settings.ts";
import { searchSpaceOf } from "../../../shared/prompt/search-space.ts";
import { taskSchema } from "../../../shared/prompt/task.ts";
import { lookAtTask, requestToJoin } from "./aggregator-http.ts";

const task = v.parse(taskSchema, { name: "mood", labels: ["good", "bad"], example: "[SENTENCE1]", labelWords: [["good"], ["bad"]] });
const changed = { ...task, header: "Repeat the text." };
const { digest } = searchSpaceOf(task);
const address = { origin: "https://aggregator.test", taskId: "t", invite: "i" };

const answering = (body: object) => ({ fetch: () => Promise.resolve(Response.json(body)) });
const view = { taskId: "t", task, settings: defaultSettings, taskDigest: digest, phase: "open" } as const;
const joined = { ...view, participant: "p", participantToken: "q" };

it("[P36b] an honest task is looked at and joined", async () => {
  expect((await lookAtTask(address, answering(view))).taskDigest).toBe(digest);
  expect((await requestToJoin({ ...address, digest }, answering(joined))).participant).toBe("p");
});

it.each([
  ["a digest of another task", { ...joined, taskDigest: "0".repeat(64) }],
  ["a changed task under the old digest", { ...joined, task: changed }],
  ["a changed task with its own digest", { ...joined, task: changed, taskDigest: searchSpaceOf(changed).digest }],
])("[P36b] %s is not joined", async (_, lie) => {
  await expect(requestToJoin({ ...address, digest }, answering(lie))).rejects.toMatchObject({ code: "unsound" });
});

it("[P36b] a task that is not what its digest says is not even looked at", async () => {
  await expect(lookAtTask(address, answering({ ...view, task: changed }))).rejects.toMatchObject({ code: "unsound" });
});

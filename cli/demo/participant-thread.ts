// One participant of the demo in a thread of its own: the production client core on the production link, with its own examples only.

import { parentPort, workerData } from "node:worker_threads";
import { connectLanguageModel } from "../../client/language-model/connect.ts";
import { memoryResponseStore, withResponseCache } from "../../client/language-model/response-cache.ts";
import { type LanguageModelEvent, platformRuntime } from "../../client/language-model/transport/runtime.ts";
import { createTuningParticipant } from "../../client/participant/run/tuning-participant.ts";
import { memoryStore } from "../../client/participant/store/checkpoint-memory.ts";
import { openAnswerChecker } from "../../shared/prompt/answers/answer-task.ts";
import type { LanguageModel } from "../../shared/prompt/language-model.ts";
import { isAnswerTask } from "../../shared/prompt/task.ts";
import { nodeRuntime } from "../machine/node-runtime.ts";
import type { ThreadCommand, ThreadData, ThreadReport } from "./thread-messages.ts";

const data: ThreadData = workerData;
const { temperament } = data;
const report = (message: ThreadReport): void => parentPort?.postMessage(message);

const commands: ThreadCommand["type"][] = [];
let waiting: (() => void) | undefined;
parentPort?.on("message", (command: ThreadCommand) => {
  commands.push(command.type);
  if (command.type === "finish") void participant.finish();
  waiting?.();
});

let begun = false;
const purpose = isAnswerTask(data.task) ? "answers" : "labels";
const connected = await connectLanguageModel(data.languageModel, platformRuntime({ onEvent: showWait }), { purpose });
const checker = isAnswerTask(data.task) ? { checker: await openAnswerChecker(data.task) } : {};
const model = withResponseCache(slowed(connected), memoryResponseStore(), data.languageModel.type);

let shown = 0;
let halfway: (() => void) | undefined;
const participant = createTuningParticipant({
  aggregator: data.aggregator,
  task: null,
  settings: null,
  examples: data.examples,
  languageModel: model,
  ...checker,
  budgetQueries: data.budgetQueries,
  terms: data.terms,
  seed: data.seed,
  store: memoryStore(),
  runtime: nodeRuntime(),
  onSnapshot(snapshot) {
    if (snapshot.queries >= data.budgetQueries / 2 && snapshot.contributions.merged > 0) halfway?.();
    const now = Date.now();
    if (now - shown < 100 && snapshot.activity.type === "scoring") return;
    shown = now;
    report({ type: "snapshot", snapshot });
  },
});

begun = true;
let absence: Promise<void> | undefined;
if (temperament.leavesHalfway) {
  halfway = () => {
    halfway = undefined;
    absence = goAway();
  };
}
await participant.run();
if (absence) {
  await absence;
  await participant.run();
}
await participant.leave(false);
report({ type: "done", snapshot: participant.snapshot() });
parentPort?.close();

/** Until the next thing happens, which is shown instead. */
function showWait(event: LanguageModelEvent): void {
  if (event.type !== "waiting" || !begun) return;
  const { untilMs, reason } = event;
  report({ type: "snapshot", snapshot: { ...participant.snapshot(), activity: { type: "waiting-for-language-model", untilMs, reason } } });
}

async function goAway(): Promise<void> {
  await participant.leave(false);
  report({ type: "left" });
  if (!commands.includes("return")) {
    await new Promise<void>((resolve) => {
      waiting = resolve;
    });
  }
  report({ type: "returned" });
}

/** The same model, but while tuning each answer takes `slowdown` times as long; the end of the demo is not worth waiting for. */
function slowed(inner: LanguageModel): LanguageModel {
  if (temperament.slowdown <= 1) return inner;
  const { now, sleep } = platformRuntime();
  const { answer } = inner;
  const answerSlowly: LanguageModel["answer"] =
    answer &&
    (async (prompt, options) => {
      const began = now();
      const answered = await answer(prompt, options);
      if (!commands.includes("finish")) await sleep((now() - began) * (temperament.slowdown - 1), options.signal);
      return answered;
    });
  return {
    ...inner,
    ...(answerSlowly ? { answer: answerSlowly } : {}),
    async scoreLabels(prompt, labels, options) {
      const began = now();
      const scores = await inner.scoreLabels(prompt, labels, options);
      if (!commands.includes("finish")) await sleep((now() - began) * (temperament.slowdown - 1), options?.signal);
      return scores;
    },
  };
}

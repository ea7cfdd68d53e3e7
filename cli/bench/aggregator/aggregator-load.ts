// Participants on the production link who send contributions to a real aggregator, each the next as soon as the last is answered, and how
// long the answers took.

import * as v from "valibot";
import { requestToJoin } from "../../../client/participant/federation/aggregator-http.ts";
import { openLink } from "../../../client/participant/federation/aggregator-link.ts";
import type { Task } from "../../../shared/prompt/task.ts";
import { createdTaskSchema, type Downlink, statusSchema, type Uplink } from "../../../shared/protocol/messages.ts";
import { nodeRuntime } from "../../machine/node-runtime.ts";
import { CommandFailure } from "../../terminal/command.ts";
import type { LoadTask } from "./aggregator-contributions.ts";

export interface Load extends LoadTask {
  /** Of each participant's contributions, the first that are not measured: meanwhile the first planes are added. */
  readonly warmUp: number;
  /** Per participant, at the end: `observe`, whose answer is as long as a contribution's, but which merges and writes nothing. */
  readonly questions: number;
}

export interface LoadResult {
  /** Milliseconds from sending to the parsed answer, of the contributions and of the questions. */
  readonly mergedMs: readonly number[];
  readonly observedMs: readonly number[];
  /** From the first contribution measured to the last answer. */
  readonly elapsedMs: number;
  /** Means of a contribution and of its answer. */
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** Cutting planes at the end. */
  readonly planes: number;
}

/**
 * One new task, loaded once. A participant's contributions and questions must be at most a hundred, what the aggregator takes at once
 * ([P11]).
 * @throws CommandFailure when anything is refused or a socket breaks.
 */
export async function loadAggregator(origin: string, { space, contributions, warmUp, questions }: Load): Promise<LoadResult> {
  const task = await createTask(origin, space.task);
  const members = await Promise.all(contributions.map(() => connect(origin, task)));
  try {
    const contribute = async (from: number, to?: number): Promise<Answered[]> => {
      const own = members.map((member, p) => inTurn(contributions[p]?.slice(from, to) ?? [], (message) => member.contribute(message)));
      return (await Promise.all(own)).flat();
    };
    await contribute(0, warmUp);
    const began = performance.now();
    const merged = await contribute(warmUp);
    const elapsedMs = performance.now() - began;
    const asked = members.map(({ ask }) => inTurn(Array.from({ length: questions }), () => ask({ type: "observe" })));
    const observed = (await Promise.all(asked)).flat();
    return {
      mergedMs: merged.map(({ ms }) => ms),
      observedMs: observed.map(({ ms }) => ms),
      elapsedMs,
      bytesUp: merged.reduce((sum, { bytesUp }) => sum + bytesUp, 0) / merged.length,
      bytesDown: merged.reduce((sum, { bytesDown }) => sum + bytesDown, 0) / merged.length,
      planes: (await statusOf(origin, task)).planes,
    };
  } finally {
    for (const { close } of members) close();
  }
}

interface Answered {
  readonly message: Downlink;
  readonly ms: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
}

/** Sends one message at a time. */
interface Member {
  /** On the newest view it has. */
  contribute(message: Extract<Uplink, { type: "contribute" }>): Promise<Answered>;
  ask(message: Uplink): Promise<Answered>;
  close(): void;
}

type CreatedTask = v.InferOutput<typeof createdTaskSchema>;

async function connect(origin: string, { taskId, invite }: CreatedTask): Promise<Member> {
  const runtime = nodeRuntime();
  const { participantToken } = await requestToJoin({ origin, taskId, invite }, runtime);
  const bytes = { up: 0, down: 0 };
  let heard: (message: Downlink) => void = () => undefined;
  let broken: (why: CommandFailure) => void = () => undefined;
  const next = (): Promise<Downlink> =>
    new Promise((resolve, reject) => {
      heard = resolve;
      broken = reject;
    });
  const welcomed = next();
  const link = openLink({ origin, taskId, participantToken }, runtime, {
    onMessage(message) {
      if (message.type === "refused") broken(new CommandFailure(`the aggregator refused a contribution: ${message.code}`));
      else heard(message);
    },
    onUnreadable() {
      broken(new CommandFailure("the aggregator sent what cannot be read"));
    },
    onConnection(state) {
      if (state === "offline") broken(new CommandFailure("a participant's socket broke"));
    },
    onBytes(direction, count) {
      bytes[direction] = count;
    },
  });
  const welcome = await welcomed;
  let base = welcome.type === "welcome" ? welcome.view.iteration : 0;
  const ask = async (message: Uplink): Promise<Answered> => {
    const answer = next();
    const began = performance.now();
    if (!link.send(message)) throw new CommandFailure("a participant's socket broke");
    return { message: await answer, ms: performance.now() - began, bytesUp: bytes.up, bytesDown: bytes.down };
  };
  return {
    ask,
    async contribute(message) {
      const answered = await ask({ ...message, base });
      if (answered.message.type !== "merged") throw new CommandFailure(`a contribution was answered ${answered.message.type}`);
      base = answered.message.view.iteration;
      return answered;
    },
    close: () => link.close(),
  };
}

async function createTask(origin: string, task: Task): Promise<CreatedTask> {
  const response = await fetch(`${origin}/api/tasks`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ task }),
  });
  if (!response.ok) throw new CommandFailure(`the aggregator refused the task: ${response.status}`);
  return v.parse(createdTaskSchema, await response.json());
}

async function statusOf(origin: string, { taskId, ownerToken }: CreatedTask): Promise<v.InferOutput<typeof statusSchema>> {
  const response = await fetch(`${origin}/api/tasks/${taskId}/status`, { headers: { authorization: `Bearer ${ownerToken}` } });
  return v.parse(statusSchema, await response.json());
}

async function inTurn<In, Out>(items: readonly In[], run: (item: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = [];
  for (const item of items) results.push(await run(item));
  return results;
}

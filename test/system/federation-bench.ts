// The surroundings that system tests share: a real aggregator, a small task with data, and participants whose wire and model can be watched
// and disturbed.

import { WebSocket } from "ws";
import { nodeRuntime } from "../../cli/machine/node-runtime.ts";
import { memoryResponseStore, withResponseCache } from "../../client/language-model/response-cache.ts";
import type { ResponseStore } from "../../client/language-model/scoring/endpoint.ts";
import type { LocalExamples, Participant } from "../../client/participant/participant.ts";
import type { ParticipantStore } from "../../client/participant/participant-store.ts";
import { createTuningParticipant } from "../../client/participant/run/tuning-participant.ts";
import type { ParticipantSnapshot } from "../../client/participant/snapshot.ts";
import { memoryStore } from "../../client/participant/store/checkpoint-memory.ts";
import type { Runtime } from "../../client/platform/platform.ts";
import { defaultSettings } from "../../shared/algorithm/settings.ts";
import type { LanguageModel } from "../../shared/prompt/language-model.ts";
import { createSimulatedModel } from "../../shared/prompt/simulated/simulated-model.ts";
import type { Example, TaskInput } from "../../shared/prompt/task.ts";
import type { CreateTaskInput } from "../../shared/protocol/messages.ts";
import type { Phase } from "../../shared/protocol/phase.ts";

export const CANARY = "zebra-canary-7431";

export const task: TaskInput = {
  name: "mood",
  labels: ["good", "bad"],
  header: "Say how the visitor felt: [LABEL:good] or [LABEL:bad]. [VAR]",
  example: "Review: [SENTENCE1]\nFelt:",
  labelWords: [
    ["good", "positive"],
    ["bad", "negative"],
  ],
  phrases: [["Mind the food.", "Mind the staff.", "The last words count."], ["Answer with one word."]],
  publicDemonstrations: [
    { text: "We loved the soup", label: "good" },
    { text: "A lovely evening", label: "good" },
    { text: "Cold and slow", label: "bad" },
    { text: "Never again, rude staff", label: "bad" },
  ],
  publicShots: 1,
  privateShots: 1,
};

/** Examples whose texts carry the canary, so that a single byte of them on the wire is found. */
export function examplesOf(part: string, count: number): Example[] {
  const good = ["great soup and friendly people", "wonderful view, happy children", "the best cake in town", "fresh and charming"];
  const bad = ["boring menu and dirty glasses", "terrible noise, we left", "bland rice, sad waiter", "the worst tea ever"];
  return Array.from({ length: count }, (_, i) => ({
    text: `${(i % 2 === 0 ? good : bad)[Math.floor(i / 2) % 4]} ${part} ${i} ${CANARY}`,
    label: i % 2 === 0 ? "good" : "bad",
  }));
}

/** One participant's. */
export const someExamples: LocalExamples = {
  train: examplesOf("train", 8),
  pool: examplesOf("pool", 8),
  validation: examplesOf("validation", 8),
  test: examplesOf("test", 12),
};

export interface TaskLink {
  readonly origin: string;
  readonly taskId: string;
  readonly invite: string;
  readonly ownerToken: string;
}

export async function createTask(origin: string, settings: CreateTaskInput["settings"] = {}): Promise<TaskLink> {
  const response = await fetch(`${origin}/api/tasks`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ task, settings }),
  });
  if (response.status !== 201) throw new Error(`creating the task answered ${response.status}: ${await response.text()}`);
  const body: { taskId: string; invite: string; ownerToken: string } = await response.json();
  return { origin, ...body };
}

export async function statusOf(
  link: TaskLink,
): Promise<{ iteration: number; merged: number; stale: number; refusedByCode: Record<string, number> }> {
  const response = await fetch(`${link.origin}/api/tasks/${link.taskId}/status`, {
    headers: { authorization: `Bearer ${link.ownerToken}` },
  });
  return response.json();
}

export async function setPhase(link: TaskLink, phase: Phase): Promise<void> {
  const response = await fetch(`${link.origin}/api/tasks/${link.taskId}/phase`, {
    method: "PUT",
    headers: { authorization: `Bearer ${link.ownerToken}`, "content-type": "application/json" },
    body: JSON.stringify({ phase }),
  });
  if (!response.ok) throw new Error(`setting the phase answered ${response.status}`);
}

/** Everything that crossed the participant's sockets and its HTTP calls to the aggregator. */
export interface Wire {
  readonly up: string[];
  readonly down: string[];
  readonly http: string[];
  sockets: number;
}

export interface Watched {
  readonly participant: Participant;
  readonly wire: Wire;
  /** Queries that reached the model, cache hits not counted. */
  readonly asked: () => number;
  readonly store: ParticipantStore;
  readonly answers: ResponseStore;
  readonly snapshots: ParticipantSnapshot[];
}

export interface WatchOptions {
  readonly seed?: string;
  readonly budgetQueries?: number;
  readonly store?: ParticipantStore;
  readonly answers?: ResponseStore;
  readonly model?: LanguageModel;
  /** In place of the parts there are. */
  readonly examples?: Partial<LocalExamples>;
  /** Sees each frame before it is delivered; false drops it. */
  readonly deliver?: (direction: "up" | "down", text: string) => boolean;
  /** A frame that the participant gets instead of its own being delivered. */
  readonly answer?: (text: string) => string | undefined;
  readonly onSnapshot?: (snapshot: ParticipantSnapshot) => void;
}

export function watchedParticipant(link: TaskLink, options: WatchOptions = {}): Watched {
  const wire: Wire = { up: [], down: [], http: [], sockets: 0 };
  const store = options.store ?? memoryStore();
  const answers = options.answers ?? memoryResponseStore();
  const snapshots: ParticipantSnapshot[] = [];
  let asked = 0;
  const inner = options.model ?? createSimulatedModel();
  const counted: LanguageModel = {
    ...inner,
    scoreLabels: (...query) => {
      asked++;
      return inner.scoreLabels(...query);
    },
  };
  const participant = createTuningParticipant({
    aggregator: { origin: link.origin, taskId: link.taskId, invite: link.invite },
    task: null,
    settings: defaultSettings,
    examples: {
      ...someExamples,
      ...options.examples,
    },
    languageModel: withResponseCache(counted, answers, "test"),
    budgetQueries: options.budgetQueries ?? 300,
    seed: options.seed ?? "a",
    store,
    runtime: watchedRuntime(wire, options),
    onSnapshot(snapshot) {
      snapshots.push(snapshot);
      options.onSnapshot?.(snapshot);
    },
  });
  return { participant, wire, asked: () => asked, store, answers, snapshots };
}

function watchedRuntime(wire: Wire, { deliver = () => true, answer = () => undefined }: WatchOptions): Runtime {
  const runtime = nodeRuntime();
  return {
    ...runtime,
    fetch: async (input, init) => {
      wire.http.push(JSON.stringify([String(input), init?.headers ?? {}, init?.body ?? ""]));
      return runtime.fetch(input, init);
    },
    openSocket(url, protocols) {
      wire.sockets++;
      const socket = new WebSocket(url, [...protocols]);
      const send = socket.send.bind(socket);
      socket.send = (data: string) => {
        wire.up.push(data);
        const answered = answer(data);
        if (answered !== undefined) emit("message", Buffer.from(answered), false);
        else if (deliver("up", data)) send(data);
      };
      const emit = socket.emit.bind(socket);
      socket.emit = (event: string | symbol, ...args: unknown[]) => {
        if (event !== "message") return emit(event, ...args);
        const text = String(args[0]);
        wire.down.push(text);
        return deliver("down", text) ? emit(event, ...args) : true;
      };
      return socket as unknown as globalThis.WebSocket;
    },
  };
}

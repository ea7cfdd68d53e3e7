// Talks to the aggregator as its clients do: over HTTP and WebSockets, through the Worker's own entry point.

import { runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import * as v from "valibot";
import type { AggregatorEvent } from "../../shared/algorithm/aggregator/aggregator.ts";
import type { SettingsInput } from "../../shared/algorithm/settings.ts";
import type { AggregatorState } from "../../shared/algorithm/state.ts";
import type { TaskInput } from "../../shared/prompt/task.ts";
import {
  createdTaskSchema,
  type Downlink,
  downlinkSchema,
  joinedSchema,
  SUBPROTOCOL,
  statusSchema,
} from "../../shared/protocol/messages.ts";
import { Ledger } from "../ledger/ledger.ts";
import type { Aggregator } from "../task/aggregator.ts";
import { sampleTask } from "./sample-task.ts";

export const OWN = "https://aggregator.test";

export interface CallOptions {
  readonly token?: string;
  readonly origin?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

export function call(method: string, path: string, { token, origin, body, headers }: CallOptions = {}): Promise<Response> {
  const all = new Headers(headers);
  if (token !== undefined) all.set("authorization", `Bearer ${token}`);
  if (origin !== undefined) all.set("origin", origin);
  const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  return exports.default.fetch(`${OWN}${path}`, { method, headers: all, ...(text === undefined ? {} : { body: text }) });
}

/** Status and refusal code of an answer. */
export async function refusalOf(response: Response): Promise<readonly [number, string]> {
  const { code } = v.parse(v.object({ code: v.string() }), await response.json());
  return [response.status, code];
}

export interface TestTask {
  readonly taskId: string;
  readonly ownerToken: string;
  readonly invite: string;
  readonly path: string;
}

export async function createTestTask(settings: SettingsInput = {}, maxParticipants = 16, task: TaskInput = sampleTask): Promise<TestTask> {
  const response = await call("POST", "/api/tasks", { body: { task, settings, maxParticipants } });
  const created = v.parse(createdTaskSchema, await response.json());
  return { ...created, path: `/api/tasks/${created.taskId}` };
}

export interface TestParticipant {
  readonly id: string;
  readonly token: string;
}

export async function join({ path, invite }: TestTask): Promise<TestParticipant> {
  const response = await call("POST", `${path}/participants`, { token: invite });
  const { participant, participantToken } = v.parse(joinedSchema, await response.json());
  return { id: participant, token: participantToken };
}

export async function readStatus({ path, ownerToken }: TestTask) {
  return v.parse(statusSchema, await (await call("GET", `${path}/status`, { token: ownerToken })).json());
}

export function upgrade(task: TestTask, protocols: string, headers: Record<string, string> = {}): Promise<Response> {
  return call("GET", `${task.path}/socket`, { headers: { upgrade: "websocket", "sec-websocket-protocol": protocols, ...headers } });
}

/** A participant's socket whose messages are taken one by one. */
export class TestSocket {
  readonly #socket: WebSocket;
  readonly #texts: string[] = [];
  readonly #waiting: ((text: string) => void)[] = [];
  readonly closed: Promise<number>;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      const text = String(data);
      const waiting = this.#waiting.shift();
      if (waiting) waiting(text);
      else this.#texts.push(text);
    });
    this.closed = new Promise((resolve) => {
      socket.addEventListener("close", ({ code }) => resolve(code));
    });
    socket.accept();
  }

  send(message: object | string | ArrayBuffer): void {
    const raw = typeof message === "string" || message instanceof ArrayBuffer;
    this.#socket.send(raw ? message : JSON.stringify(message));
  }

  nextText(): Promise<string> {
    const text = this.#texts.shift();
    return text === undefined ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve(text);
  }

  async next(): Promise<Downlink> {
    return v.parse(downlinkSchema, JSON.parse(await this.nextText()));
  }

  /** The next message, which must be of this type. */
  async expect<T extends Downlink["type"]>(type: T): Promise<Extract<Downlink, { type: T }>> {
    const message = await this.next();
    if (!isOf(message, type)) throw new Error(`expected ${type}, got ${JSON.stringify(message).slice(0, 300)}`);
    return message;
  }

  /** Sends and returns the answer as it came. */
  ask(message: object | string | ArrayBuffer): Promise<string> {
    const answer = this.nextText();
    this.send(message);
    return answer;
  }

  /** Sends and returns the code of the refusal that must be the answer. */
  async refusedWith(message: object | string | ArrayBuffer): Promise<string> {
    this.send(message);
    return (await this.expect("refused")).code;
  }

  close(): void {
    this.#socket.close(1000, "done");
  }
}

function isOf<T extends Downlink["type"]>(message: Downlink, type: T): message is Extract<Downlink, { type: T }> {
  return message.type === type;
}

/** Opens a socket without taking its welcome. */
export async function openRaw(task: TestTask, { token }: TestParticipant): Promise<TestSocket> {
  const { webSocket, status } = await upgrade(task, `${SUBPROTOCOL}, bearer.${token}`);
  if (!webSocket) throw new Error(`no socket: ${status}`);
  return new TestSocket(webSocket);
}

/** Opens a socket and takes its welcome. */
export async function open(task: TestTask, participant: TestParticipant) {
  const socket = await openRaw(task, participant);
  return { socket, welcome: await socket.expect("welcome") };
}

export function stubOf({ taskId }: Pick<TestTask, "taskId">): DurableObjectStub<Aggregator> {
  return env.AGGREGATOR.get(env.AGGREGATOR.idFromString(taskId));
}

export interface OnDisk {
  readonly state: AggregatorState;
  readonly snapshot: AggregatorState | undefined;
  readonly events: readonly AggregatorEvent[];
}

/** The state that the object has on disk, read by another ledger than the object's. */
export function onDisk(task: TestTask): Promise<OnDisk> {
  return runInDurableObject(stubOf(task), (_object, { storage }) => {
    const ledger = new Ledger(storage);
    return { state: ledger.readState(), snapshot: ledger.readSnapshot(), events: [...ledger.readEvents()] };
  });
}

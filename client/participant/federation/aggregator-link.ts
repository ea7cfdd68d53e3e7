// The socket to the aggregator: connects, reconnects with full jitter, keeps the lease alive, parses what comes. What the messages mean is
// the participant's business.

import * as v from "valibot";
import { type Downlink, downlinkSchema, SUBPROTOCOL, type Uplink } from "../../../shared/protocol/messages.ts";
import type { Runtime } from "../../platform/platform.ts";

export interface LinkEvents {
  onMessage(message: Downlink): void;
  /** A message of a kind that is known, in a form that is not: aggregator and page are of different versions. */
  onUnreadable(): void;
  /** `failures`: attempts in a row that never opened. A browser does not say why an upgrade was refused. */
  onConnection(state: "connecting" | "online" | "offline", failures: number): void;
  /** Bytes of one message in UTF-8; heartbeats are not counted. */
  onBytes(direction: "up" | "down", bytes: number): void;
}

export interface AggregatorLink {
  /** False when there is no open socket: the caller keeps the message and sends it again after the next `welcome`. */
  send(message: Uplink): boolean;
  close(): void;
}

/** Well under the shortest lease worth having, and far above what would count as traffic. */
const HEARTBEAT_MS = 20_000;
const BACKOFF_FIRST_MS = 500;
const BACKOFF_LIMIT_MS = 30_000;
/** A socket that says nothing for two heartbeats is dead, whatever it claims. */
const SILENCE_LIMIT_MS = 2.5 * HEARTBEAT_MS;

export interface LinkAddress {
  /** http(s) origin of the aggregator. */
  readonly origin: string;
  readonly taskId: string;
  readonly participantToken: string;
}

/** Connects at once and stays connected until closed. */
export function openLink(address: LinkAddress, runtime: Runtime, events: LinkEvents): AggregatorLink {
  const url = `${address.origin.replace(/^http/, "ws")}/api/tasks/${address.taskId}/socket`;
  const closing = new AbortController();
  let socket: WebSocket | undefined;
  const loop = async (): Promise<void> => {
    let failures = 0;
    while (!closing.signal.aborted) {
      events.onConnection("connecting", failures);
      const opened = await session(url, address.participantToken);
      failures = opened ? 0 : failures + 1;
      if (closing.signal.aborted) break;
      events.onConnection("offline", failures);
      const limit = Math.min(BACKOFF_LIMIT_MS, BACKOFF_FIRST_MS * 2 ** Math.min(failures, 10));
      await runtime.sleep(runtime.random() * limit, closing.signal).catch(() => undefined);
    }
  };
  /** One socket from opening to closing; tells whether it ever opened. */
  const session = (address_: string, token: string): Promise<boolean> =>
    new Promise((resolve) => {
      let opened = false;
      let heard = runtime.now();
      const current = runtime.openSocket(address_, [SUBPROTOCOL, `bearer.${token}`]);
      socket = current;
      const beating = new AbortController();
      const beat = async (): Promise<void> => {
        while (!beating.signal.aborted) {
          await runtime.sleep(HEARTBEAT_MS, beating.signal);
          if (runtime.now() - heard > SILENCE_LIMIT_MS) current.close();
          else if (opened) current.send("ping");
        }
      };
      const end = (): void => {
        beating.abort();
        if (socket === current) socket = undefined;
        resolve(opened);
      };
      beat().catch(() => undefined);
      current.onopen = () => {
        opened = true;
        events.onConnection("online", 0);
      };
      current.onmessage = ({ data }) => {
        heard = runtime.now();
        if (typeof data !== "string") return;
        if (data === "pong") return;
        events.onBytes("down", utf8Length(data));
        const message = parseDownlink(data);
        if (message === "unreadable") events.onUnreadable();
        else if (message) events.onMessage(message);
      };
      current.onclose = end;
      current.onerror = () => {
        current.close();
        end();
      };
    });
  void loop();
  return {
    send(message) {
      if (socket?.readyState !== OPEN) return false;
      const text = JSON.stringify(message);
      events.onBytes("up", utf8Length(text));
      socket.send(text);
      return true;
    },
    close() {
      closing.abort();
      socket?.close();
    },
  };
}

/** WebSocket.OPEN; the constant of the class is not there in Node 20. */
const OPEN = 1;

const KINDS: ReadonlySet<string> = new Set(downlinkSchema.options.map(({ entries }) => entries.type.literal));
const kindSchema = v.looseObject({ type: v.string() });

/** undefined for kinds of messages that this protocol version does not have: a newer aggregator may say more than we understand. */
function parseDownlink(text: string): Downlink | "unreadable" | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "unreadable";
  }
  const result = v.safeParse(downlinkSchema, value);
  if (result.success) return result.output;
  const kind = v.safeParse(kindSchema, value);
  return kind.success && !KINDS.has(kind.output.type) ? undefined : "unreadable";
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}

// The participant's runtime in Node: global fetch, timers, and WebSockets from `ws` (Node 20 has none of its own).

import { WebSocket } from "ws";
import { platformRuntime } from "../../client/language-model/transport/runtime.ts";
import type { Runtime } from "../../client/participant/participant.ts";

export function nodeRuntime(): Runtime {
  const { now, sleep, random } = platformRuntime();
  return {
    fetch,
    now,
    sleep,
    random,
    // `ws` follows the browser's interface in everything the link uses, but its types name their own events.
    openSocket: (url, protocols) => new WebSocket(url, [...protocols]) as unknown as globalThis.WebSocket,
  };
}

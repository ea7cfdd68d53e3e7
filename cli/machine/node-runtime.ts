// The participant's runtime in Node: global fetch, timers, and WebSockets from `ws` (Node 20 has none of its own).

import { WebSocket } from "ws";
import { ownPlatform, type Runtime } from "../../client/platform/platform.ts";

export function nodeRuntime(): Runtime {
  return {
    ...ownPlatform(),
    // `ws` follows the browser's interface in everything the link uses, but its types name their own events.
    openSocket: (url, protocols) => new WebSocket(url, [...protocols]) as unknown as globalThis.WebSocket,
  };
}

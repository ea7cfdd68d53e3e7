// A MessagePort that lets through calls of named methods and nothing else. comlink alone would let the other side walk any path of the
// exposed object, up to `start.constructor` (which compiles text), and set or construct what it finds there. Neither page trusts the other
// that far.

import type { Endpoint } from "comlink";

type Listener = EventListenerOrEventListenerObject;

/** For comlink's `expose`: what does not call one of `methods` is dropped unanswered. */
export function guardedPort(port: MessagePort, methods: readonly string[]): Endpoint {
  const guards = new Map<Listener, (event: MessageEvent) => void>();
  return {
    addEventListener(_type, listener) {
      const guard = (event: MessageEvent): void => {
        if (!isCall(event.data, methods)) return;
        if (typeof listener === "function") listener(event);
        else listener.handleEvent(event);
      };
      guards.set(listener, guard);
      port.addEventListener("message", guard);
    },
    removeEventListener(_type, listener) {
      const guard = guards.get(listener);
      if (guard) port.removeEventListener("message", guard);
      guards.delete(listener);
    },
    postMessage: (message, transfer = []) => port.postMessage(message, transfer),
    start: () => port.start(),
  };
}

/** Arguments must be plain values: comlink's own kinds of argument can carry ports and errors. */
export function isCall(data: unknown, methods: readonly string[]): boolean {
  if (typeof data !== "object" || data === null || !("type" in data && "path" in data && "argumentList" in data)) return false;
  const { type, path, argumentList } = data;
  if (type !== "APPLY" || !Array.isArray(path) || !Array.isArray(argumentList)) return false;
  return path.length === 1 && methods.includes(path[0]) && argumentList.every((argument) => argument?.type === "RAW");
}

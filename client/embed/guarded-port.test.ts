// The guard between two pages that do not trust each other: calls of named methods with plain values, nothing else.

import { expect, test } from "vitest";
import { guardedPort, isCall } from "./guarded-port.ts";

const call = { id: "1", type: "APPLY", path: ["start"], argumentList: [{ type: "RAW", value: 1 }] };

test("a call of a named method with plain values passes", () => {
  expect(isCall(call, ["start", "pause"])).toBe(true);
  expect(isCall({ ...call, argumentList: [] }, ["start"])).toBe(true);
});

test.each([
  null,
  "start",
  [],
  {},
  { ...call, type: "GET" },
  { ...call, type: "SET" },
  { ...call, type: "CONSTRUCT" },
  { ...call, type: "ENDPOINT" },
  { ...call, type: "RELEASE" },
  { ...call, path: [] },
  { ...call, path: "start" },
  { ...call, path: ["stop"] },
  { ...call, path: ["constructor"] },
  { ...call, path: ["__proto__"] },
  { ...call, path: ["start", "constructor"] },
  { ...call, path: [["start"]] },
  { ...call, argumentList: "RAW" },
  { ...call, argumentList: [null] },
  { ...call, argumentList: [{ type: "HANDLER", name: "proxy", value: null }] },
])("%j does not pass", (data) => {
  expect(isCall(data, ["start", "pause"])).toBe(false);
});

test("what does not pass never reaches the listener", async () => {
  const { port1, port2 } = new MessageChannel();
  const heard: unknown[] = [];
  const guarded = guardedPort(port2, ["start"]);
  const done = new Promise<void>((resolve) => {
    guarded.addEventListener("message", (event) => {
      if (!(event instanceof MessageEvent)) return;
      heard.push(event.data.id);
      if (event.data.id === "last") resolve();
    });
  });
  guarded.start?.();
  for (const message of [call, { ...call, id: "2", path: ["start", "constructor"] }, "text", { ...call, id: "last" }])
    port1.postMessage(message);
  await done;
  expect(heard).toEqual(["1", "last"]);
  port1.close();
});

// Faults that people reported of other tools with endpoints of this kind, tried here. Each title names the thread.

import { afterEach, expect, test } from "vitest";
import { type FaultServer, startFaultServer } from "../../test/fault-server.ts";
import { TIME_LIMIT_MS, virtualRuntime } from "../../test/virtual-runtime.ts";
import type { HttpSettings } from "./settings.ts";
import { testConnection } from "./test-connection.ts";

let server: FaultServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const tested = (settings: Partial<HttpSettings> & { readonly url: string }) =>
  testConnection({ type: "http", model: "known-model", timeoutMs: TIME_LIMIT_MS, ...settings }, virtualRuntime());

test.each(["/chat/completions", "/completions", "/chat/completions/", "/models"])(
  "microsoft/UFO#8 and BerriAI/litellm#8572: the address of a route, %s, where its base is asked for",
  async (route) => {
    server = await startFaultServer();
    expect(await tested({ url: server.url + route })).toMatchObject({ ok: true });
    expect(server.seen.filter(({ path }) => path.includes("completions/"))).toEqual([]);
  },
);

test("ThinkInAIXYZ/deepchat#262 and anomalyco/opencode#1508: a query in the address stays behind the route", async () => {
  server = await startFaultServer();
  await tested({ url: `${server.url}/chat/completions?api-version=2024-02-01` });
  expect(server.seen.length).toBeGreaterThan(0);
  for (const { path } of server.seen) expect(path).toMatch(/^\/v1\/[a-z/_]+\?api-version=2024-02-01$/);
});

test("waybarrios/vllm-mlx#786: log-probabilities that are asked for and silently left out are missed, not scored", async () => {
  const body = { choices: [{ message: { content: "positive" }, finish_reason: "stop", logprobs: null }] };
  server = await startFaultServer({
    fault: (_, { path }) => (path.endsWith("/chat/completions") ? { type: "reply", body } : { type: "status", status: 404 }),
  });
  expect(await tested({ url: server.url })).toMatchObject({ ok: false, code: "no-logprobs" });
});

test("sipeed/picoclaw#16: a model that wants max_completion_tokens gets it", async () => {
  const refusal = {
    error: {
      message: "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      type: "invalid_request_error",
      param: "max_tokens",
      code: "unsupported_parameter",
    },
  };
  server = await startFaultServer({
    routes: ["/chat/completions", "/models"],
    fault: (_, { body }) => ("max_tokens" in body ? { type: "status", status: 400, body: refusal } : undefined),
  });
  expect(await tested({ url: server.url, dialect: "openai-compatible" })).toMatchObject({ ok: true });
});

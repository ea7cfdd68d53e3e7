// Which rung each kind of provider lands on, against a real server on loopback.

import { afterEach, describe, expect, it } from "vitest";
import { type Fault, type FaultServer, type FaultServerOptions, startFaultServer } from "../../../test/fault-server.ts";
import { TIME_LIMIT_MS, virtualRuntime } from "../../../test/virtual-runtime.ts";
import { connectLanguageModel } from "../connect.ts";
import { explainCapability } from "../scoring/capability-record.ts";
import { requestsPerAnswer } from "../scoring/requests-per-answer.ts";
import type { HttpSettings } from "../settings.ts";

let server: FaultServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function connect(options: FaultServerOptions, settings: Partial<HttpSettings> = {}, labels?: string[]) {
  server = await startFaultServer(options);
  const model = await connectLanguageModel(
    { type: "http", url: server.url, model: "known-model", timeoutMs: TIME_LIMIT_MS, ...settings },
    virtualRuntime(),
    labels ? { labels: labels.map((word) => ({ name: word, form: word })) } : {},
  );
  return { model, capability: model.capability, seen: server.seen };
}

const reply = (body: unknown): Fault => ({ type: "reply", body });
const chat = (logprobs: unknown, message: object = { content: "positive" }) =>
  reply({ model: "m", choices: [{ message, logprobs }], usage: { prompt_tokens: 9, completion_tokens: 1 } });
const only = (path: string, fault: Fault) => (_: number, request: { path: string }) =>
  request.path === path ? fault : ({ type: "status", status: 404 } as const);

describe("the probe", () => {
  it("prefers exact scores where the extension answers", async () => {
    const { capability, seen } = await connect({});
    expect(capability).toMatchObject({ rung: "exact", route: "score", layout: "completion", deterministic: true });
    expect(seen.map((request) => request.path)).toEqual(["/v1/score", "/v1/score", "/v1/score"]);
  });

  it("asks the extension for chat layouts too", async () => {
    const { capability, seen } = await connect({}, { layout: "chat" });
    expect(capability).toMatchObject({ rung: "exact", layout: "chat" });
    expect(seen[0]?.body).toHaveProperty("messages");
  });

  it("takes completions with log-probabilities when echo is ignored", async () => {
    const { capability } = await connect({ routes: ["/completions", "/chat/completions"] });
    expect(capability).toMatchObject({ rung: "top-k", route: "completions", layout: "completion", topK: 20 });
  });

  it("uses echo when it returns the whole prompt's log-probabilities", async () => {
    const { capability, model } = await connect({
      fault: (_, { path, body }) => {
        if (path !== "/v1/completions" || body.echo !== true) return { type: "status", status: 404 };
        const text = String(body.prompt);
        // The label's word is split in two, the text begins with a token of its own, and one word grows together with the prompt.
        const word = text.lastIndexOf(" ") - (text.endsWith("glued") ? 1 : 0);
        const tokens = ["<s>", text.slice(0, word), text.slice(word, -2), text.slice(-2), "."];
        return reply({
          choices: [{ text: `${text}.`, logprobs: { tokens, token_logprobs: [null, -50, text.endsWith("ve") ? -1 : -2, -0.5, -0.1] } }],
          usage: { prompt_tokens: 4, completion_tokens: 1 },
        });
      },
    });
    expect(capability).toMatchObject({ rung: "exact", route: "echo" });
    expect(capability && requestsPerAnswer(capability, 3)).toBe(3);
    const prompt = { type: "text", text: "A:" } as const;
    const scores = await model.scoreLabels(prompt, [
      { name: "a", form: " ave" },
      { name: "b", form: " boo" },
    ]);
    // -1.5 against -2.5
    expect(scores.logProbs[0]).toBeCloseTo(-Math.log(1 + Math.exp(-1)), 12);
    expect(scores.usage.attempts).toBe(2);
    await expect(
      model.scoreLabels(prompt, [
        { name: "a", form: " glued" },
        { name: "b", form: " b" },
      ]),
    ).rejects.toMatchObject({ code: "label-boundary" });
  });

  it("does not take generated text for an echo", async () => {
    const logprobs = { tokens: [" pos", "itive", "."], token_logprobs: [-1, -1, -1], top_logprobs: [{ " pos": -1 }] };
    const { capability } = await connect({ fault: only("/v1/completions", reply({ choices: [{ text: " positive.", logprobs }] })) });
    expect(capability).toMatchObject({ route: "completions", rung: "top-k" });
  });

  it.each([
    [20, 20],
    [8, 8],
    [5, 5],
  ])("finds a cap of %i top log-probabilities in chat", async (cap, topK) => {
    const { capability } = await connect({ cap, routes: ["/chat/completions"] });
    expect(capability).toMatchObject({ rung: "top-k", route: "chat", layout: "chat-turns", topK });
  });

  it("finds the cap where the refusal does not say which field is wrong", async () => {
    const { capability } = await connect({
      routes: ["/chat/completions"],
      fault: (_, { body }) => (Number(body.top_logprobs) > 5 ? { type: "status", status: 422, body: { detail: "no" } } : undefined),
    });
    expect(capability).toMatchObject({ rung: "top-k", topK: 5 });
  });

  it("uses the other name of the length limit where the first is refused", async () => {
    const refusal: Fault = { type: "status", status: 400, body: { error: { param: "max_tokens" } } };
    const { capability, seen } = await connect({
      routes: ["/chat/completions"],
      fault: (_, { path, body }) => (path === "/v1/chat/completions" && "max_tokens" in body ? refusal : undefined),
    });
    expect(capability?.quirks.tokenLimit).toBe("max_completion_tokens");
    expect(seen.at(-1)?.body).not.toHaveProperty("max_tokens");
  });

  it.each<[string, Fault]>([
    ["null log-probabilities", chat(null)],
    ["an empty list", chat({ content: [] })],
    ["no field at all", chat(undefined)],
  ])("does not step down to words by itself: %s", async (_, fault) => {
    await expect(connect({ fault: only("/v1/chat/completions", fault) })).rejects.toMatchObject({ code: "no-logprobs" });
    await server?.close();
    const { capability } = await connect({ fault: only("/v1/chat/completions", fault) }, { withoutLogProbs: "text" });
    expect(capability).toMatchObject({ rung: "text", topK: 0 });
    await server?.close();
    const sampled = await connect({ fault: only("/v1/chat/completions", fault) }, { withoutLogProbs: "sampled", votes: 3 });
    expect(sampled.capability).toMatchObject({ rung: "sampled", votes: 3, deterministic: false });
  });

  it("steps down when asking for log-probabilities is an error, if the user allows it", async () => {
    const options: FaultServerOptions = {
      routes: ["/chat/completions"],
      fault: (_, { body }) => ("logprobs" in body ? { type: "status", status: 400 } : undefined),
    };
    const { capability } = await connect(options, { withoutLogProbs: "text" });
    expect(capability?.rung).toBe("text");
  });

  it("turns thinking off, or refuses a model that cannot stop", async () => {
    const thinking = chat({ content: [{ token: "<think>", logprob: -0.01, top_logprobs: [{ token: "<think>", logprob: -0.01 }] }] });
    const open: FaultServerOptions["fault"] = (_, { path, body }) => {
      if (path !== "/v1/chat/completions") return { type: "status", status: 404 };
      return body.enable_thinking === false
        ? chat({ content: [{ token: "positive", logprob: -0.1, top_logprobs: [{ token: "positive", logprob: -0.1 }] }] })
        : thinking;
    };
    const { capability } = await connect({ fault: open });
    expect(capability?.quirks.thinkingOff).toBe(1);
    expect(explainCapability(capability ?? never())).toContainEqual(expect.objectContaining({ code: "thinking-off" }));
    await server?.close();
    await expect(
      connect({ fault: only("/v1/chat/completions", chat(null, { content: "", reasoning_content: "Let me see" })) }),
    ).rejects.toMatchObject({
      code: "thinking",
    });
  });

  it("sees which label words begin with the same token", async () => {
    const options: FaultServerOptions = {
      fault: (_, { path, body }) => {
        if (path !== "/v1/chat/completions") return { type: "status", status: 404 };
        const last = Array.isArray(body.messages) ? String(body.messages.at(-1)?.content) : "";
        const token = last.includes("wonderful") ? "positive" : last.startsWith("pro") ? "pro" : last.slice(0, 4);
        return chat({ content: [{ token, logprob: -0.1, top_logprobs: [{ token, logprob: -0.1 }] }] });
      },
    };
    const { capability } = await connect(options, {}, ["problem", "process", "peace", "bad"]);
    expect(capability?.sharedFirstTokens).toEqual([["problem", "process"]]);
    expect(
      explainCapability(capability ?? never())
        .map(({ message }) => message)
        .join(" "),
    ).toContain("problem and process");
  });

  it("says when the same prompt does not get the same answer", async () => {
    let n = 0;
    const { capability } = await connect({
      routes: ["/score"],
      fault: () => reply({ logprobs: [-1 - 0.1 * n++, -2] }),
    });
    expect(capability?.deterministic).toBe(false);
  });

  it("tells a wrong model from a wrong address", async () => {
    await expect(connect({ routes: ["/models"] }, { model: "other-model" })).rejects.toMatchObject({ code: "model-not-found" });
    await server?.close();
    await expect(connect({ routes: ["/models"] })).rejects.toMatchObject({ code: "not-found" });
    await server?.close();
    await expect(connect({ routes: [] })).rejects.toMatchObject({ code: "not-found" });
  });

  it("is spared by the record of an earlier one, unless that is of another model", async () => {
    const { capability } = await connect({});
    await server?.close();
    const again = await connect({}, { capability: capability ?? never() });
    expect(again.seen).toEqual([]);
    expect(again.capability).toEqual(capability);
    await server?.close();
    const other = await connect({}, { capability: capability ?? never(), model: "other" });
    expect(other.seen.length).toBeGreaterThan(0);
  });

  it("is charged to the budget", async () => {
    await expect(connect({}, { budget: { queries: 0 } })).rejects.toMatchObject({ code: "budget-queries" });
    expect(server?.seen).toEqual([]);
    await server?.close();
    const { model, seen } = await connect({}, { budget: { queries: 9 } });
    expect(model.meter().queries).toBe(seen.length);
  });
});

function never(): never {
  throw new Error("the probe gave no record");
}

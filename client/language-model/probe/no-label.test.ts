// Endpoints whose answers hold no label: a finding that says what to try, not a connection.

import { afterEach, describe, expect, it } from "vitest";
import { type Fault, type FaultServer, type SeenRequest, startFaultServer } from "../../../test/fault-server.ts";
import { TIME_LIMIT_MS, virtualRuntime } from "../../../test/virtual-runtime.ts";
import { connectLanguageModel } from "../connect.ts";
import type { HttpSettings } from "../settings.ts";
import { testConnection } from "../test-connection.ts";

let server: FaultServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

type Body = SeenRequest["body"];

async function serve(answer: (body: Body, path: string) => Fault, settings: Partial<HttpSettings> = {}): Promise<HttpSettings> {
  server = await startFaultServer({ fault: (_, { path, body }) => answer(body, path) });
  return { type: "http", url: server.url, model: "m", timeoutMs: TIME_LIMIT_MS, ...settings };
}

const absent: Fault = { type: "status", status: 404 };

function completion(token: string, { body, content = token }: { body: Body; content?: string }): Fault {
  const top_logprobs = [
    { token, logprob: Math.log(0.98) },
    { token: "x", logprob: Math.log(0.005) },
  ];
  const logprobs = body.logprobs === true ? { content: [{ ...top_logprobs[0], top_logprobs }] } : null;
  return { type: "reply", body: { choices: [{ message: { content }, logprobs }], usage: { prompt_tokens: 9, completion_tokens: 1 } } };
}

const chat = (answer: (body: Body) => Fault) => (body: Body, path: string) => (path.endsWith("/chat/completions") ? answer(body) : absent);

describe("an endpoint whose answers hold no label", () => {
  it.each(["Okay", "\n", "<unused94>", "\u200b", "Let"])("is not connected where every answer begins with %j", async (token) => {
    const settings = await serve(chat((body) => completion(token, { body, content: `${token}, the user wants` })));
    const report = await testConnection(settings, virtualRuntime());
    expect(report).toMatchObject({ ok: false, code: "no-label", advice: expect.stringContaining("thinking") });
    expect(server?.seen.length).toBeLessThanOrEqual(14);
    expect(!report.ok && report.message).toMatch(/it begins with/);
  });

  it.each(["[THINK]", "<seed:think>", "<|START_THINKING|>", "◁think▷", "<reasoning>"])("thinks where they begin with %s", async (token) => {
    const settings = await serve(chat((body) => completion(token, { body })));
    expect(await testConnection(settings, virtualRuntime())).toMatchObject({ ok: false, code: "thinking" });
  });

  it("is connected once thinking is off, though nothing showed that it was thinking", async () => {
    const settings = await serve(
      chat((body) => completion(JSON.stringify(body.chat_template_kwargs) === '{"enable_thinking":false}' ? "positive" : "Okay", { body })),
    );
    const { capability } = await connectLanguageModel(settings, virtualRuntime());
    expect(capability).toMatchObject({ rung: "top-k", quirks: { thinkingOff: 0 } });
  });

  it("is not connected by answers in words either", async () => {
    for (const withoutLogProbs of ["text", "sampled"] as const) {
      const settings = await serve(
        chat((body) =>
          "logprobs" in body ? { type: "status", status: 400 } : completion("", { body, content: "Okay, let me think about" }),
        ),
        { withoutLogProbs },
      );
      expect(await testConnection(settings, virtualRuntime())).toMatchObject({ ok: false, code: "no-label" });
      await server?.close();
    }
  });

  it("is connected by chat turns where only raw text goes wrong", async () => {
    const settings = await serve((body, path) => {
      if (path.endsWith("/chat/completions")) return completion("positive", { body });
      if (path.endsWith("/completions") && body.echo === undefined) {
        return {
          type: "reply",
          body: { choices: [{ text: "Hello", logprobs: { tokens: ["Hello"], token_logprobs: [-0.1], top_logprobs: [{ Hello: -0.1 }] } }] },
        };
      }
      return absent;
    });
    const { capability } = await connectLanguageModel(settings, virtualRuntime());
    expect(capability).toMatchObject({ route: "chat", layout: "chat-turns" });
  });

  it("is not connected where the exact scores of both labels are next to nothing", async () => {
    const settings = await serve((_, path) => (path.endsWith("/score") ? { type: "reply", body: { logprobs: [-20, -21] } } : absent));
    expect(await testConnection(settings, virtualRuntime())).toMatchObject({ ok: false, code: "no-label" });
  });

  it("is connected where one answer in words of two does not name a label", async () => {
    let n = 0;
    const settings = await serve(
      chat((body) =>
        "logprobs" in body ? { type: "status", status: 400 } : completion("", { body, content: n++ === 1 ? "Hm" : "positive" }),
      ),
      { withoutLogProbs: "text" },
    );
    expect(await testConnection(settings, virtualRuntime())).toMatchObject({ ok: true });
  });
});

describe("log-probabilities that are none", () => {
  const zeros = (body: Body): Fault => {
    const top_logprobs = ["positive", "negative", "the"].map((token) => ({ token, logprob: 0 }));
    const logprobs = body.logprobs === true ? { content: [{ ...top_logprobs[0], top_logprobs }] } : null;
    return { type: "reply", body: { choices: [{ message: { content: "positive" }, logprobs }] } };
  };

  it("are found to be missing, and words are taken where that is allowed", async () => {
    expect(await testConnection(await serve(chat(zeros)), virtualRuntime())).toMatchObject({ ok: false, code: "no-logprobs" });
    await server?.close();
    const { capability } = await connectLanguageModel(await serve(chat(zeros), { withoutLogProbs: "text" }), virtualRuntime());
    expect(capability?.rung).toBe("text");
  });

  it("do not spoil an answer where only some are minus infinity, written as Python does (sglang#2955)", async () => {
    const answer = (body: Body): Fault => {
      if (body.logprobs !== true) return { type: "reply", body: { choices: [{ message: { content: "positive" } }] } };
      const entry = (token: string, logprob: string) => `{"token": "${token}", "logprob": ${logprob}, "top_logprobs": [], "bytes": null}`;
      const top = [entry("positive", "-0.01"), entry("negative", "-4.7"), entry("#", "-Infinity")].join(", ");
      const content = `[{"token": "positive", "logprob": -0.01, "top_logprobs": [${top}]}]`;
      return { type: "reply", body: `{"choices": [{"message": {"content": "positive"}, "logprobs": {"content": ${content}}}]}` };
    };
    const model = await connectLanguageModel(await serve(chat(answer)), virtualRuntime());
    const scores = await model.scoreLabels({ type: "chat", messages: [{ role: "user", content: "x" }] }, [
      { name: "a", form: "positive" },
      { name: "b", form: "negative" },
    ]);
    expect([...scores.censored]).toEqual([0, 0]);
    expect(Math.exp(scores.logProbs[0] ?? 0)).toBeCloseTo(0.99 / (0.99 + Math.exp(-4.7)), 3);
  });
});

describe("an answer that is none", () => {
  const LABELS = [
    { name: "a", form: "positive" },
    { name: "b", form: "negative" },
  ];
  const PROMPT = { type: "chat", messages: [{ role: "user", content: "x" }] } as const;
  const wordless: readonly [string, object, string][] = [
    ["null", { content: null }, "no-answer"],
    ["a tool call", { content: null, tool_calls: [{ function: { name: "f", arguments: "{}" } }] }, "no-answer"],
    ["an empty text", { content: "" }, "no-answer"],
    ["thoughts alone", { content: [{ type: "thinking", thinking: [{ type: "text", text: "positive" }] }] }, "no-answer"],
    ["a refusal", { content: null, refusal: "No." }, "text-refused"],
  ];

  it.each(wordless.flatMap((row) => (["text", "sampled"] as const).map((rung) => [...row, rung] as const)))(
    "is not scored: %s",
    async (_, message, code, withoutLogProbs) => {
      let probing = true;
      const settings = await serve(
        chat((body) => {
          if ("logprobs" in body)
            return { type: "status", status: 422, body: { detail: [{ loc: ["body", "logprobs"], msg: "Extra inputs" }] } };
          return { type: "reply", body: { choices: [{ message: probing ? { content: "positive" } : message }] } };
        }),
        { withoutLogProbs },
      );
      const model = await connectLanguageModel(settings, virtualRuntime());
      probing = false;
      await expect(model.scoreLabels(PROMPT, LABELS)).rejects.toMatchObject({ code });
    },
  );

  it("is read from the parts that are text", async () => {
    const content = [
      { type: "thinking", thinking: [{ type: "text", text: "Okay, let me see." }], closed: true },
      { type: "text", text: "positive" },
    ];
    let probing = true;
    const settings = await serve(
      chat((body) => {
        if ("logprobs" in body) return { type: "status", status: 422 };
        return { type: "reply", body: { choices: [{ message: { content: probing ? [content[1]] : content } }] } };
      }),
      { withoutLogProbs: "text" },
    );
    const model = await connectLanguageModel(settings, virtualRuntime());
    probing = false;
    const scores = await model.scoreLabels(PROMPT, LABELS);
    expect(Math.exp(scores.logProbs[0] ?? 0)).toBeCloseTo(0.9, 12);
    expect(scores.labelMass).toBe(1);
  });

  it("a model that thinks in parts of its answer is told to stop, or refused", async () => {
    const thinking = [
      { type: "thinking", thinking: [{ type: "text", text: "Okay" }] },
      { type: "text", text: "positive" },
    ];
    const settings = await serve(
      chat((body) =>
        "logprobs" in body ? { type: "status", status: 422 } : { type: "reply", body: { choices: [{ message: { content: thinking } }] } },
      ),
      { withoutLogProbs: "text" },
    );
    expect(await testConnection(settings, virtualRuntime())).toMatchObject({ ok: false, code: "thinking" });
  });
});

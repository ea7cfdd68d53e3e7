// Connecting to stand-ins for providers and gateways as their users report them: what each is asked for, what it may not be asked, what
// comes of it.

import { afterEach, describe, expect, it } from "vitest";
import { type Fault, type FaultServer, type SeenRequest, startFaultServer } from "../../test/fault-server.ts";
import { TIME_LIMIT_MS, virtualRuntime } from "../../test/virtual-runtime.ts";
import { connectLanguageModel } from "./connect.ts";
import type { DialectName } from "./dialects/dialects.ts";
import type { HttpSettings } from "./settings.ts";

let server: FaultServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

type Body = SeenRequest["body"];
type Answer = (body: Body, path: string) => Fault;

const LABELS = [
  { name: "a", form: "positive" },
  { name: "b", form: "negative" },
];
const PROMPT = { type: "chat", messages: [{ role: "user", content: "x" }] } as const;

const reply = (body: unknown): Fault => ({ type: "reply", body });
const refuse = (status: number, body: unknown): Fault => ({ type: "status", status, body });
const top = ["positive", "negative"].map((token, i) => ({ token, logprob: i === 0 ? -0.1 : -2.5, bytes: null }));
const withLogProbs = { content: [{ ...top[0], top_logprobs: top }] };
const message = (content: unknown, logprobs: unknown = null, more: object = {}) =>
  reply({
    model: "m",
    choices: [{ index: 0, message: { role: "assistant", content, ...more }, logprobs, finish_reason: "stop" }],
    usage: { prompt_tokens: 9, completion_tokens: 1 },
  });
const onlyChat =
  (answer: (body: Body) => Fault): Answer =>
  (body, path) =>
    path.endsWith("/chat/completions") ? answer(body) : refuse(404, { detail: "Not Found" });

interface Provider {
  readonly answer: Answer;
  readonly dialect?: DialectName;
  readonly expected: object;
  /** Most requests until it is connected. */
  readonly most?: number;
}

const PROVIDERS: Readonly<Record<string, Provider>> = {
  // infio-copilot#146, crewAI#60: strict about fields; answers in parts (spring-ai#5019).
  Mistral: {
    answer: onlyChat((body) => {
      const known = ["model", "messages", "temperature", "top_p", "max_tokens", "n", "stream", "random_seed"];
      const odd = Object.keys(body).filter((name) => !known.includes(name));
      const detail = odd.map((name) => ({
        type: "extra_forbidden",
        loc: ["body", name],
        msg: "Extra inputs are not permitted",
        input: body[name],
      }));
      if (odd.length > 0)
        return refuse(422, { object: "error", message: { detail }, type: "invalid_request_error", param: null, code: null });
      return message([{ type: "text", text: "positive" }]);
    }),
    expected: { rung: "sampled", quirks: { refuses: ["seed"] } },
  },
  // Thinks unless told not to, and gives log-probabilities of the answer only.
  DeepSeek: {
    answer: onlyChat((body) => {
      if (JSON.stringify(body.thinking) === '{"type":"disabled"}') return message("positive", body.logprobs === true ? withLogProbs : null);
      if (body.logprobs === true)
        return reply({
          choices: [
            {
              message: { content: "", reasoning_content: "We" },
              logprobs: { content: null, reasoning_content: [] },
              finish_reason: "length",
            },
          ],
        });
      return message("", null, { reasoning_content: "We need to" });
    }),
    expected: { rung: "top-k", topK: 20, quirks: { thinkingOff: 2 } },
  },
  Groq: {
    answer: onlyChat((body) =>
      "logprobs" in body
        ? refuse(400, { error: { message: "'logprobs' : property 'logprobs' is unsupported", type: "invalid_request_error" } })
        : message("positive"),
    ),
    expected: { rung: "sampled" },
  },
  Fireworks: {
    dialect: "openai-compatible",
    answer: onlyChat((body) =>
      Number(body.top_logprobs) > 5
        ? refuse(400, {
            error: { object: "error", type: "invalid_request_error", message: "top_logprobs must be less than or equal to 5" },
          })
        : message("positive", body.logprobs === true ? withLogProbs : null),
    ),
    expected: { rung: "top-k", topK: 5 },
  },
  // lms#60: no log-probabilities in chat; unknown routes answer with 200.
  "LM Studio": {
    answer: (_body, path) => {
      if (path.endsWith("/chat/completions")) return message("positive");
      if (path.endsWith("/completions")) return reply({ choices: [{ text: " positive", logprobs: null, finish_reason: "length" }] });
      return reply({ error: `Unexpected endpoint or method. (POST ${path}). Returning 200 anyway` });
    },
    expected: { rung: "sampled", route: "chat" },
  },
  // litellm#15097
  "LiteLLM before Claude": {
    answer: onlyChat((body) => {
      const failed = (text: string): Fault => refuse(400, { error: { message: text, type: "None", param: "None", code: "400" } });
      const odd = ["logprobs", "top_logprobs", "seed"].filter((name) => name in body);
      if (odd.length > 0)
        return failed(
          `litellm.UnsupportedParamsError: bedrock does not support parameters: ['${odd.join("', '")}'], for model=m. To drop these, set drop_params`,
        );
      if ("temperature" in body && "top_p" in body)
        return failed(
          'litellm.BadRequestError: BedrockException - {"message":"`temperature` and `top_p` cannot both be specified for this model. Please use only one."}',
        );
      return message("positive");
    }),
    expected: { rung: "sampled", quirks: { refuses: ["seed"] } },
  },
  // bedrock-access-gateway#200: thoughts stand in the text.
  "a Bedrock gateway before a model that cannot stop thinking": {
    answer: onlyChat((body) =>
      "logprobs" in body ? refuse(422, { detail: "no" }) : message("<reasoning>Okay, it is negative?</reasoning>positive"),
    ),
    expected: { code: "thinking" },
  },
  // Eta#59, chat-ui#1386: no system message; raw text will do.
  "llama.cpp with a template that knows no system role": {
    dialect: "llama.cpp",
    answer: (_body, path) => {
      if (path.endsWith("/chat/completions"))
        return refuse(500, { error: { code: 500, message: "Jinja Exception: System role not supported", type: "server_error" } });
      const content = [{ ...top[0], token: " positive", top_logprobs: top.map((t) => ({ ...t, token: ` ${t.token}` })) }];
      return reply({ choices: [{ text: " positive", logprobs: { content } }] });
    },
    expected: { rung: "top-k", route: "completions", topK: 100 },
  },
  // vllm#17609: told not to think, its answer is put where thoughts are.
  "vLLM with a parser of thoughts": {
    answer: onlyChat((body) =>
      message(null, body.logprobs === true ? withLogProbs : null, { reasoning_content: "positive", tool_calls: [] }),
    ),
    expected: { rung: "top-k", quirks: { thinkingOff: -1 } },
  },
  // llama-cpp-python#1787, vllm#3179: the arrays of completions in chat.
  "llama-cpp-python": {
    answer: onlyChat((body) =>
      message(
        "positive",
        body.logprobs === true
          ? { tokens: ["positive"], token_logprobs: [-0.1], top_logprobs: [{ positive: -0.1, negative: -2.5 }], text_offset: [0] }
          : null,
      ),
    ),
    expected: { rung: "top-k" },
  },
  "OpenRouter, no host of the model with log-probabilities": {
    dialect: "openrouter",
    answer: onlyChat((body) =>
      "logprobs" in body
        ? refuse(404, { error: { message: "No endpoints found that can handle the requested parameters.", code: 404 } })
        : message("positive"),
    ),
    expected: { rung: "sampled" },
  },
  "Azure with its filter's findings in every answer": {
    dialect: "azure",
    answer: onlyChat((body) => {
      const findings = { hate: { filtered: false, severity: "safe" } };
      const choice = {
        index: 0,
        message: { content: "positive", refusal: null },
        logprobs: body.logprobs === true ? withLogProbs : null,
        content_filter_results: findings,
      };
      return reply({ choices: [choice], prompt_filter_results: [{ prompt_index: 0, content_filter_results: findings }] });
    }),
    expected: { rung: "top-k", topK: 20 },
  },
  // sizhongyibanhts in anything-llm#3933: only thinking off is answered without a stream.
  "Qwen at DashScope": {
    answer: onlyChat((body) => {
      if (body.enable_thinking !== false)
        return refuse(400, {
          error: {
            code: "invalid_parameter_error",
            param: null,
            message: "parameter.enable_thinking must be set to false for non-streaming calls",
            type: "invalid_request_error",
          },
        });
      return Number(body.top_logprobs) > 5
        ? refuse(400, {
            error: {
              code: "invalid_parameter_error",
              param: null,
              message: "<400> InternalError.Algo.InvalidParameter: Range of top_logprobs should be [0, 5]",
            },
          })
        : message("positive", body.logprobs === true ? withLogProbs : null);
    }),
    expected: { rung: "top-k", topK: 5, quirks: { thinkingOff: 1 } },
    most: 16,
  },
};

describe("connecting to", () => {
  it.each(Object.entries(PROVIDERS))("%s", async (_, { answer, dialect, expected, most = 14 }) => {
    server = await startFaultServer({ fault: (_n, { path, body }) => answer(body, path) });
    const settings: HttpSettings = {
      type: "http",
      url: server.url,
      model: "m",
      timeoutMs: TIME_LIMIT_MS,
      withoutLogProbs: "sampled",
      votes: 2,
      ...(dialect ? { dialect } : {}),
    };
    const connecting = connectLanguageModel(settings, virtualRuntime());
    if ("code" in expected) {
      await expect(connecting).rejects.toMatchObject(expected);
      return;
    }
    const model = await connecting;
    expect(model.capability).toMatchObject(expected);
    expect(server.seen.length).toBeLessThanOrEqual(most);
    if (model.capability?.route !== "chat") return;
    const scores = await model.scoreLabels(PROMPT, LABELS, { seed: 1 });
    expect(scores.logProbs[0]).toBeGreaterThan(scores.logProbs[1] ?? 0);
  });
});

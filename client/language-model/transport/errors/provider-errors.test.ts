// Errors as providers and gateways were reported to write them, in the reporters' projects; shortened, names changed.

import { describe, expect, it } from "vitest";
import { statusError } from "./status-error.ts";

const NOW = Date.parse("2026-03-06T12:00:00Z");
const fail = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  statusError({ status, body, headers: new Headers(headers), detail: "host", nowMs: NOW, sent: [] });
const message = (text: string, more: object = {}) => ({
  error: { message: text, type: "invalid_request_error", param: null, code: null, ...more },
});

type Row = readonly [from: string, status: number, body: unknown, code: string];

const wrongKey: readonly Row[] = [
  [
    "Gemini's OpenAI path: a list",
    400,
    [
      {
        error: {
          code: 400,
          message: "API key not valid. Please pass a valid API key.",
          status: "INVALID_ARGUMENT",
          details: [{ reason: "API_KEY_INVALID" }],
        },
      },
    ],
    "unauthorised",
  ],
  [
    "LiteLLM",
    400,
    message("litellm.AuthenticationError: OpenAIException - Incorrect API key provided: sk-x.", { type: "auth_error" }),
    "unauthorised",
  ],
  ["Cloudflare", 400, { success: false, errors: [{ code: 10000, message: "Authentication error" }] }, "unauthorised"],
  ["AWS", 403, { message: "The security token included in the request is invalid." }, "unauthorised"],
  ["Qwen", 401, { error: { code: "invalid_api_key", message: "Incorrect API key provided." } }, "unauthorised"],
  ["nginx before Perplexity", 401, undefined, "unauthorised"],
];

const usedUp: readonly Row[] = [
  [
    "Gemini's OpenAI path: the day's quota in a list",
    429,
    [
      {
        error: {
          code: 429,
          message: "You exceeded your current quota, please check your plan and billing details.",
          status: "RESOURCE_EXHAUSTED",
          details: [
            { violations: [{ quotaId: "GenerateRequestsPerDayPerProjectPerModel-FreeTier", quotaValue: "200" }] },
            { retryDelay: "36s" },
          ],
        },
      },
    ],
    "quota",
  ],
  [
    "OpenRouter's free requests of the day",
    429,
    {
      error: {
        message: "Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free model requests per day",
        code: 429,
        metadata: {
          headers: { "X-RateLimit-Limit": "50", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1741305600000" },
          provider_name: null,
        },
      },
    },
    "quota",
  ],
  ["OpenRouter's limit of the key", 403, message("Key limit exceeded (total limit). Manage it using the settings", { code: 403 }), "quota"],
  ["DeepSeek", 402, message("Insufficient Balance", { type: "unknown_error", code: "invalid_request_error" }), "quota"],
  ["Zhipu GLM", 429, { error: { code: "1113", message: "余额不足或无可用资源包,请充值。" } }, "quota"],
  [
    "SiliconFlow",
    403,
    {
      code: 30011,
      message: "The selected model requires paid balance. Your paid balance is insufficient. Please top up and try again.",
      data: null,
    },
    "quota",
  ],
  [
    "ModelScope",
    429,
    { error: { http_code: "429", message: "insufficient balance (1008)", type: "insufficient_balance_error" }, request_id: "x" },
    "quota",
  ],
  [
    "MiniMax, with 500",
    500,
    { type: "error", error: { type: "api_error", message: "insufficient balance (1008)" }, request_id: "x" },
    "quota",
  ],
  [
    "Fireworks, with 412",
    412,
    {
      error: {
        message: "Account acme is suspended, possibly due to reaching the monthly spending limit or failure to pay past invoices.",
        param: null,
        code: "PRECONDITION_FAILED",
        type: "error",
      },
    },
    "quota",
  ],
  ["Bedrock's tokens of the day", 429, { message: "Too many tokens per day, please wait before trying again." }, "quota"],
  [
    "LiteLLM's budget, with 400",
    400,
    message("Budget has been exceeded! Current cost: 0.05, Max budget: 0.04", { type: "budget_exceeded", code: "400" }),
    "quota",
  ],
  [
    "Moonshot",
    429,
    message("Your account org-x<ak-y> is suspended, please check your plan and billing details", { type: "exceeded_current_quota_error" }),
    "quota",
  ],
  [
    "Qwen in arrears",
    400,
    { error: { code: "Arrearage", message: "Access denied, please make sure your account is in good standing." } },
    "quota",
  ],
  [
    "Volcengine",
    403,
    message("The request failed because your account has an overdue balance.", { code: "AccountOverdueError", type: "Forbidden" }),
    "quota",
  ],
  [
    "xAI's month",
    429,
    {
      code: "Some resource has been exhausted",
      error: "Your team x has either used all available credits or reached its monthly spending limit.",
    },
    "quota",
  ],
  [
    "Cohere's trial",
    429,
    {
      message:
        "You are using a Trial key, which is limited to 1000 API calls / month. You can continue to use the Trial key for free or upgrade.",
    },
    "quota",
  ],
  [
    "Cloudflare's day",
    429,
    {
      success: false,
      errors: [{ message: "AiError: you have used up your daily free allocation of 10,000 neurons, please upgrade", code: 4006 }],
    },
    "quota",
  ],
  [
    "GitHub's day",
    429,
    {
      error: {
        code: "RateLimitReached",
        message: "Rate limit of 50 per 86400s exceeded for UserByModelByDay. Please wait 51234 seconds before retrying.",
      },
    },
    "quota",
  ],
  ["a spending cap", 429, { error: { code: "SPEND_LIMIT_EXCEEDED", message: "You have reached your limit" } }, "quota"],
];

const passing: readonly Row[] = [
  [
    "Gemini's OpenAI path: the minute in a list",
    429,
    [{ error: { code: 429, status: "RESOURCE_EXHAUSTED", message: "Please retry in 36s.", details: [{ retryDelay: "36s" }] } }],
    "rate-limited",
  ],
  ["Bedrock's tokens of the minute", 429, { message: "Too many tokens, please wait before trying again." }, "rate-limited"],
  [
    "Groq's rolling day",
    429,
    message(
      "Rate limit reached for model `x` on requests per day (RPD): Limit 1000, Used 1000, Requested 1. Please try again in 1m26.4s.",
      { code: "rate_limit_exceeded", type: "requests" },
    ),
    "rate-limited",
  ],
  ["Cohere's minute", 429, { message: "You are using a Trial key, which is limited to 20 API calls / minute." }, "rate-limited"],
  [
    "Mistral",
    429,
    { object: "error", message: "Requests rate limit exceeded", type: "rate_limited", param: null, code: "1300" },
    "rate-limited",
  ],
  [
    "Mistral's tier",
    429,
    { object: "error", message: "Service tier capacity exceeded for this model.", type: "service_tier_capacity_exceeded", code: "3505" },
    "rate-limited",
  ],
  [
    "Qwen",
    429,
    { error: { code: "limit_requests", message: "You exceeded your current requests list, please slow down" } },
    "rate-limited",
  ],
  [
    "LiteLLM without a free host",
    429,
    message("No deployments available for selected model, Try again in 60 seconds.", { type: "None", code: "429" }),
    "rate-limited",
  ],
  ["Groq's flex tier", 498, message("Flex tier capacity exceeded. Please try again later."), "rate-limited"],
  [
    "Fireworks",
    429,
    { error: "Too Many Requests", message: "You have exceeded your usage limits. Please try again later." },
    "rate-limited",
  ],
  ["llama.cpp loading", 503, { error: { code: 503, message: "Loading model", type: "unavailable_error" } }, "server-error"],
  ["a proxy's own page", 524, undefined, "server-error"],
  ["Bedrock's model", 424, { message: "The request failed due to an error while processing the model." }, "server-error"],
];

const tooLong: readonly Row[] = [
  ["SGLang (Switchyard#426)", 400, message("The input (500 tokens) is longer than the model's context length (400 tokens)."), "too-large"],
  [
    "SGLang with a limit",
    400,
    message(
      "Input length (500 tokens) exceeds the maximum allowed length (400 tokens). Use a shorter input or enable --allow-auto-truncate.",
    ),
    "too-large",
  ],
  [
    "Mistral (litellm#21647)",
    400,
    message("Prompt contains 500 tokens and 0 draft tokens, too large for model with 400 maximum context length"),
    "too-large",
  ],
  ["vLLM's decoder", 400, message("The decoder prompt (length 500) is longer than the maximum model length of 400."), "too-large"],
  [
    "vLLM's two fields",
    400,
    message(
      "'max_tokens' or 'max_completion_tokens' is too large: 16. This model's maximum context length is 4096 tokens and your request has 4090 input tokens (16 > 4096 - 4090).",
    ),
    "too-large",
  ],
  [
    "LiteLLM",
    400,
    message(
      "litellm.ContextWindowExceededError: litellm.BadRequestError: ContextWindowExceededError: OpenAIException - This model's maximum context length is 400 tokens.",
    ),
    "too-large",
  ],
  [
    "LM Studio (#546)",
    400,
    message("The number of tokens to keep from the initial prompt is greater than the context length."),
    "too-large",
  ],
  [
    "LM Studio, a text",
    400,
    {
      error:
        "Trying to keep the first 4711 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough.",
    },
    "too-large",
  ],
  [
    "TGI",
    422,
    {
      error:
        "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000 `inputs` tokens and 16 `max_new_tokens`",
      error_type: "validation",
    },
    "too-large",
  ],
  ["Bedrock", 400, { message: "Input is too long for requested model." }, "too-large"],
  [
    "Anthropic",
    400,
    {
      type: "error",
      error: {
        type: "invalid_request_error",
        message:
          "input length and `max_tokens` exceed context limit: 199990 + 20 > 200000, decrease input length or `max_tokens` and try again",
      },
    },
    "too-large",
  ],
  [
    "Cohere",
    400,
    { message: "too many tokens: total number of tokens in the prompt cannot exceed 4081 - received 5000. Try using a shorter prompt." },
    "too-large",
  ],
  ["Qwen", 400, { error: { code: "invalid_parameter_error", message: "Range of input length should be [1, 30720]" } }, "too-large"],
  ["Moonshot", 400, message("Invalid request: Your request exceeded model token limit: 8192"), "too-large"],
  ["Zhipu GLM", 400, { error: { code: "1261", message: "Prompt 超长" } }, "too-large"],
  [
    "xAI",
    400,
    {
      code: "Client specified an invalid argument",
      error: "This model's maximum prompt length is 131072 but the request contains 150000 tokens.",
    },
    "too-large",
  ],
  ["Groq", 400, message("Please reduce the length of the messages or completion.", { code: "context_length_exceeded" }), "too-large"],
  [
    "OpenAI's limit of a minute that one request exceeds",
    429,
    message("Request too large for gpt-4o in organization org-x on tokens per min (TPM): Limit 30000, Requested 40000.", {
      code: "rate_limit_exceeded",
      type: "tokens",
    }),
    "too-large",
  ],
  ["MiniMax", 400, message("invalid params, context window exceeds limit (2013)"), "too-large"],
  [
    "OpenRouter's host",
    400,
    {
      error: {
        message: "Provider returned error",
        code: 400,
        metadata: { raw: '{"error":{"message":"This model\'s maximum context length is 8192 tokens."}}', provider_name: "x" },
      },
    },
    "too-large",
  ],
];

const filtered: readonly Row[] = [
  [
    "Azure (helm#3327)",
    400,
    {
      error: {
        message:
          "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please modify your prompt and retry.",
        type: null,
        param: "prompt",
        code: "content_filter",
        status: 400,
        innererror: { code: "ResponsibleAIPolicyViolation", content_filter_result: { violence: { filtered: true, severity: "medium" } } },
      },
    },
    "text-refused",
  ],
  [
    "Azure behind LiteLLM (#16231)",
    400,
    message(
      "litellm.BadRequestError: litellm.ContentPolicyViolationError: AzureException - The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
      { code: "400" },
    ),
    "text-refused",
  ],
  [
    "Azure behind a Python gateway (argo-proxy#91)",
    400,
    message(
      "Error code: 400 - {'error': {'message': 'The response was filtered...', 'code': 'content_filter', 'innererror': {'code': 'ResponsibleAIPolicyViolation'}}}",
    ),
    "text-refused",
  ],
  ["DeepSeek", 400, message("Content Exists Risk"), "text-refused"],
  ["Qwen", 400, { error: { code: "data_inspection_failed", message: "Input data may contain inappropriate content." } }, "text-refused"],
  ["Zhipu GLM", 400, { error: { code: "1301", message: "系统检测到输入或生成内容可能包含不安全或敏感内容" } }, "text-refused"],
  [
    "OpenAI",
    400,
    message("Invalid prompt: your prompt was flagged as potentially violating our usage policy.", { code: "invalid_prompt" }),
    "text-refused",
  ],
];

const noModel: readonly Row[] = [
  ["Ollama", 404, { error: "model 'llama9' not found" }, "model-not-found"],
  ["Ollama's OpenAI path", 404, message('model "llama9" not found, try pulling it first', { type: "api_error" }), "model-not-found"],
  [
    "vLLM",
    404,
    { object: "error", message: "The model `x/y` does not exist.", type: "NotFoundError", param: null, code: 404 },
    "model-not-found",
  ],
  ["Azure", 404, message("The API deployment for this resource does not exist.", { code: "DeploymentNotFound" }), "model-not-found"],
  [
    "LM Studio, none loaded (openhuman#4181)",
    400,
    message("No models loaded. Please load a model in the developer page or use the `lms load` command.", { param: "model" }),
    "model-not-found",
  ],
  ["Bedrock", 400, { message: "The provided model identifier is invalid." }, "model-not-found"],
  [
    "Mistral",
    400,
    { object: "error", message: "Invalid model: mistral-gigantic", type: "invalid_model", param: null, code: "1500" },
    "model-not-found",
  ],
  ["OpenRouter", 400, message("acme/x is not a valid model ID", { code: 400 }), "model-not-found"],
  ["DeepSeek", 400, message("Model Not Exist"), "model-not-found"],
  [
    "Gemini",
    404,
    {
      error: {
        code: 404,
        message: "models/x is not found for API version v1beta, or is not supported for generateContent.",
        status: "NOT_FOUND",
      },
    },
    "model-not-found",
  ],
  [
    "LiteLLM",
    400,
    message("/chat/completions: Invalid model name passed in model=x. Call `/v1/models` to view available models", { code: "400" }),
    "model-not-found",
  ],
];

const account: readonly Row[] = [
  [
    "OpenRouter's privacy settings (unoplat#1080)",
    404,
    message("No endpoints found matching your data policy (Free model training). Configure: https://openrouter.ai/settings/privacy", {
      code: 404,
    }),
    "forbidden",
  ],
  ["OpenRouter's list of hosts", 404, message("No allowed providers are available for the selected model.", { code: 404 }), "forbidden"],
  ["a region", 403, message("Country, region, or territory not supported", { code: "unsupported_country_region_territory" }), "forbidden"],
  ["a missing route", 404, message("Resource not found", { code: "404" }), "not-found"],
  ["a missing route, as a text", 404, "404 page not found", "not-found"],
  ["FastAPI's missing route", 404, { detail: "Not Found" }, "not-found"],
];

const noOther: readonly Row[] = [
  ["too many log-probabilities", 400, message("top_logprobs value 20 exceeds the maximum of 5 tokens"), "bad-request"],
  [
    "a length limit under another name",
    400,
    message("Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."),
    "bad-request",
  ],
  [
    "llama.cpp's template (Eta#59)",
    500,
    { error: { code: 500, message: "Jinja Exception: System message must be at the beginning.", type: "server_error" } },
    "bad-request",
  ],
  ["vLLM's template (chat-ui#1386)", 400, message("System role not supported"), "bad-request"],
  [
    "thinking without a stream",
    400,
    { error: { code: "invalid_parameter_error", message: "parameter.enable_thinking must be set to false for non-streaming calls" } },
    "bad-request",
  ],
];

describe("providers' errors", () => {
  it.each([...wrongKey, ...usedUp, ...passing, ...tooLong, ...filtered, ...noModel, ...account, ...noOther])(
    "%s",
    (_, status, body, code) => {
      expect(fail(status, body).code).toBe(code);
    },
  );

  it("a day's limit that ends within minutes is waited for", () => {
    const [, , body] = usedUp.find(([from]) => from.startsWith("OpenRouter's free")) ?? [];
    expect(
      statusError({ status: 429, body, headers: new Headers(), detail: "host", nowMs: 1741305600000 - 120_000, sent: [] }),
    ).toMatchObject({
      code: "rate-limited",
      facts: { retryAfterMs: 120_000 },
    });
  });

  it("the delay in a list is read", () => {
    expect(fail(429, passing[0]?.[2]).facts.retryAfterMs).toBe(36_000);
  });

  it("a long wait is told", () => {
    expect(fail(429, message("slow down"), { "retry-after": "7800" }).message).toContain("host, status 429, a wait of 2 h 10 min");
  });
});

describe("the field that is refused", () => {
  it.each<[string, unknown, string | undefined]>([
    [
      "Mistral's list (crewAI#60)",
      {
        object: "error",
        message: { detail: [{ type: "extra_forbidden", loc: ["body", "n"], msg: "Extra inputs are not permitted", input: 1 }] },
        param: null,
      },
      "n",
    ],
    [
      "FastAPI's list (openclaude#739)",
      { detail: [{ type: "extra_forbidden", loc: ["body", "max_completion_tokens"], msg: "Extra inputs are not permitted", input: 8192 }] },
      "max_completion_tokens",
    ],
    [
      "a text with JSON in it (platform-docs-public#7)",
      { object: "error", message: '{"detail":[{"type":"extra_forbidden","loc":["body","seed"],"msg":"Extra inputs are not permitted"}]}' },
      "seed",
    ],
    [
      "Bedrock behind LiteLLM (litellm#15097)",
      message(
        'litellm.BadRequestError: BedrockException - {"message":"The model returned the following errors: `temperature` and `top_p` cannot both be specified for this model. Please use only one."}',
      ),
      "top_p",
    ],
    ["Anthropic behind a gateway", message("`temperature` is deprecated for this model."), "temperature"],
    ["Qwen", message("parameter.enable_thinking must be set to false for non-streaming calls"), "enable_thinking"],
    [
      "OpenAI",
      message("Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.", {
        param: "temperature",
      }),
      "temperature",
    ],
    ["none", message("Bad request: the temperature of the room"), undefined],
  ])("is read from %s", (_, body, field) => {
    expect(fail(400, body).facts.field).toBe(field);
  });
});

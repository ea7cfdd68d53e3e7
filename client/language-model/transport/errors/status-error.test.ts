// The table of what a failed response means: code, and whether the same request may succeed later.

import { describe, expect, it } from "vitest";
import { statusError } from "./status-error.ts";

const fail = (status: number, body?: unknown, headers: Record<string, string> = {}) =>
  statusError({ status, body, headers: new Headers(headers), detail: "host", nowMs: 0, sent: [] });

describe("statusError", () => {
  it.each([
    [400, "bad-request", false],
    [401, "unauthorised", false],
    [402, "quota", false],
    [403, "forbidden", false],
    [404, "not-found", false],
    [405, "not-found", false],
    [408, "timeout", true],
    [409, "rate-limited", true],
    [413, "too-large", false],
    [422, "bad-request", false],
    [425, "rate-limited", true],
    [429, "rate-limited", true],
    [500, "server-error", true],
    [501, "server-error", false],
    [502, "server-error", true],
    [503, "server-error", true],
    [504, "server-error", true],
    [529, "server-error", true],
  ])("reads %i as %s", (status, code, retryable) => {
    expect(fail(status)).toMatchObject({ code, retryable });
  });

  it.each([
    [{ error: { code: "insufficient_quota" } }],
    [{ error: { type: "billing_error" } }],
    [{ error: { message: "You exceeded your current quota, please check your plan" } }],
    [{ error: { status: "RESOURCE_EXHAUSTED", details: [{ violations: [{ quotaId: "GenerateRequestsPerDayPerProject" }] }] } }],
  ])("takes a used-up quota for final: %j", (body) => {
    expect(fail(429, body)).toMatchObject({ code: "quota", retryable: false });
  });

  it("takes the minute's rate for passing", () => {
    const body = {
      error: { status: "RESOURCE_EXHAUSTED", details: [{ violations: [{ quotaId: "GenerateRequestsPerMinute" }] }, { retryDelay: "7s" }] },
    };
    expect(fail(429, body)).toMatchObject({ code: "rate-limited", retryable: true, facts: { retryAfterMs: 7_000 } });
  });

  it.each<[string, Record<string, string>, unknown, number | undefined]>([
    [
      "Gemini's",
      {},
      {
        error: {
          code: 429,
          message:
            "You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits. Please retry in 26.4s.",
          status: "RESOURCE_EXHAUSTED",
          details: [
            {
              "@type": "type.googleapis.com/google.rpc.QuotaFailure",
              violations: [
                {
                  quotaMetric: "generativelanguage.googleapis.com/generate_content_free_tier_requests",
                  quotaId: "GenerateRequestsPerMinutePerProjectPerModel-FreeTier",
                  quotaValue: "15",
                },
              ],
            },
            { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "26s" },
          ],
        },
      },
      26_000,
    ],
    [
      "Groq's",
      { "retry-after": "3" },
      {
        error: {
          message:
            "Rate limit reached for model `llama-3.1-8b-instant` in organization `org_1` on tokens per minute (TPM): Limit 6000, Used 5800, Requested 500. Please try again in 3s. Need more tokens? Upgrade to Dev Tier today at https://console.groq.com/settings/billing",
          type: "tokens",
          code: "rate_limit_exceeded",
        },
      },
      3_000,
    ],
    [
      "OpenAI's",
      {},
      {
        error: {
          message:
            "Rate limit reached for gpt-4o-mini in organization org-1 on requests per min (RPM): Limit 3, Used 3, Requested 1. Please try again in 20s. Visit https://platform.openai.com/account/rate-limits to learn more. You can increase your rate limit by adding a payment method to your account at https://platform.openai.com/account/billing.",
          type: "requests",
          param: null,
          code: "rate_limit_exceeded",
        },
      },
      20_000,
    ],
    ["one that hides its headers", {}, { error: { message: "Too many requests. Raise your limit at host.test/billing" } }, undefined],
    ["one in words with a delay", { "retry-after": "9" }, { error: { message: "You exceeded your current quota" } }, 9_000],
  ])("takes %s rate of the minute for passing, whatever it says of bills", (_, headers, body, retryAfterMs) => {
    const error = fail(429, body, headers);
    expect(error).toMatchObject({ code: "rate-limited", retryable: true });
    expect(error.facts.retryAfterMs).toBe(retryAfterMs);
  });

  it("takes OpenAI's used-up credit for final, with a delay beside it, too", () => {
    const message = "You exceeded your current quota, please check your plan and billing details.";
    const body = { error: { message, type: "insufficient_quota", param: null, code: "insufficient_quota" } };
    expect(fail(429, body, { "retry-after": "1" })).toMatchObject({ code: "quota", retryable: false });
    expect(fail(429, body).facts.retryAfterMs).toBeUndefined();
  });

  it("knows a wrong model and a prompt that is too long by their codes", () => {
    expect(fail(404, { error: { code: "model_not_found" } }).code).toBe("model-not-found");
    expect(fail(400, { error: { code: "context_length_exceeded" } }).code).toBe("too-large");
  });

  it("keeps the name of the refused field", () => {
    const body = { error: { message: "sk-canary and the prompt", param: "top_logprobs", code: "sk-canary" } };
    const error = fail(400, body);
    expect(error.facts.field).toBe("top_logprobs");
    expect(JSON.stringify([error.message, error.stack, error])).not.toContain("canary");
    expect(fail(400, { error: { param: "sk-Canary 1" } }).facts.field).toBeUndefined();
  });

  it.each<[string, number, unknown, string]>([
    [
      "Gemini's wrong key",
      400,
      {
        error: {
          code: 400,
          message: "API key not valid. Please pass a valid API key.",
          status: "INVALID_ARGUMENT",
          details: [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "API_KEY_INVALID", domain: "googleapis.com" }],
        },
      },
      "unauthorised",
    ],
    [
      "xAI's wrong key",
      400,
      { code: "Client specified an invalid argument", error: "Incorrect API key provided: xa***gA. You can obtain an API key from x.ai." },
      "unauthorised",
    ],
    [
      "Anthropic's used-up credit",
      400,
      {
        type: "error",
        error: {
          type: "invalid_request_error",
          message: "Your credit balance is too low to access the Anthropic API. Please go to Plans.",
        },
      },
      "quota",
    ],
    [
      "Anthropic's long prompt",
      400,
      { type: "error", error: { type: "invalid_request_error", message: "prompt is too long: 208310 tokens > 200000 maximum" } },
      "too-large",
    ],
    [
      "llama.cpp's long prompt",
      400,
      {
        error: {
          code: 400,
          message: "request (9412 tokens) exceeds the available context size (8192 tokens), try increasing it",
          type: "exceed_context_size_error",
        },
      },
      "too-large",
    ],
    [
      "llama.cpp's long prompt, passed on by Ollama",
      400,
      {
        error:
          '{"error":{"code":400,"message":"request (8889 tokens) exceeds the available context size (4096 tokens), try increasing it","type":"exceed_context_size_error","n_prompt_tokens":8889,"n_ctx":4096}}',
      },
      "too-large",
    ],
    [
      "Ollama's long prompt",
      400,
      { error: "the prompt is longer than the context length currently available to the model; shorten the prompt" },
      "too-large",
    ],
    ["an older Ollama's long prompt", 400, { error: "the input length exceeds the context length" }, "too-large"],
    [
      "vLLM's long prompt",
      400,
      { error: { message: "This model's maximum context length is 8192 tokens. However, you requested 9000.", code: 400 } },
      "too-large",
    ],
    ["OpenRouter's long prompt", 400, { error: { code: 400, metadata: { error_type: "context_length_exceeded" } } }, "too-large"],
    [
      "OpenRouter's missing host",
      404,
      { error: { message: "No endpoints found that can handle the requested parameters. To learn more, visit", code: 404 } },
      "bad-request",
    ],
    ["OpenRouter's flagged text", 403, { error: { code: 403, metadata: { reasons: ["violence"], flagged_input: ".." } } }, "text-refused"],
    ["OpenRouter's filter", 403, { error: { code: 403, metadata: { error_type: "content_policy_violation" } } }, "text-refused"],
    ["OpenRouter's refusing model", 403, { error: { code: 403, metadata: { error_type: "refusal" } } }, "text-refused"],
    [
      "OpenRouter's guardrail",
      403,
      { error: { code: 403, message: "Request blocked: prompt injection patterns detected", metadata: { patterns: ["x"] } } },
      "text-refused",
    ],
  ])("takes %s for what it is", (_, status, body, code) => {
    expect(fail(status, body)).toMatchObject({ code, retryable: false });
  });

  it("takes forbidden log-probabilities for a refused field", () => {
    const error = fail(403, { error: { message: "You are not allowed to request logprobs from this model", param: null, code: null } });
    expect(error).toMatchObject({ code: "bad-request", facts: { field: "logprobs" } });
  });

  it.each([
    [400, "Invalid value: 'Incorrect API key provided, said the mail'", "bad-request"],
    [400, "Unsupported input: Your credit balance is too low, it says", "bad-request"],
    [400, "API_KEY_INVALID", "bad-request"],
    [404, "The model does not exist: No endpoints found that can handle it", "model-not-found"],
    [403, "The request is prohibited due to a violation of provider Terms Of Service.", "forbidden"],
  ])("does not take a quotation for the provider's word: %i %s", (status, message, code) => {
    expect(fail(status, { error: { message, metadata: { provider_name: null } } }).code).toBe(code);
  });
});

// The table of what a failed response means: code, and whether the same request may succeed later.

import { describe, expect, it } from "vitest";
import { statusError } from "./status-error.ts";

const fail = (status: number, body?: unknown, headers: Record<string, string> = {}) =>
  statusError({ status, body, headers: new Headers(headers), detail: "host", nowMs: 0 });

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

  it("knows a wrong model and a prompt that is too long by their codes", () => {
    expect(fail(404, { error: { code: "model_not_found" } }).code).toBe("model-not-found");
    expect(fail(400, { error: { code: "context_length_exceeded" } }).code).toBe("too-large");
  });

  it("keeps the name of the refused field, and nothing else of what the provider wrote", () => {
    const body = { error: { message: "sk-canary and the prompt", param: "top_logprobs", code: "sk-canary" } };
    const error = fail(400, body);
    expect(error.facts.field).toBe("top_logprobs");
    expect(JSON.stringify([error.message, error.stack, error])).not.toContain("canary");
    expect(fail(400, { error: { param: "sk-Canary 1" } }).facts.field).toBeUndefined();
  });
});

// Failures that come with status 200 instead of an answer.

import { describe, expect, it } from "vitest";
import { answeredError } from "./answered-error.ts";

describe("answeredError", () => {
  const answered = (body: unknown) => answeredError({ body, headers: new Headers(), detail: "host", nowMs: 0, sent: [] });

  it.each<[unknown, string, boolean]>([
    [{ error: { code: 502, message: "Provider returned error" } }, "server-error", true],
    [{ error: { code: 429, message: "Provider returned error" } }, "rate-limited", true],
    [{ error: { code: 400, message: "This endpoint's maximum context length is 4096 tokens." } }, "too-large", false],
    [{ error: { code: 403, metadata: { reasons: ["violence"] } } }, "text-refused", false],
    [{ choices: [{ error: { code: 504 }, message: { content: "" } }] }, "server-error", true],
  ])("reads the failure in %j", (body, code, retryable) => {
    expect(answered(body)).toMatchObject({ code, retryable });
    expect(answered(body)?.facts.status).toBeUndefined();
  });

  it.each([401, 402, 403, 404])("takes %i for a host's trouble, not for the key's", (code) => {
    expect(answered({ error: { code, message: "Provider returned error" } })).toMatchObject({ code: "malformed-answer", retryable: true });
  });

  it.each([
    [null],
    ["x"],
    [{ error: null, choices: [] }],
    [{ error: "a warning", choices: [{ message: { content: "yes" } }] }],
    [{ code: 500 }],
    [{ base_resp: { status_code: 0, status_msg: "" }, choices: [{ message: { content: "yes" } }] }],
    [{ promptFeedback: { blockReason: "SAFETY" } }],
    [{ model: "m", response: "", done: true }],
  ])("leaves %j alone", (body) => {
    expect(answered(body)).toBeUndefined();
  });

  it.each<[string, unknown, string, boolean]>([
    [
      "MiniMax's wrong key",
      { choices: null, base_resp: { status_code: 1004, status_msg: "login fail: Please carry the API secret key" } },
      "unauthorised",
      false,
    ],
    ["MiniMax's empty account", { choices: null, base_resp: { status_code: 1008, status_msg: "insufficient balance" } }, "quota", false],
    ["MiniMax's rate limit", { base_resp: { status_code: 1002, status_msg: "rate limit exceeded(RPM)" } }, "rate-limited", true],
    ["a gateway's wrong key", { error: { code: "invalid_api_key", message: "Incorrect API key provided" } }, "unauthorised", false],
    ["LM Studio's missing route", { error: "Unexpected endpoint or method. (POST /v1/score). Returning 200 anyway" }, "not-found", false],
    ["a gateway's own code", { code: 50011, msg: "upstream", data: null }, "malformed-answer", true],
    ["a text", { error: "x" }, "malformed-answer", true],
    ["no status", { error: { code: "err" } }, "malformed-answer", true],
    [
      "Cloudflare's list",
      { success: false, errors: [{ code: 7003, message: "No such model @cf/x" }], result: null },
      "model-not-found",
      false,
    ],
    ["an empty list of choices beside an error", { choices: [], error: { type: "overloaded_error" } }, "server-error", true],
  ])("reads %s in place of an answer", (_, body, code, retryable) => {
    expect(answered(body)).toMatchObject({ code, retryable });
  });
});

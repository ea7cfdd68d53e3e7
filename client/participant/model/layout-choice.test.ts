// The layout of a whole run is chosen from what the endpoint offers, never from what happened to fail.

import * as v from "valibot";
import { describe, expect, it } from "vitest";
import type { Layout, Rung } from "../../../shared/prompt/language-model.ts";
import {
  LanguageModelError,
  type LanguageModelErrorCode,
  type LanguageModelErrorFacts,
} from "../../../shared/prompt/language-model-error.ts";
import { searchSpaceOf } from "../../../shared/prompt/search-space.ts";
import { taskSchema } from "../../../shared/prompt/task.ts";
import type { ConnectedLanguageModel, LanguageModelEndpoint } from "../../language-model/scoring/endpoint.ts";
import { chooseTaskLayout } from "./layout-choice.ts";

const task = v.parse(taskSchema, {
  name: "mood",
  labels: ["good", "bad"],
  example: "Text: [SENTENCE1]\nMood:",
  labelWords: [["Great"], ["Terrible"]],
});
const examples = {
  train: ["good", "bad"].map((label) => ({ text: `a ${label} day`, label })),
  pool: ["good", "bad"].map((label) => ({ text: `a ${label} week`, label })),
};
const METER = { queries: 0, promptTokens: 0, cachedTokens: 0, completionTokens: 0, wallTimeMs: 0, cost: 0 };

function modelOf(layout: Layout, rung: Rung, failure?: LanguageModelError): ConnectedLanguageModel {
  return {
    id: layout,
    capabilities: { rung, layout, deterministic: true, concurrency: 1 },
    explanation: [],
    meter: () => METER,
    scoreLabels: async () => {
      if (failure) throw failure;
      return {
        logProbs: Float64Array.of(Math.log(0.5), Math.log(0.5)),
        labelMass: 1,
        censored: new Uint8Array(2),
        rung,
        usage: { attempts: 1, promptTokens: 1, cachedTokens: 0, completionTokens: 0 },
      };
    },
    dispose: async () => {},
  };
}

/** Raw text gets exact scores, chats the likeliest tokens. */
function endpoint(fails: Partial<Record<Layout, LanguageModelError>>, answers: Partial<Record<Layout, LanguageModelError>> = {}) {
  const asked: (Layout | undefined)[] = [];
  const given: LanguageModelEndpoint = {
    meter: () => METER,
    dispose: async () => {},
    async model({ layout = "completion" } = {}) {
      asked.push(layout);
      const failure = fails[layout];
      if (failure) throw failure;
      return modelOf(layout, layout === "completion" ? "exact" : "top-k", answers[layout]);
    },
  };
  return { given, asked };
}

const failed = (code: LanguageModelErrorCode, facts: LanguageModelErrorFacts = {}) => new LanguageModelError(code, facts);
const choose = (given: LanguageModelEndpoint) => chooseTaskLayout(given, searchSpaceOf(task), examples);

describe("the layout", () => {
  it.each<[LanguageModelErrorCode, LanguageModelErrorFacts]>([
    ["server-error", { status: 503, retryable: true }],
    ["rate-limited", { status: 429, retryable: true, retryAfterMs: 3_600_000 }],
    ["timeout", { retryable: true }],
    ["refused", { retryable: true }],
    ["offline", { retryable: true }],
    ["circuit-open", { retryable: true }],
    ["unauthorised", { status: 401 }],
    ["budget-queries", {}],
  ])("is not given up for %s: connecting fails at once, and can be tried again", async (code, facts) => {
    const { given, asked } = endpoint({ completion: failed(code, facts) });
    await expect(choose(given)).rejects.toMatchObject({ code });
    expect(asked).toEqual(["completion"]);
  });

  it.each<[LanguageModelErrorCode, LanguageModelErrorFacts]>([
    ["not-found", { status: 404 }],
    ["bad-request", { status: 400 }],
    ["no-logprobs", {}],
    ["thinking", {}],
    ["malformed-answer", { retryable: true }],
    ["not-json", {}],
    ["redirected", {}],
    ["label-boundary", {}],
    ["server-error", { status: 501 }],
  ])("is another where one is refused: %s", async (code, facts) => {
    const { given, asked } = endpoint({ completion: failed(code, facts) });
    expect((await choose(given)).model.id).toBe("chat-turns");
    expect(asked).toEqual(["completion", "chat-turns", "chat"]);
  });

  it.each<[LanguageModelErrorCode, LanguageModelErrorFacts]>([
    ["unreachable", { retryable: true }],
    ["server-error", { status: 500, retryable: true }],
  ])("is asked for again after the others where that is unclear: %s", async (code, facts) => {
    const always = endpoint({ completion: failed(code, facts) });
    expect((await choose(always.given)).model.id).toBe("chat-turns");
    expect(always.asked).toEqual(["completion", "chat-turns", "chat", "completion"]);
    const fails: Partial<Record<Layout, LanguageModelError>> = { completion: failed(code, facts) };
    const once = endpoint(fails);
    const passing: LanguageModelEndpoint = {
      ...once.given,
      model: (options) => once.given.model(options).finally(() => delete fails.completion),
    };
    expect((await choose(passing)).model.id).toBe("completion");
    const none = endpoint(Object.fromEntries(["completion", "chat-turns", "chat"].map((layout) => [layout, failed(code, facts)])));
    await expect(choose(none.given)).rejects.toMatchObject({ code });
    expect(none.asked).toHaveLength(3);
  });

  it("is not given up either where its trial fails for a reason that passes", async () => {
    const away = failed("circuit-open", { retryable: true });
    const refused = failed("too-large");
    const chats = (failure: LanguageModelError) => endpoint({ completion: failed("not-found") }, { "chat-turns": failure }).given;
    await expect(choose(chats(away))).rejects.toBe(away);
    expect((await choose(chats(refused))).model.id).toBe("chat");
  });
});

// Proposals come from an answer as it may be, and never more than a vocabulary takes.

import { describe, expect, it } from "vitest";
import { type ProposalRequest, phrasesIn, proposePhrases } from "./propose-phrases.ts";

const request: ProposalRequest = {
  url: "https://model.test/v1/",
  model: "m",
  key: "k",
  amount: 2,
  task: { name: "mood", description: "", header: "Say how it sounds.", labels: ["good", "bad"] },
  signal: new AbortController().signal,
};
const answering =
  (body: unknown, status = 200) =>
  async () =>
    new Response(JSON.stringify(body), { status });
const saying = (content: string) => answering({ choices: [{ message: { content } }] });

describe("proposals of a language model", () => {
  it("are the array in its answer, whatever is said around it", () => {
    expect(phrasesIn('Sure! Here: ["Read it.", " Think\\n first. ", "Read it.", 7, ""] Good luck.')).toEqual(["Read it.", "Think first."]);
    expect(phrasesIn(`["${"x".repeat(401)}", "pay\u202e now"]`)).toEqual(["pay now"]);
    for (const answer of ["", "no list", "[1, 2", "]["]) expect(phrasesIn(answer)).toEqual([]);
  });

  it("are asked for where the owner says, with the key in a header", async () => {
    const seen: Request[] = [];
    const phrases = await proposePhrases(request, async (input, init) => {
      seen.push(new Request(input, init));
      return saying('["a", "b", "c"]')();
    });
    expect(phrases).toEqual({ type: "phrases", phrases: ["a", "b"] });
    expect(seen[0]?.url).toBe("https://model.test/v1/chat/completions");
    expect(seen[0]?.headers.get("authorization")).toBe("Bearer k");
    expect(await seen[0]?.text()).toContain("good, bad");
  });

  it("are read from parts, and not from thoughts or a tool call", async () => {
    const message = (content: unknown, rest: object = {}) => answering({ choices: [{ message: { content, ...rest } }] });
    const found = { type: "phrases", phrases: ["a", "b"] };
    const thought = '["not", "this"]';
    expect(
      await proposePhrases(
        request,
        message([
          { type: "text", text: '["a", ' },
          { type: "text", text: '"b"]' },
        ]),
      ),
    ).toEqual(found);
    expect(
      await proposePhrases(
        request,
        message([
          { type: "thinking", thinking: [{ type: "text", text: thought }] },
          { type: "text", text: '["a", "b"]' },
        ]),
      ),
    ).toEqual(found);
    expect(await proposePhrases(request, message(`<think>${thought}</think>["a", "b"]`))).toEqual(found);
    expect(await proposePhrases(request, message(null, { tool_calls: [{ function: { arguments: thought } }] }))).toEqual({
      type: "unreadable",
    });
    expect(await proposePhrases(request, message(undefined))).toEqual({ type: "unreadable" });
  });

  it("fail with what went wrong", async () => {
    expect(await proposePhrases(request, answering({}, 401))).toEqual({ type: "refused", status: 401 });
    expect(await proposePhrases(request, answering({}))).toEqual({ type: "unreadable" });
    expect(await proposePhrases(request, saying("I cannot."))).toEqual({ type: "unreadable" });
    const unreachable = async () => Promise.reject(new TypeError("failed"));
    expect(await proposePhrases(request, unreachable)).toEqual({ type: "unreachable" });
  });
});

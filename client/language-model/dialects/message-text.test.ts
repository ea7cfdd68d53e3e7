import { describe, expect, it } from "vitest";
import { beginsThought } from "../../../shared/checkers/reading/without-thoughts.ts";
import { ask } from "../../../test/dialect-question.ts";
import { readContent } from "./message-text.ts";

describe("readContent", () => {
  it.each<[string, unknown, string | undefined, boolean]>([
    ["a text", "positive", "positive", false],
    [
      "parts of text",
      [
        { type: "text", text: "posi" },
        { type: "text", text: "tive" },
      ],
      "positive",
      false,
    ],
    [
      "Mistral's thinking part (spring-ai#5019)",
      [
        { type: "thinking", thinking: [{ type: "text", text: "Okay" }], closed: true },
        { type: "text", text: "positive" },
      ],
      "positive",
      true,
    ],
    [
      "Databricks' reasoning part (ellmer#1079)",
      [
        { type: "reasoning", summary: [{ type: "summary_text", text: "negative?" }] },
        { type: "text", text: "positive" },
      ],
      "positive",
      true,
    ],
    ["thoughts alone", [{ type: "thinking", thinking: [{ type: "text", text: "Okay" }] }], undefined, true],
    ["the Responses API's parts", [{ type: "output_text", text: "positive", annotations: [] }], "positive", false],
    ["a part by itself", { type: "text", text: "positive" }, "positive", false],
    ["a list of texts", ["posi", "tive"], "positive", false],
    ["Gemini's thought part", [{ text: "Let me see", thought: true }, { text: "positive" }], "positive", true],
    ["an image", [{ type: "image_url", image_url: { url: "x" } }], undefined, false],
    ["null", null, undefined, false],
    ["nothing", undefined, undefined, false],
    ["white space", " \n", undefined, false],
    ["an empty list", [], undefined, false],
    ["a closed thought", "<think>It is good, not negative.</think>\n\npositive", "\n\npositive", true],
    ["an empty thought, as one that is told not to think writes it", "<think>\n\n</think>\n\npositive", "\n\npositive", false],
    ["a thought whose opening mark the template wrote", "Okay, negative? No.\n</think>\npositive", "\npositive", true],
    ["an open thought", "<think>Okay, negative", undefined, true],
    ["Mistral's marks", "[THINK]negative?[/THINK]positive", "positive", true],
    ["Kimi's marks", "◁think▷negative?◁/think▷positive", "positive", true],
    ["Seed's marks", "<seed:think>negative?</seed:think>positive", "positive", true],
    ["Cohere's marks", "<|START_THINKING|>negative?<|END_THINKING|>positive", "positive", true],
    ["Bedrock's gateway's marks", "<reasoning>negative?</reasoning>positive", "positive", true],
    ["a channel", "<|channel|>analysis<|message|>negative?<|end|><|start|>assistant<|channel|>final<|message|>positive", "positive", true],
    ["other marks in an answer", "<b>positive</b>", "<b>positive</b>", false],
    ["a bracket in an answer", "[positive]", "[positive]", false],
  ])("reads %s", (_, content, text, thought) => {
    expect(readContent(content)).toEqual({ text, thought });
  });

  it.each([
    "<think>",
    "<thinking>",
    "<thought",
    "[THINK]",
    "<seed:think>",
    "◁think▷",
    "<|START_THINKING|>",
    "<|channel|>",
    "<reasoning>",
    "<analysis>",
    "{think}",
  ])("%s begins a thought", (text) => {
    expect(beginsThought(text)).toBe(true);
  });

  it.each(["positive", "Thinking about it, positive", "<b>", "[1]", "(a)", "think", "<thin"])("%s begins none", (text) => {
    expect(beginsThought(text)).toBe(false);
  });
});

describe("an answer of OpenAI's shape", () => {
  const read = (message: object, finish_reason = "stop") =>
    ask("openai-compatible", "chat").read({ choices: [{ message, finish_reason }] });

  it.each<[string, object, string, object]>([
    [
      "a tool call is none",
      { content: null, tool_calls: [{ function: { name: "f", arguments: "{}" } }] },
      "tool_calls",
      { refused: false, thought: false },
    ],
    ["what a filter kept back is none", { content: null }, "content_filter", { refused: true }],
    ["what a filter kept back without the field, too", {}, "content_filter", { refused: true }],
    ["the model's refusal is none", { content: null, refusal: "I cannot" }, "stop", { refused: true }],
    ["a thought that ran out of tokens is none", { content: null, reasoning_content: "Let me see" }, "length", { thought: true }],
    ["an empty text beside a thought is none", { content: "", reasoning: "Let me see" }, "length", { thought: true }],
  ])("%s", (_, message, reason, expected) => {
    const generated = read(message, reason);
    expect(generated).toMatchObject(expected);
    expect(generated.answers).toEqual([{ text: undefined, first: undefined }]);
  });

  it("is found where vLLM puts it that takes it for a thought (vllm#17609)", () => {
    const generated = read({ content: null, reasoning_content: "positive", tool_calls: [] });
    expect(generated).toMatchObject({ thought: false, answers: [{ text: "positive" }] });
  });
});

describe("other dialects", () => {
  it("Gemini: a blocked prompt and a blocked answer are refusals of the text", () => {
    const { read } = ask("gemini", "chat");
    expect(read({ promptFeedback: { blockReason: "SAFETY" } })).toMatchObject({ refused: true, answers: [] });
    expect(read({ candidates: [{ finishReason: "PROHIBITED_CONTENT" }] })).toMatchObject({ refused: true });
    expect(read({ candidates: [{ finishReason: "MAX_TOKENS", content: { parts: [{ text: "yes" }] } }] })).toMatchObject({ refused: false });
  });

  it("Anthropic: a refusal is no answer", () => {
    const { read } = ask("anthropic", "chat");
    expect(read({ content: [], stop_reason: "refusal" })).toMatchObject({ refused: true, answers: [{ text: undefined }] });
    expect(read({ content: [{ type: "text", text: "yes" }], stop_reason: "end_turn" })).toMatchObject({
      refused: false,
      answers: [{ text: "yes" }],
    });
  });
});

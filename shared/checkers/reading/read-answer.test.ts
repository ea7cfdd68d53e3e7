import { describe, expect, it } from "vitest";
import { readAnswer } from "./read-answer.ts";

describe("an answer in words", () => {
  it.each([
    ["a plain one", " red van \n", "red van", []],
    ["a thought before it", "<think>a van?</think>\nred van", "red van", ["thoughts"]],
    ["an empty thought, as one that is told not to think writes it", "<think>\n</think>red van", "red van", ["thoughts"]],
    ["nothing but a thought", "<think>a van?", "", ["thoughts"]],
    ["a fence around the whole", "```text\nred van\n```", "red van", ["fence"]],
    ["a fence in the middle is part of it", "see\n```\nx\n```\nthere", "see\n```\nx\n```\nthere", []],
    ["a cue", "Final answer: red van", "red van", ["answer-cue"]],
    ["a German cue", "Die Antwort lautet: der Wagen", "der Wagen", ["answer-cue"]],
    ["a cue in bold", "**Answer:** red van", "red van", ["answer-cue"]],
    ["a word that only begins like a cue", "Answers: two", "Answers: two", []],
    ["quotation marks around the whole", "“red van”", "red van", ["quotation-marks"]],
    ["two quotations are no marks around the whole", '"red" and "van"', '"red" and "van"', []],
    ["all of them", '<think>x</think>```\nAnswer: "red van"\n```', "red van", ["thoughts", "fence", "answer-cue", "quotation-marks"]],
  ])("%s", (_, written, answer, takenOff) => {
    expect(readAnswer(written, "text")).toEqual({ answer, takenOff });
  });
});

describe("an answer in JSON", () => {
  it.each([
    ["a plain one", '{"a": 1}', { a: 1 }, []],
    ["a fence", '```json\n{"a": 1}\n```', { a: 1 }, ["fence"]],
    ["a fence after words", 'Here it is:\n```\n{"a": 1}\n```\nGood luck!', { a: 1 }, ["fence", "text-before", "text-after"]],
    ["words around it", 'It is {"a": "}{"} as asked', { a: "}{" }, ["text-before", "text-after"]],
    ["braces that are no JSON before it", 'With {name}: {"a": 1}', { a: 1 }, ["text-before"]],
    ["a thought with another draft", '<think>{"a": 0}</think>{"a": 1}', { a: 1 }, ["thoughts"]],
    ["a list", "[1, 2]", [1, 2], []],
    ["one that was cut stays a text", '{"a": 1, "b', '{"a": 1, "b', []],
    ["a missing comma is not mended", '{"a": 1 "b": 2}', '{"a": 1 "b": 2}', []],
  ])("%s", (_, written, answer, takenOff) => {
    expect(readAnswer(written, "json")).toEqual({ answer, takenOff });
  });

  it("takes time in proportion to the length, whatever is written", () => {
    const began = performance.now();
    for (const hostile of [
      "{".repeat(60_000),
      '{"'.repeat(30_000),
      "```\n".repeat(15_000),
      "<think>".repeat(9_000),
      "Answer:".repeat(9_000),
    ]) {
      readAnswer(hostile, "json");
      readAnswer(hostile, "text");
    }
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

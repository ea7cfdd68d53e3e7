import { describe, expect, it } from "vitest";
import { type Demonstration, type PromptContent, renderPrompt } from "../render.ts";
import { parsePrompt } from "./parse-prompt.ts";

const content = (example: string, demonstrations: readonly Demonstration[]): PromptContent => ({
  header: "Sort the messages.\n\nThink of the sender.",
  example,
  labels: ["a", "b"],
  labelWords: ["Yes", "not sure"],
  phrases: ["Be kind."],
  demonstrations,
});
const shots = [
  { text: 'Message: is it "here"? Answer: Yes', label: 0 },
  { text: "gone", label: 1 },
];
const texts = [
  { text: 'Message: is it "here"? Answer: Yes', label: "yes", written: "Yes" },
  { text: "gone", label: "not sure", written: "not sure" },
];

describe("parsePrompt", () => {
  it("takes fragment, demonstrations and query out of a text with a cue line", () => {
    const read = parsePrompt(renderPrompt(content("Message: [SENTENCE1]\nAnswer:", shots), { text: "now?" }, "completion"));
    expect(read).toEqual({ fragment: "Sort the messages.\nThink of the sender.", demonstrations: texts, query: "now?" });
  });

  it("takes them out of chat turns and out of one message", () => {
    const c = content("Message: [SENTENCE1]\nAnswer:", shots);
    expect(parsePrompt(renderPrompt(c, { text: "now?" }, "chat-turns"))).toMatchObject({ demonstrations: texts, query: "now?" });
    expect(parsePrompt(renderPrompt(c, { text: "now?" }, "chat"))).toMatchObject({ demonstrations: texts, query: "now?" });
  });

  it("takes demonstrations out of a template that ends in a sentence instead of a cue line", () => {
    const example = "Is the text [SENTENCE1] fine? Respond ONLY with Yes or not sure. Note: [VAR]";
    const read = parsePrompt(renderPrompt(content(example, shots), { text: "now?" }, "completion"));
    expect(read.demonstrations.map((d) => d.label)).toEqual(["yes", "not sure"]);
    expect(read.demonstrations[1]?.text).toContain("gone");
    expect(read.query).toContain("now?");
    expect(read.fragment).toBe("Sort the messages.\nThink of the sender.");
  });

  it("reads pairs of texts", () => {
    const c = content("First: [SENTENCE1]\nSecond: [SENTENCE2]\nSame:", [{ text: "x", text2: "y", label: 0 }]);
    const read = parsePrompt(renderPrompt(c, { text: "p", text2: "q" }, "completion"));
    expect(read.demonstrations).toEqual([{ text: "x\ny", label: "yes", written: "Yes" }]);
    expect(read.query).toBe("p\nq");
  });

  it("takes a text without any cue as the query", () => {
    expect(parsePrompt({ type: "text", text: "hello there" })).toEqual({ fragment: "", demonstrations: [], query: "hello there" });
    expect(parsePrompt({ type: "text", text: "" })).toEqual({ fragment: "", demonstrations: [], query: "" });
    expect(parsePrompt({ type: "chat", messages: [] })).toEqual({ fragment: "", demonstrations: [], query: "" });
  });
});

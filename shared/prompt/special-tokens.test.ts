import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withoutControlTokens } from "./special-tokens.ts";

describe("withoutControlTokens", () => {
  it.each([
    ["bye<|im_end|>\n<|im_start|>system", "bye< |im_end|>\n< |im_start|>system"],
    ["a</s>b<s>", "a< /s>b< s>"],
    ["<start_of_turn>model", "< start_of_turn>model"],
    ["[INST] x [/INST]", "[ INST] x [ /INST]"],
    ["<<SYS>>", "< <SYS>>"],
    ["<think>hm</think>", "< think>hm< /think>"],
  ])("breaks up %j", (text, expected) => {
    expect(withoutControlTokens(text)).toBe(expected);
  });

  it.each(["a < b and c > d", "<b>bold</b>", "if x <| y |> z", "[1] said so", "<|", "price < 5|6>"])("leaves %j alone", (text) => {
    expect(withoutControlTokens(text)).toBe(text);
  });

  it("changes nothing the second time", () => {
    const part = fc.constantFrom("<", "|", "im_end", ">", "<|im_end|>", "</s>", "[INST]", " ", "s", "/");
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const once = withoutControlTokens(parts.join(""));
        expect(withoutControlTokens(once)).toBe(once);
      }),
    );
  });
});

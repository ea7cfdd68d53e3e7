// Quotes of a provider's words: canaries in every disguise stay out of them.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FUNCTION_WORDS, PROVIDER_WORDS } from "./provider-words.ts";
import { quoteOf } from "./quote.ts";

const PROMPT = "Sentence: The blue heron's nest at 12 Elm Street was robbed, call 0170 1234567\nSentiment:";
const KEY = "Bearer sk-canary-0123456789";
const sent = [PROMPT, KEY];

describe("quoteOf", () => {
  it.each([
    [
      "You exceeded your current quota, please check your plan and billing details.",
      "You exceeded your current quota please check your plan and billing details",
    ],
    ["The model `acme-9b` does not exist or you do not have access to it.", "The model … does not exist or you do not have access to it"],
    [
      "This model's maximum context length is 8192 tokens, you requested 9000.",
      "… maximum context length is 8192 tokens you requested 9000",
    ],
    ["Incorrect API key provided: sk-canary-0123456789. Get one at https://host.test/keys", "Incorrect API key provided … Get one at …"],
    [
      "No endpoints found matching your data policy. Configure: https://host.test/settings",
      "No endpoints found matching your data policy Configure …",
    ],
  ])("shows %j", (sentence, shown) => {
    expect(quoteOf([sentence], sent)).toBe(shown.trim());
  });

  it.each([
    ["whole", `Invalid input: ${PROMPT}`],
    ["in another case", `INVALID INPUT: ${PROMPT.toUpperCase()}`],
    ["with marks", `Invalid input: ${PROMPT.replaceAll(" ", "_")}`],
    ["escaped", `Invalid input: ${JSON.stringify(JSON.stringify(PROMPT))}`],
    ["encoded", `Invalid input: ${encodeURIComponent(PROMPT)}`],
    ["in base64", `Invalid input: ${Buffer.from(PROMPT).toString("base64")}`],
    ["cut", `Invalid input: ${PROMPT.slice(20, 37)}`],
    ["as a list of words", `Invalid input: ${JSON.stringify(PROMPT.split(" "))}`],
    ["with full-width letters", "Invalid input: ｈｅｒｏｎ Elm １２"],
    ["with its numbers grouped otherwise", "Invalid input: 01701 234567 12"],
    ["as bytes", `Invalid input: ${[...Buffer.from("heron")].join(", ")} or 68 65 72 6f 6e`],
    ["as tokens", "Invalid tokens [881, 9972, 35, 441, 220]"],
    ["and the key in parts", "Invalid input: canary 456789 0123"],
  ])("lets nothing of the request through: %s", (_, sentence) => {
    expect(quoteOf([sentence], sent)?.toLowerCase() ?? "").not.toMatch(/heron|blue|nest|elm|street|robbed|call|canary|\d/);
  });

  it("lets through no word of the request but function words, no number, and no three words in a row", () => {
    const provider = fc.constantFrom(...PROVIDER_WORDS);
    const any = fc.oneof(
      provider,
      fc.constantFrom(...FUNCTION_WORDS),
      fc.constantFrom("heron", "4711", "Elm", "sk", "canary"),
      fc.stringMatching(/^\d{1,9}$/),
    );
    const words = fc.array(any, { minLength: 1, maxLength: 25 });
    fc.assert(
      fc.property(words, words, fc.nat(25), fc.nat(25), (prompt, message, from, length) => {
        const echoed = prompt.slice(from, from + length);
        const quote = quoteOf([[...message, ...echoed, "quota", "exceeded"].join(" ")], [prompt.join(" "), "sk-canary"]) ?? "";
        const shown = quote.split(" ").filter((word) => word !== "");
        for (const word of shown) {
          if (word === "…" || FUNCTION_WORDS.has(word)) continue;
          expect(prompt).not.toContain(word);
          expect(/^\d{1,7}$/.test(word) || PROVIDER_WORDS.has(word)).toBe(true);
        }
        for (let i = 0; i + 3 <= prompt.length; i++) expect(` ${quote} `).not.toContain(` ${prompt.slice(i, i + 3).join(" ")} `);
      }),
      { numRuns: 500 },
    );
  });

  it("shows nothing where too little is left", () => {
    expect(quoteOf(["heron", "Bad"], sent)).toBeUndefined();
    expect(quoteOf([], sent)).toBeUndefined();
  });

  it("takes the most telling of several sentences", () => {
    expect(quoteOf(["Provider returned error", "Rate limit exceeded, please wait 35 seconds"], sent)).toBe(
      "Rate limit exceeded please wait 35 seconds",
    );
  });
});

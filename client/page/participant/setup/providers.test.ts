// Page and documents name the addresses of providers at which their dialects ask.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DIALECT_NAMES, type DialectName, dialectOf } from "../../../language-model/dialects/dialects.ts";
import { en } from "../../catalogue/english/english.ts";
import { de } from "../../catalogue/german/german.ts";
import { addressFor, isProvider, PROVIDERS } from "./providers.ts";

const documented = readFileSync(new URL("../../../../docs/language-models.md", import.meta.url), "utf8").split("\n");

/** Where each provider documents that a model is asked. */
const ASKED: Readonly<Record<Exclude<DialectName, "openai-compatible">, string>> = {
  openai: "https://api.openai.com/v1/chat/completions",
  gemini: "https://generativelanguage.googleapis.com/v1beta/models/NAME:generateContent",
  anthropic: "https://api.anthropic.com/v1/messages",
  azure: "https://RESOURCE.openai.azure.com/openai/v1/chat/completions",
  openrouter: "https://openrouter.ai/api/v1/chat/completions",
  together: "https://api.together.xyz/v1/chat/completions",
  fireworks: "https://api.fireworks.ai/inference/v1/chat/completions",
  cloudflare: "https://api.cloudflare.com/client/v4/accounts/ACCOUNT/ai/v1/chat/completions",
  ollama: "http://127.0.0.1:11434/api/chat",
  "llama.cpp": "http://127.0.0.1:8080/v1/chat/completions",
  vllm: "http://127.0.0.1:8000/v1/chat/completions",
};

describe("the providers", () => {
  it("are all dialects, by name in both languages", () => {
    expect(Object.keys(PROVIDERS).sort()).toEqual([...DIALECT_NAMES].sort());
    for (const { model } of [en, de]) expect(Object.keys(model.providers).sort()).toEqual([...DIALECT_NAMES].sort());
    expect(isProvider("toString")).toBe(false);
  });

  it.each(Object.entries(ASKED).flatMap(([name, asked]) => (isProvider(name) ? [[name, asked] as const] : [])))(
    "%s is asked at %s, and the documents give the same base address",
    (name, asked) => {
      const { example } = PROVIDERS[name];
      // A browser's URL writes hosts in small letters.
      expect(dialectOf(name).chat?.path({ url: example, model: "NAME" }).toLowerCase()).toBe(asked.toLowerCase());
      const row = `| ${en.model.providers[name]} | \`${name}\` | \`${example}\` |`;
      expect(documented.filter((line) => line.startsWith(row))).toHaveLength(1);
    },
  );
});

describe("the address field", () => {
  it("begins with the provider's usual address, and follows to another provider's", () => {
    expect(addressFor("gemini", "")).toBe("https://generativelanguage.googleapis.com/v1beta");
    expect(addressFor("ollama", " https://generativelanguage.googleapis.com/v1beta/ ")).toBe("http://127.0.0.1:11434");
  });

  it("is empty for a provider whose address nobody else has: a key must not go to the one before", () => {
    expect(addressFor("azure", "https://api.openai.com/v1")).toBe("");
    expect(addressFor("openai-compatible", "https://api.openai.com/v1")).toBe("");
  });

  it("keeps what somebody typed", () => {
    const typed = "http://my-box.local:11434";
    expect(addressFor("ollama", typed)).toBe(typed);
    expect(addressFor("openai-compatible", `${typed}/v1`)).toBe(`${typed}/v1`);
    expect(addressFor("openai", "https://api.openai.com/v1")).toBe("https://api.openai.com/v1");
  });
});

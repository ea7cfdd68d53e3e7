// Where each provider usually is: what the address field begins with, and what it looks like there. docs/language-models.md has the same
// table.

import type { DialectName } from "../../../participant/session/worker-api.ts";

interface Provider {
  /** The base address that everybody uses, without a slash at its end; "" where everybody has another. */
  readonly usual: string;
  readonly example: string;
}

/** In the order they are offered in. */
export const PROVIDERS: Readonly<Record<DialectName, Provider>> = {
  "openai-compatible": { usual: "", example: "https://…/v1" },
  openai: at("https://api.openai.com/v1"),
  gemini: at("https://generativelanguage.googleapis.com/v1beta"),
  anthropic: at("https://api.anthropic.com/v1"),
  azure: { usual: "", example: "https://RESOURCE.openai.azure.com/openai/v1" },
  openrouter: at("https://openrouter.ai/api/v1"),
  together: at("https://api.together.xyz/v1"),
  fireworks: at("https://api.fireworks.ai/inference/v1"),
  cloudflare: { usual: "", example: "https://api.cloudflare.com/client/v4/accounts/ACCOUNT/ai/v1" },
  ollama: at("http://127.0.0.1:11434"),
  "llama.cpp": at("http://127.0.0.1:8080/v1"),
  vllm: at("http://127.0.0.1:8000/v1"),
};

function at(usual: string): Provider {
  return { usual, example: usual };
}

/**
 * The address to begin with when a provider is chosen. What somebody typed stays; no address, or another provider's usual one, gives way.
 */
export function addressFor(provider: DialectName, typed: string): string {
  const address = typed.trim().replace(/\/+$/, "");
  const untouched = Object.values(PROVIDERS).some(({ usual }) => usual === address);
  return untouched ? PROVIDERS[provider].usual : typed;
}

export function isProvider(name: string): name is DialectName {
  return Object.hasOwn(PROVIDERS, name);
}

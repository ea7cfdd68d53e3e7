// "Test connection": one probe, and for every way it can fail a name and what to do. A browser hides why a request failed, so the reason is
// found by elimination: offline, mixed content, the local network's permission, then CORS against an unreachable host.

import { LanguageModelError, type LanguageModelErrorCode } from "../../shared/prompt/language-model-error.ts";
import { openEndpoint } from "./connect.ts";
import { type CapabilityRecord, type Explained, SLOW_MS } from "./scoring/capability-record.ts";
import type { ModelOptions } from "./scoring/endpoint.ts";
import type { LanguageModelSettings } from "./settings.ts";
import type { MeterReading } from "./transport/budget.ts";
import type { LanguageModelRuntime } from "./transport/runtime.ts";

export type ProbeReport =
  | {
      readonly ok: true;
      readonly capability: CapabilityRecord | undefined;
      readonly explanation: readonly Explained[];
      readonly slow: boolean;
      readonly spent: MeterReading;
    }
  | { readonly ok: false; readonly code: LanguageModelErrorCode; readonly message: string; readonly advice: string };

export async function testConnection(
  settings: LanguageModelSettings,
  runtime: LanguageModelRuntime,
  options: ModelOptions = {},
): Promise<ProbeReport> {
  try {
    const endpoint = openEndpoint(settings, runtime);
    try {
      const { capability, explanation } = await endpoint.model(options);
      return { ok: true, capability, explanation, slow: (capability?.latencyMs ?? 0) > SLOW_MS, spent: endpoint.meter() };
    } finally {
      await endpoint.dispose();
    }
  } catch (error) {
    if (!(error instanceof LanguageModelError)) throw error;
    const named =
      error.code === "unreachable" && settings.type === "http" ? await whyUnreachable(settings.url, runtime, options.signal) : error;
    return { ok: false, code: named.code, message: named.message, advice: named.advice };
  }
}

async function whyUnreachable(url: string, runtime: LanguageModelRuntime, signal: AbortSignal | undefined): Promise<LanguageModelError> {
  const { pageOrigin } = runtime;
  const target = new URL(url);
  const detail = target.host;
  if (runtime.online?.() === false) return new LanguageModelError("offline", { detail });
  if (pageOrigin === undefined) return new LanguageModelError("unreachable", { detail });
  const loopback = isLoopback(target.hostname);
  if (pageOrigin.startsWith("https:") && target.protocol === "http:" && !loopback)
    return new LanguageModelError("mixed-content", { detail });
  if (isLocal(target.hostname) && !isLocalPage(pageOrigin)) {
    const permission = (await runtime.localNetworkPermission?.()) ?? "unknown";
    if (permission === "denied" || permission === "prompt") return new LanguageModelError("local-network", { detail });
  }
  const hidden = runtime.watchHiddenAnswers?.();
  try {
    // Without CORS the answer cannot be read, but that one came shows that the host is there. No key is sent.
    await runtime.fetch(target.origin, {
      mode: "no-cors",
      credentials: "omit",
      referrerPolicy: "no-referrer",
      cache: "no-store",
      signal: signal ?? null,
    });
    return new LanguageModelError("cors", { detail });
  } catch {
    signal?.throwIfAborted();
    const answered = (await hidden?.blocked(target.origin)) ?? false;
    return new LanguageModelError(answered ? "cors" : "unreachable", { detail });
  } finally {
    hidden?.end();
  }
}

/** A sandboxed frame's origin is the word null: such a page counts as public. */
function isLocalPage(origin: string): boolean {
  return URL.canParse(origin) && isLocal(new URL(origin).hostname);
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || /^127\./.test(host);
}

function isLocal(host: string): boolean {
  return (
    isLoopback(host) ||
    /^(?:10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.)/.test(host) ||
    /\.(?:local|lan|home\.arpa)$/.test(host) ||
    /^\[f[cd]/.test(host)
  );
}

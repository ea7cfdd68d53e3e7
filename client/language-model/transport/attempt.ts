// One attempt: a fetch with a time limit that ends in parsed JSON or in a typed error. Of what the endpoint wrote, an error holds only what
// `errors/quote.ts` lets through.

import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import { answeredError } from "./errors/answered-error.ts";
import { networkError } from "./errors/network-error.ts";
import { statusError } from "./errors/status-error.ts";
import { parseJson } from "./json.ts";
import type { LanguageModelRuntime } from "./runtime.ts";
import type { ModelRequest, Transport } from "./transport.ts";

export function attemptTransport(runtime: LanguageModelRuntime, timeoutMs: number): Transport {
  return async (request, signal) => {
    signal?.throwIfAborted();
    const detail = new URL(request.url).host;
    const cut = new AbortController();
    const clock = new AbortController();
    const expired = runtime.sleep(timeoutMs, clock.signal).then(
      () => {
        cut.abort();
        throw new LanguageModelError("timeout", { detail, retryable: true });
      },
      () => new Promise<never>(() => {}),
    );
    try {
      const body = request.body === undefined ? {} : { method: "POST", body: JSON.stringify(request.body) };
      request.onSent?.();
      const exchange = runtime
        .fetch(request.url, {
          ...body,
          headers: { ...request.headers },
          // Nothing but the key identifies the participant, and a key never follows a redirect.
          credentials: "omit",
          referrerPolicy: "no-referrer",
          cache: "no-store",
          redirect: "manual",
          signal: signal ? AbortSignal.any([signal, cut.signal]) : cut.signal,
        })
        .then(async (response) => ({ response, text: await response.text() }));
      const { response, text } = await Promise.race([exchange, expired]);
      return { json: jsonOf(response, text, { detail, nowMs: runtime.now(), request }), usage: UNKNOWN, attempts: 1 };
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw error instanceof LanguageModelError ? error : networkError(error, { detail, online: runtime.online?.() ?? true });
    } finally {
      clock.abort();
    }
  };
}

// Replaced by the budget, which reads the endpoint's own count.
const UNKNOWN = { promptTokens: 0, cachedTokens: 0, completionTokens: 0 };

interface Asked {
  readonly detail: string;
  readonly nowMs: number;
  readonly request: ModelRequest;
}

function jsonOf(response: Response, text: string, { detail, nowMs, request }: Asked): unknown {
  if (response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400))
    throw new LanguageModelError("redirected", { detail });
  const parsed = parseJson(text);
  const page = !parsed && (/html/i.test(response.headers.get("content-type") ?? "") || /^\s*</.test(text));
  const { headers, status } = response;
  const failed = { headers, body: parsed ? parsed.json : page ? undefined : text, detail, nowMs, sent: textsOf(request) };
  if (!response.ok) throw statusError({ ...failed, status });
  if (parsed) {
    const error = answeredError(failed);
    if (error) throw error;
    return parsed.json;
  }
  // A cut-off answer may come whole the next time; a web page will not turn into JSON.
  throw page ? new LanguageModelError("not-json", { detail }) : new LanguageModelError("malformed-answer", { detail, retryable: true });
}

/** Every text that was sent, the key among them. */
function textsOf({ url, headers, body }: ModelRequest): readonly string[] {
  return [url, ...Object.values(headers), ...textsIn(body)];
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

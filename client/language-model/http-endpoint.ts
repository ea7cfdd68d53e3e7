// One endpoint with one budget: composes the transport's rules, and gives a language model for each layout that is asked for.

import type { LanguageModel } from "../../shared/prompt/language-model.ts";
import { createAnswering } from "./answering/answer-query.ts";
import { probeAnswers } from "./answering/probe-answers.ts";
import { DEFAULT_DIALECT, dialectOf } from "./dialects/dialects.ts";
import { probe } from "./probe/probe.ts";
import { withResponseCache } from "./response-cache.ts";
import { type CapabilityRecord, explainCapability } from "./scoring/capability-record.ts";
import type { Connection } from "./scoring/connection.ts";
import type { LanguageModelEndpoint } from "./scoring/endpoint.ts";
import { requestsPerAnswer } from "./scoring/requests-per-answer.ts";
import { askInWords, scoreQuery } from "./scoring/score-query.ts";
import { baseAddress, checkHttpSettings, type HttpSettings, VOTES } from "./settings.ts";
import { attemptTransport } from "./transport/attempt.ts";
import { createBudget } from "./transport/budget.ts";
import { withBudget } from "./transport/budgeted.ts";
import { withCircuitBreaker } from "./transport/circuit-breaker.ts";
import { withLimiter } from "./transport/limiter.ts";
import { createLiveness, type Liveness } from "./transport/liveness.ts";
import { LONGEST_WAIT_MS } from "./transport/longest-wait.ts";
import { type RetryPolicy, withRetry } from "./transport/retry.ts";
import type { LanguageModelRuntime } from "./transport/runtime.ts";

/** Short, because somebody is waiting for the result. */
const PROBE_RETRIES: RetryPolicy = { attempts: 2, patienceMs: 5_000 };

/** Most requests at a time, unless the user says otherwise. */
const CONCURRENCY = 8;

/** @throws LanguageModelError `invalid-settings` or `price-unknown`. Sends nothing yet. */
export function openHttpEndpoint(settings: HttpSettings, runtime: LanguageModelRuntime): LanguageModelEndpoint {
  checkHttpSettings(settings);
  const { dialect: name = DEFAULT_DIALECT, timeoutMs = 60_000, attempts = 5, votes = VOTES, longestWaitMs = LONGEST_WAIT_MS } = settings;
  const dialect = dialectOf(name);
  const { ledger, prices, spent } = settings;
  const { tokens: _tokens, money: _money, ...others } = settings.budget ?? {};
  const budget = createBudget({ limits: ledger ? others : settings.budget, prices, spent, now: runtime.now });
  const liveness = createLiveness(withBudget(attemptTransport(runtime, timeoutMs), budget, ledger));
  const guarded = withLimiter(
    withCircuitBreaker(liveness.transport, runtime.now, { liveness }),
    settings.concurrency ?? CONCURRENCY,
    runtime,
  );
  const closing = new AbortController();
  const connectionWith = (policy: RetryPolicy, rules: { readonly liveness?: Liveness } = {}): Connection => {
    const transport = withRetry(guarded, policy, { runtime, deadlineMs: budget.deadlineMs, ...rules });
    return {
      dialect,
      endpoint: { url: baseAddress(settings.url), model: settings.model },
      headers: dialect.headers(settings.key),
      // A signal of its own for every request: hundreds may listen to theirs at the same time.
      transport: (request, signal) => transport(request, AbortSignal.any(signal ? [signal, closing.signal] : [closing.signal])),
    };
  };
  const probing = connectionWith(PROBE_RETRIES);
  const running = connectionWith({ attempts, longestWaitMs }, { liveness });

  return {
    meter: budget.reading,
    dispose: async () => closing.abort(new DOMException("the language model was closed", "AbortError")),
    async model({ purpose = "labels", layout = settings.layout, labels, store, signal } = {}) {
      const { capability: known, withoutLogProbs } = settings;
      const fits = known?.version === 1 && known.dialect === name && known.model === settings.model && (!layout || known.layout === layout);
      const inWords = { dialect: name, layout, now: runtime.now, signal };
      const capability = fits
        ? known
        : purpose === "answers"
          ? await probeAnswers(probing, inWords)
          : await probe(probing, { dialect: name, layout, withoutLogProbs, votes, labels, now: runtime.now, signal });
      const model = modelOf(running, capability, settings.concurrency);
      const scope = { url: running.endpoint.url, capability: { ...capability, latencyMs: 0, sharedFirstTokens: [] } };
      return {
        ...(store ? withResponseCache(model, store, scope) : model),
        capability,
        explanation: explainCapability(capability),
        meter: budget.reading,
        dispose: async () => closing.abort(new DOMException("the language model was closed", "AbortError")),
      };
    },
  };
}

function modelOf(connection: Connection, record: CapabilityRecord, asked: number | undefined): LanguageModel {
  const { model, dialect, route, layout, rung, topK, votes, deterministic } = record;
  // The server with exact scores answers one query at a time and remembers few prompts: more at once would only drive them out.
  const concurrency = asked ?? (route === "score" ? 2 : CONCURRENCY);
  const depth = rung === "top-k" ? `-${topK}` : rung === "sampled" ? `-${votes}` : "";
  return {
    id: `${model}/${dialect}/${route}/${layout}/${rung}${depth}`,
    model,
    capabilities: { rung, layout, deterministic, concurrency, requestsPerAnswer: (labels) => requestsPerAnswer(record, labels) },
    scoreLabels: async (prompt, labels, options = {}) => {
      if (labels.length < 2) throw new RangeError("at least two labels are scored against one another");
      return scoreQuery(connection, record, { prompt, labels, options });
    },
    answerInWords: (prompt, labels, options = {}) => askInWords(connection, record, { prompt, labels, options }),
    answer: createAnswering(connection, record.quirks).answer,
    dispose: async () => {},
  };
}

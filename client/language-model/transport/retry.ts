// Retries what may pass by itself: bounded, jittered, never sooner than the endpoint asks, never past the time budget.
// Wait = max(hint + 0-20 %, decorrelated jitter from [0.5 s, 3 x last], at most 60 s). A longer hint is obeyed: the request is parked. A
// hint beyond the longest wait ends the request, because nobody has agreed to wait that long. A request that always fails while others are
// answered ends as the text's own trouble.

import { LanguageModelError, type LanguageModelErrorCode } from "../../../shared/prompt/language-model-error.ts";
import type { Liveness } from "./liveness.ts";
import { LONGEST_WAIT_MS, waitText } from "./longest-wait.ts";
import type { LanguageModelRuntime } from "./runtime.ts";
import type { ModelRequest, Transport } from "./transport.ts";

export interface RetryPolicy {
  /** Most attempts, the first included; while a request is only put off, as many as fit into the longest wait. */
  readonly attempts: number;
  /** Longest time to spend on waits; what would take longer ends the request. Default: any. */
  readonly patienceMs?: number;
  /** Longest wait that the endpoint may ask for, and longest time that a request is put off altogether. Default: `LONGEST_WAIT_MS`. */
  readonly longestWaitMs?: number;
}

const BASE_MS = 500;
const CAP_MS = 60_000;

/** Nothing is wrong with such a request, it is only too early. Offline, it waits for the network however long that takes. */
const PUT_OFF: ReadonlySet<LanguageModelErrorCode> = new Set(["rate-limited", "offline", "circuit-open"]);
/** What an endpoint may do over one text alone, and the tries after which it is believed where the status says that it will do so again. */
const OF_THE_TEXT: ReadonlySet<LanguageModelErrorCode> = new Set(["server-error", "timeout", "unreachable"]);
const TRIES_OF_THE_TEXT = 3;
/** Between two looks whether the device is online again. */
const LOOK_MS = 2_000;

export function withRetry(
  next: Transport,
  { attempts, patienceMs = Number.POSITIVE_INFINITY, longestWaitMs = LONGEST_WAIT_MS }: RetryPolicy,
  { runtime, deadlineMs, liveness }: { runtime: LanguageModelRuntime; deadlineMs: number; liveness?: Liveness },
): Transport {
  return async (given, signal) => {
    const request = { ...given, patienceMs: Math.min(patienceMs, longestWaitMs) };
    let lastMs = BASE_MS;
    let sent = 0;
    let failures = 0;
    let sinceMs: number | undefined;
    let answersBefore: number | undefined;
    for (;;) {
      try {
        const reply = await next(request, signal);
        return { ...reply, attempts: sent + reply.attempts };
      } catch (error) {
        if (!(error instanceof LanguageModelError) || !error.retryable) throw error;
        const { code, facts } = error;
        const askedMs = facts.retryAfterMs ?? 0;
        if (askedMs > longestWaitMs && patienceMs > longestWaitMs) throw longWait(request, error);
        sinceMs ??= runtime.now();
        if (!PUT_OFF.has(code)) failures++;
        answersBefore ??= liveness?.answers() ?? 0;
        const tries = facts.status === 500 ? Math.min(attempts, TRIES_OF_THE_TEXT) : attempts;
        if (liveness && OF_THE_TEXT.has(code) && failures >= tries) {
          const answersOthers = liveness.answers() > answersBefore || (await liveness.stillAnswers(request, signal));
          if (answersOthers) throw new LanguageModelError("text-refused", { ...facts, retryable: false });
        }
        if (failures >= attempts || runtime.now() - sinceMs >= longestWaitMs) throw error;
        if (code !== "circuit-open") sent++;
        do {
          lastMs = Math.min(CAP_MS, BASE_MS + runtime.random() * (3 * lastMs - BASE_MS));
          const waitMs = Math.max(askedMs * (1 + 0.2 * runtime.random()), lastMs);
          const untilMs = runtime.now() + waitMs;
          if (untilMs > deadlineMs || untilMs - sinceMs > patienceMs) throw error;
          runtime.onEvent?.({ type: "waiting", reason: code, untilMs, parked: waitMs > CAP_MS });
          await (code === "offline" ? sleepOffline : sleepUntil)(untilMs, runtime, signal);
          // Time without a network, and time that a machine slept through, is no time in which the endpoint put anything off.
          sinceMs = code === "offline" ? runtime.now() : sinceMs + Math.max(0, runtime.now() - untilMs);
        } while (code === "offline" && !isOnline(runtime));
      }
    }
  };
}

function longWait({ url }: ModelRequest, { facts: { retryAfterMs = 0, quote } }: LanguageModelError): LanguageModelError {
  const detail = `${new URL(url).host}${waitText(retryAfterMs)}`;
  return new LanguageModelError("long-wait", { detail, retryAfterMs, ...(quote === undefined ? {} : { quote }) });
}

type Sleep = (untilMs: number, runtime: LanguageModelRuntime, signal: AbortSignal | undefined) => Promise<void>;

/** Timers of background tabs and sleeping machines come late or early: the clock decides. */
const sleepUntil: Sleep = async (untilMs, runtime, signal) => {
  for (let restMs = untilMs - runtime.now(); restMs > 0; restMs = untilMs - runtime.now()) await runtime.sleep(restMs, signal);
};

/** Ends early when the device is online. */
const sleepOffline: Sleep = async (untilMs, runtime, signal) => {
  while (runtime.now() < untilMs && !isOnline(runtime)) await sleepUntil(Math.min(untilMs, runtime.now() + LOOK_MS), runtime, signal);
};

function isOnline({ online }: LanguageModelRuntime): boolean {
  return online?.() ?? true;
}

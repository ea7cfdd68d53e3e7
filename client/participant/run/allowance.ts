// Holds a run to its limits: counts what it takes, keeps that with the checkpoint, and ends what would leave too little for what comes
// after.

import type { TokenUsage } from "../../language-model/transport/transport.ts";
import type { Runtime } from "../../platform/platform.ts";
import { type KeySpending, limitError, msUntilKept, nearestLimit, type Spent, type Terms } from "../limits.ts";
import type { Memory } from "../store/checkpoint-memory.ts";
import type { Ended } from "./scorer.ts";

/** One for each time a run goes on: its clock runs from the beginning to `end`. */
export interface RunAllowance {
  /**
   * Queries that the limits allow the whole run, with those asked: 0 before the first shows what one takes [A45f], Infinity without limits.
   */
  queries(): number;
  /** @throws LanguageModelError of the limit that does not allow so many more. */
  demand(queries: number): void;
  /** Aborts the signal of `work`, with the limit's error as its reason, once no more than `kept` further queries are allowed. */
  keeping<T>(kept: number, signal: AbortSignal, work: (limited: AbortSignal) => Promise<T>): Promise<T>;
  /** Around every asking, so that waits for others do not make queries seem slow. */
  asking<T>(work: () => Promise<T>): Promise<T>;
  /** Counts a query that ended. The test is outside the budget of queries, not outside the limits. */
  count(ended: Ended, purpose: "budget" | "test"): void;
  end(): Promise<void>;
}

export interface AllowanceOptions {
  readonly terms: Terms;
  readonly memory: Memory;
  readonly runtime: Pick<Runtime, "now" | "sleep">;
  /** What the endpoint itself has counted: also for probes, and for what no answer came of. null where there is none. */
  readonly counted: () => TokenUsage | null;
  readonly keySpending: () => KeySpending | null;
}

/** Between two looks at the clock; the queries that end meanwhile look, too. */
const LOOK_MS = { least: 100, most: 5_000 };
/** Nobody looks for so long only while the machine, or the tab, sleeps. Without a limit of time only the queries that end look. */
const ASLEEP_MS = { watched: 30_000, unwatched: 600_000 };

/** A clock that stands still while the machine sleeps, and never goes back: each look tells how long it was since the last. */
function awakeClock({ now }: Pick<Runtime, "now">, asleepMs: number): () => number {
  let lastMs = now();
  let passedMs = 0;
  return () => {
    const gapMs = now() - lastMs;
    lastMs += gapMs;
    if (gapMs > 0 && gapMs < asleepMs) passedMs += gapMs;
    return passedMs;
  };
}

export function createAllowance({ terms, memory, runtime, counted, keySpending }: AllowanceOptions): RunAllowance {
  const before = memory.checkpoint.spent;
  const awake = awakeClock(runtime, terms.limits.minutes === undefined ? ASLEEP_MS.unwatched : ASLEEP_MS.watched);
  const startMs = awake();
  let askedMs = 0;
  let askingSinceMs: number | null = null;
  let look = (): void => undefined;

  const spent = (): Spent => {
    const now = awake();
    const askingMs = before.askingMs + askedMs + (askingSinceMs === null ? 0 : now - askingSinceMs);
    return { ...memory.checkpoint.spent, runningMs: before.runningMs + now - startMs, askingMs };
  };
  const nearest = () => nearestLimit(terms, spent(), keySpending());
  const leftWithKey = (): number => keySpending()?.left ?? Number.POSITIVE_INFINITY;

  return {
    queries() {
      const { queries } = memory.checkpoint.spent;
      const limit = nearest();
      const limited = limit === null ? Number.POSITIVE_INFINITY : queries === 0 ? 0 : queries + limit.queries;
      return Math.min(limited, queries + leftWithKey());
    },
    demand(queries) {
      const limit = nearest();
      if (limit && limit.queries < queries) throw limitError(limit.name);
      if (leftWithKey() < queries) throw limitError("key");
    },
    async keeping(kept, signal, work) {
      const stopping = new AbortController();
      const over = new AbortController();
      look = () => {
        const limit = nearest();
        if (limit && limit.queries <= kept) stopping.abort(limitError(limit.name));
      };
      const watchClock = async (): Promise<void> => {
        while (!stopping.signal.aborted) {
          const restMs = msUntilKept(terms.limits, spent(), kept);
          await runtime.sleep(Math.min(LOOK_MS.most, Math.max(LOOK_MS.least, restMs)), over.signal);
          look();
        }
      };
      look();
      if (terms.limits.minutes !== undefined) watchClock().catch(() => undefined);
      try {
        return await work(AbortSignal.any([signal, stopping.signal]));
      } finally {
        over.abort();
        look = () => undefined;
      }
    },
    async asking(work) {
      askingSinceMs = awake();
      try {
        return await work();
      } finally {
        askedMs += awake() - askingSinceMs;
        askingSinceMs = null;
      }
    },
    count({ requests, promptTokens, completionTokens }, purpose) {
      const soFar = spent();
      const endpoint = counted();
      memory.count(purpose === "budget" ? { queries: requests, tokens: promptTokens + completionTokens } : { queries: 0, tokens: 0 }, {
        ...soFar,
        queries: soFar.queries + requests,
        promptTokens: Math.max(soFar.promptTokens + promptTokens, endpoint?.promptTokens ?? 0),
        completionTokens: Math.max(soFar.completionTokens + completionTokens, endpoint?.completionTokens ?? 0),
      });
      look();
    },
    end: () => memory.update({ spent: spent() }),
  };
}

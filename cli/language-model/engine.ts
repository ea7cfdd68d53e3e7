// Evaluates token sequences and reads the next token's log-probabilities, reusing what earlier prompts left in the cache.
// Reuse and evaluation go in whole blocks of `chunk` tokens, so that the numbers do not depend on what was cached before: a prefix that is
// evaluated in other blocks changes log-probabilities by up to 0.02 nats. One evaluation at a time; the caller queues.

import type { LlamaContext, LlamaModel, LlamaSequence, WantedLogits } from "./llama.ts";

/** What is asked of one position: these tokens' log-probabilities, and the `top` likeliest. */
export interface Wanted {
  readonly tokens?: readonly number[];
  readonly top?: number;
}

export interface NextToken {
  /** @throws RangeError for a token that was not asked for. */
  logProb(token: number): number;
  /** Likeliest first; at least the single likeliest. */
  readonly top: readonly (readonly [token: number, logProb: number])[];
}

export interface Evaluation {
  readonly cachedTokens: number;
  /** The distribution after each wanted position. */
  readonly after: ReadonlyMap<number, NextToken>;
  /** Goes on from the same prompt with `continuation` after it, evaluating only what differs from the last call. */
  extend(continuation: readonly number[], wanted: Wanted): Promise<NextToken>;
}

export interface Engine {
  readonly contextSize: number;
  /** @throws RangeError for an empty prompt or one that does not fit the context. */
  evaluate(tokens: readonly number[], wanted: ReadonlyMap<number, Wanted>): Promise<Evaluation>;
  dispose(): Promise<void>;
}

export interface LlamaEngineSettings {
  /** Tokens a prompt and its answer may have. */
  readonly contextSize: number;
  /** Prompts remembered at the same time. */
  readonly slots: number;
  readonly threads: number;
  /** Tokens per block. */
  readonly chunk: number;
}

/** One remembered prompt. The first `solid` tokens were evaluated in whole aligned blocks and may be reused by any prompt. */
interface Slot {
  readonly sequence: LlamaSequence;
  solid: number;
  lastUse: number;
}

export async function createEngine(model: LlamaModel, settings: LlamaEngineSettings): Promise<Engine> {
  const { contextSize, chunk } = settings;
  const context: LlamaContext = await model.createContext({
    contextSize,
    batchSize: Math.min(512, contextSize),
    sequences: settings.slots,
    threads: settings.threads,
    swaFullCache: true, // models with a sliding window keep no whole prefix otherwise
  });
  const slots: Slot[] = Array.from({ length: settings.slots }, () => ({ sequence: context.getSequence(), solid: 0, lastUse: 0 }));
  let uses = 0;

  return {
    contextSize,
    async evaluate(tokens, wanted) {
      const slot = chooseSlot(slots, tokens);
      slot.lastUse = ++uses;
      const first = Math.min(tokens.length - 1, ...wanted.keys());
      const keep = floorTo(Math.min(shared(slot.sequence.contextTokens, tokens), slot.solid, first), chunk);
      checkLength(tokens.length, contextSize);
      slot.solid = keep;
      await truncate(slot.sequence, keep);
      const after = new Map<number, NextToken>();
      for (let from = keep; from < tokens.length; from += chunk) {
        const to = Math.min(from + chunk, tokens.length);
        for (const [position, next] of await evaluateBlock(slot.sequence, { tokens, from, to, wanted })) after.set(position, next);
        if (to - from === chunk) slot.solid = to;
      }
      return { cachedTokens: keep, after, extend: (continuation, want) => extend(slot, [...tokens, ...continuation], want) };
    },
    dispose: () => context.dispose(),
  };

  async function extend(slot: Slot, tokens: readonly number[], want: Wanted): Promise<NextToken> {
    checkLength(tokens.length, contextSize);
    const last = tokens.length - 1;
    const from = Math.min(shared(slot.sequence.contextTokens, tokens), last);
    await truncate(slot.sequence, from);
    const next = (await evaluateBlock(slot.sequence, { tokens, from, to: tokens.length, wanted: new Map([[last, want]]) })).get(last);
    if (!next) throw new Error("the engine returned no distribution");
    return next;
  }
}

/** The slot that already holds most of the prompt if it is worth keeping, else the one unused for longest. */
function chooseSlot(slots: readonly Slot[], tokens: readonly number[]): Slot {
  const byAge = [...slots].sort((a, b) => a.lastUse - b.lastUse);
  const [oldest] = byAge;
  if (!oldest) throw new RangeError("an engine needs at least one slot");
  let best = oldest;
  for (const slot of byAge) if (reusable(slot, tokens) > reusable(best, tokens)) best = slot;
  return reusable(best, tokens) * 2 >= tokens.length ? best : oldest;
}

function reusable(slot: Slot, tokens: readonly number[]): number {
  return Math.min(slot.solid, shared(slot.sequence.contextTokens, tokens));
}

interface Block {
  readonly tokens: readonly number[];
  readonly from: number;
  readonly to: number;
  readonly wanted: ReadonlyMap<number, Wanted>;
}

async function evaluateBlock(sequence: LlamaSequence, { tokens, from, to, wanted }: Block): Promise<Map<number, NextToken>> {
  const input = tokens.slice(from, to).map((token, i) => {
    const want = wanted.get(from + i);
    return want ? ([token, rawLogits(want)] as const) : token;
  });
  const found = new Map<number, NextToken>();
  (await sequence.controlledEvaluate(input)).forEach((output, i) => {
    const { logits, totalLogitWeight } = output?.next ?? {};
    if (logits && totalLogitWeight !== undefined) found.set(from + i, nextToken(logits, totalLogitWeight));
  });
  return found;
}

/** At temperature 0 the engine returns raw logits; every other setting truncates or rescales them. */
function rawLogits({ tokens = [], top = 0 }: Wanted): WantedLogits {
  return {
    generateNext: {
      totalLogitWeight: true,
      options: { temperature: 0 },
      logits: { filter: { tokens, includeSelected: true, includeTop: top } },
    },
  };
}

/**
 * `totalLogitWeight` is the sum of exp(logit - largest logit), and the token selected at temperature 0, always included, has the largest.
 */
function nextToken(logits: ReadonlyMap<number, number>, totalLogitWeight: number): NextToken {
  const sorted = [...logits].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const logSumExp = (sorted[0]?.[1] ?? 0) + Math.log(totalLogitWeight);
  return {
    top: sorted.map(([token, logit]) => [token, logit - logSumExp] as const),
    logProb(token) {
      const logit = logits.get(token);
      if (logit === undefined) throw new RangeError(`token ${token} was not asked for`);
      return logit - logSumExp;
    },
  };
}

async function truncate(sequence: LlamaSequence, keep: number): Promise<void> {
  const held = sequence.nextTokenIndex;
  if (keep === 0) await sequence.clearHistory();
  else if (keep < held) await sequence.eraseContextTokenRanges([{ start: keep, end: held }]);
}

function shared(a: readonly number[], b: readonly number[]): number {
  let i = 0;
  while (i < a.length && i < b.length && a[i] === b[i]) i++;
  return i;
}

function floorTo(value: number, step: number): number {
  return Math.max(0, value - (value % step));
}

function checkLength(length: number, contextSize: number): void {
  if (length === 0) throw new RangeError("the prompt is empty");
  if (length >= contextSize)
    throw new RangeError(`the prompt has ${length} tokens, the context holds ${contextSize}: raise --context or show fewer demonstrations`);
}

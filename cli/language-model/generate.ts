// Continues a prompt token by token: greedily at temperature 0, else by seeded draws. Every step keeps the distribution it was drawn from.

import { randomStream } from "../../shared/math/random.ts";
import type { Engine, NextToken } from "./engine.ts";
import type { LlamaModel } from "./llama.ts";
import type { PromptTokens } from "./prompt-tokens.ts";

export type Ranked = readonly [token: number, logProb: number];

/** One token of the answer, or of an echoed prompt, with the likeliest alternatives. The first token of all has no log-probability. */
export interface Step {
  readonly token: number;
  readonly logProb: number | null;
  readonly top: readonly Ranked[];
}

export interface GenerateOptions {
  readonly maxTokens: number;
  /** Alternatives kept per step. */
  readonly top: number;
  readonly temperature: number;
  readonly seed: number;
  readonly stop: readonly string[];
  readonly echo: "none" | "prompt";
  readonly signal: AbortSignal;
}

export interface GeneratedText {
  readonly steps: readonly Step[];
  /** The prompt's own tokens, where asked for. */
  readonly echoed: readonly Step[];
  readonly text: string;
  readonly finish: "stop" | "length";
  readonly cachedTokens: number;
}

// Draws at a temperature come out of the likeliest 1024 tokens: sorting is cheap and what is left out is unlikely to be drawn.
const DRAWN_FROM = 1024;

export async function generateText(engine: Engine, model: LlamaModel, prompt: PromptTokens, o: GenerateOptions): Promise<GeneratedText> {
  const last = prompt.tokens.length - 1;
  const want = { top: o.temperature > 0 ? DRAWN_FROM : Math.max(o.top, 1) };
  const wanted = new Map(o.echo === "prompt" ? prompt.tokens.slice(1).map((token, i) => [i, { tokens: [token], top: 1 }]) : []);
  const evaluation = await engine.evaluate(prompt.tokens, new Map([...wanted, [last, want]]));
  const random = randomStream("sample", o.seed);
  const steps: Step[] = [];
  const tokens: number[] = [];
  let next = evaluation.after.get(last);
  let text = "";
  let finish: GeneratedText["finish"] = "length";
  while (next && steps.length < o.maxTokens) {
    o.signal.throwIfAborted();
    const [token, logProb] = pick(next, o.temperature, random);
    steps.push({ token, logProb, top: next.top.slice(0, o.top) });
    if (model.isEogToken(token)) {
      finish = "stop";
      break;
    }
    tokens.push(token);
    text = model.detokenize(tokens, false, prompt.tokens.slice(-4));
    const end = firstStop(text, o.stop);
    if (end >= 0) {
      text = text.slice(0, end);
      finish = "stop";
      break;
    }
    if (steps.length < o.maxTokens) next = await evaluation.extend(tokens, want);
  }
  const echoed =
    o.echo === "prompt" ? prompt.tokens.map((token, i) => echoStep(token, evaluation.after.get(i - 1))).slice(prompt.silent) : [];
  return { steps, echoed, text, finish, cachedTokens: evaluation.cachedTokens };
}

function pick(next: NextToken, temperature: number, random: () => number): Ranked {
  const [first] = next.top;
  if (!first) throw new RangeError("nothing to pick from");
  if (temperature <= 0) return first;
  const weights = next.top.map(([, logProb]) => Math.exp((logProb - first[1]) / temperature));
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
  const drawn = weights.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  return next.top[drawn] ?? first;
}

function echoStep(token: number, before: NextToken | undefined): Step {
  return before ? { token, logProb: before.logProb(token), top: before.top.slice(0, 1) } : { token, logProb: null, top: [] };
}

function firstStop(text: string, stops: readonly string[]): number {
  const found = stops.filter((stop) => stop !== "").map((stop) => text.indexOf(stop));
  return found.reduce((best, at) => (at >= 0 && (best < 0 || at < best) ? at : best), -1);
}

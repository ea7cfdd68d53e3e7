// A capability record: a probe's findings about one endpoint, model and layout, as plain data that the caller stores and shows.

import type { Layout, Rung } from "../../../shared/prompt/language-model.ts";
import type { Quirks } from "../dialects/dialect.ts";
import type { DialectName } from "../dialects/dialects.ts";

export type RouteName = "score" | "echo" | "completions" | "chat";

export interface CapabilityRecord {
  readonly version: 1;
  readonly dialect: DialectName;
  /** As asked for, and as the endpoint calls it. */
  readonly model: string;
  readonly reportedModel: string | undefined;
  readonly route: RouteName;
  readonly rung: Rung;
  readonly layout: Layout;
  /** Likeliest tokens per answer; 0 off the `top-k` rung. */
  readonly topK: number;
  /** Answers per query; 1 off the `sampled` rung. */
  readonly votes: number;
  readonly quirks: Quirks;
  /** Groups of labels whose words begin with the same token, as far as the probe saw. Only a later token can tell them apart. */
  readonly sharedFirstTokens: readonly (readonly string[])[];
  /** True when the same prompt gave the same values twice. */
  readonly deterministic: boolean;
  /** Of the last probe request. */
  readonly latencyMs: number;
}

/** What there is to know about how answers are scored: `message` says it in English, the rest is for other languages. */
export type Explained = { readonly message: string } & (
  | { readonly code: "exact" | "text" | "simulated" | "in-tab" | "thinking-off" }
  /** `count`: tokens, or answers. */
  | { readonly code: "top-k" | "sampled"; readonly count: number }
  | { readonly code: "shared-first-token"; readonly labels: readonly string[] }
  | { readonly code: "slow"; readonly latencyMs: number }
);

/** Says in plain words what a record means for tuning. */
export function explainCapability({ rung, topK, votes, quirks, sharedFirstTokens, latencyMs }: CapabilityRecord): Explained[] {
  const rungs: Readonly<Record<Rung, Explained>> = {
    exact: { code: "exact", message: "Exact label probabilities: every label's whole word is scored. The best there is." },
    "top-k": {
      code: "top-k",
      count: topK,
      message: `The ${topK} likeliest first tokens are known: labels among them have probabilities, others only a bound. Good, if the label words differ in their first token.`,
    },
    sampled: {
      code: "sampled",
      count: votes,
      message: `No probabilities: each query asks for ${votes} answers and counts them. Noisy, and ${votes} times the cost.`,
    },
    text: {
      code: "text",
      message: "No probabilities: one answer per query, right or wrong. The coarsest feedback; tuning needs many more queries.",
    },
    simulated: simulatedExplained,
  };
  const lines = [rungs[rung]];
  if (quirks.thinkingOff >= 0)
    lines.push({ code: "thinking-off", message: "Thinking is turned off for every query, so that the first token is the label." });
  for (const labels of sharedFirstTokens) {
    const message = `The words for ${labels.join(" and ")} begin with the same token, so answers are read a few tokens further to tell them apart: a little slower and less sure. Words that begin differently are better.`;
    lines.push({ code: "shared-first-token", labels, message });
  }
  if (latencyMs > SLOW_MS)
    lines.push({ code: "slow", latencyMs, message: `An answer took ${(latencyMs / 1000).toFixed(1)} s: expect a slow run.` });
  return lines;
}

export const simulatedExplained: Explained = {
  code: "simulated",
  message: "Simulated: a fixed formula answers, no language model. Its figures say nothing about a real model.",
};

/** Answers slower than this are called slow. */
export const SLOW_MS = 5_000;

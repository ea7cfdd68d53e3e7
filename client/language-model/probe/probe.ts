// Finds out once per endpoint, model and layout what can be had: the best rung, its limits and its traps. Some ten small requests at most,
// charged to the budget like any other. Never steps down to answers without probabilities unless the user allowed it.

import { type Label, type LabelScores, type Layout, LEAST_LABEL_MASS, type Rung } from "../../../shared/prompt/language-model.ts";
import { LanguageModelError, type LanguageModelErrorCode } from "../../../shared/prompt/language-model-error.ts";
import type { Quirks } from "../dialects/dialect.ts";
import type { DialectName } from "../dialects/dialects.ts";
import type { CapabilityRecord, RouteName } from "../scoring/capability-record.ts";
import { type Connection, send } from "../scoring/connection.ts";
import { samplesAtOnce } from "../scoring/requests-per-answer.ts";
import { scoreQuery } from "../scoring/score-query.ts";
import { fieldOf, listOf, stringOf } from "../transport/json.ts";
import { probeLabels, probePrompt } from "./probe-prompts.ts";
import { probeEcho, probeGenerate, probeScore } from "./probe-route.ts";
import type { Found } from "./settle.ts";
import { sharedFirstTokens } from "./shared-first-tokens.ts";

export interface ProbeOptions {
  readonly dialect: DialectName;
  /** Only this layout; else completion where it has probabilities, then chat turns. */
  readonly layout?: Layout | undefined;
  readonly withoutLogProbs?: "sampled" | "text" | undefined;
  readonly votes: number;
  /** The task's labels, to see whether their words share a first token. */
  readonly labels?: readonly Label[] | undefined;
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
}

/** @throws LanguageModelError `no-label` where no answer holds a label, and others that say why nothing can be had. */
export async function probe(connection: Connection, options: ProbeOptions): Promise<CapabilityRecord> {
  const layouts: readonly Layout[] = options.layout ? [options.layout] : ["completion", "chat-turns"];
  const silent: Candidate[] = [];
  let refused: LanguageModelError | undefined;
  const unlessRefusal = (error: unknown): undefined => {
    // Another route may do without what this one refuses, and answer with a label where this one does not.
    if (!(error instanceof LanguageModelError) || !ROUTE_REFUSALS.has(error.code)) throw error;
    refused = error;
  };
  for (const layout of layouts) {
    for (const route of layout === "completion" ? COMPLETION_ROUTES : CHAT_ROUTES) {
      const found = await probeRoute(connection, { route, layout, signal: options.signal }).catch(unlessRefusal);
      if (!found) continue;
      const exact = route === "score" || route === "echo";
      if (!exact && found.topK === 0) silent.push({ route, layout, found, rung: "text" });
      else {
        const record = await finish(connection, options, { route, layout, found, rung: exact ? "exact" : "top-k" }).catch(unlessRefusal);
        if (record) return record;
      }
    }
  }
  // An instructed chat model follows turns better than raw text when it is to answer in words.
  const candidate = silent.at(-1);
  if (!candidate) throw refused ?? (await missing(connection, options.signal));
  if (!options.withoutLogProbs) throw refused?.code === "no-label" ? refused : new LanguageModelError("no-logprobs");
  return finish(connection, options, { ...candidate, rung: options.withoutLogProbs });
}

const ROUTE_REFUSALS: ReadonlySet<LanguageModelErrorCode> = new Set([
  "bad-request",
  "too-large",
  "thinking",
  "malformed-answer",
  "no-answer",
  "no-label",
]);

interface Candidate {
  readonly route: RouteName;
  readonly layout: Layout;
  readonly found: Found;
  readonly rung: Rung;
}

const COMPLETION_ROUTES: readonly RouteName[] = ["score", "echo", "completions"];
const CHAT_ROUTES: readonly RouteName[] = ["score", "chat"];

function probeRoute(
  connection: Connection,
  { route, layout, signal }: { route: RouteName; layout: Layout; signal: AbortSignal | undefined },
): Promise<Found | undefined> {
  switch (route) {
    case "score":
      return probeScore(connection, layout, signal);
    case "echo":
      return probeEcho(connection, signal);
    case "completions":
    case "chat":
      return probeGenerate(connection, { route, layout, signal });
  }
}

async function finish(connection: Connection, options: ProbeOptions, { route, layout, found, rung }: Candidate): Promise<CapabilityRecord> {
  let record: CapabilityRecord = {
    version: 1,
    dialect: options.dialect,
    model: connection.endpoint.model,
    reportedModel: found.reportedModel,
    route,
    rung,
    layout,
    topK: rung === "top-k" ? found.topK : 0,
    votes: rung === "sampled" ? options.votes : 1,
    quirks: found.quirks,
    sharedFirstTokens: [],
    deterministic: false,
    latencyMs: 0,
  };
  const { signal, labels } = options;
  const query = { prompt: probePrompt(layout), labels: probeLabels(layout), options: { seed: 0, ...(signal ? { signal } : {}) } };
  const ask = async () => {
    const startMs = options.now();
    const scores = await scoreQuery(connection, record, query);
    return { scores, latencyMs: options.now() - startMs };
  };
  let first = await ask().catch(unlessRefused);
  for (const refuses of refusable(connection, record)) {
    if (!(first instanceof LanguageModelError)) break;
    record = { ...record, quirks: { ...found.quirks, refuses: [...(found.quirks.refuses ?? []), ...refuses] } };
    first = await ask().catch(unlessRefused);
  }
  if (first instanceof LanguageModelError) throw first;
  if (rung === "sampled" || (rung === "text" && hasLabel(first.scores))) {
    if (!hasLabel(first.scores)) throw noLabel(found);
    return { ...record, latencyMs: first.latencyMs };
  }
  const second = await ask();
  if (!hasLabel(first.scores) && !hasLabel(second.scores)) throw noLabel(found);
  if (rung === "text") return { ...record, latencyMs: second.latencyMs };
  const before = first.scores.logProbs;
  const same = before.every((value, i) => Math.abs(value - (second.scores.logProbs[i] ?? 0)) < TIE_NATS);
  const shared = rung === "top-k" && labels ? await sharedFirstTokens(connection, record, { labels, signal }) : [];
  return { ...record, deterministic: same, sharedFirstTokens: shared, latencyMs: second.latencyMs };
}

function hasLabel({ labelMass }: LabelScores): boolean {
  // Unknown is not none.
  return !(labelMass < LEAST_LABEL_MASS);
}

/** The prompt of a probe holds nothing private, and neither does the answer to it. */
function noLabel({ begins }: Found): LanguageModelError {
  const shown = (begins ?? "").replace(/[\p{C}\s]+/gu, " ").trim();
  const start = Array.from(shown).slice(0, MOST_SHOWN).join("");
  return new LanguageModelError("no-label", {
    detail: shown === "" ? "it begins with a line end or nothing" : `it begins with “${start}”`,
  });
}

const MOST_SHOWN = 24;

/** What a query in words asks for and the probe so far did not, in the order in which it is given up. */
function refusable(connection: Connection, record: CapabilityRecord): readonly NonNullable<Quirks["refuses"]>[] {
  if (record.rung === "text") return [["temperature"]];
  if (record.rung !== "sampled") return [];
  const single = Math.min(record.votes, samplesAtOnce(connection.dialect, record)) === 1;
  return single ? [["seed"]] : [["samples"], ["seed"], ["samples", "seed"]];
}

function unlessRefused(error: unknown): LanguageModelError {
  if (error instanceof LanguageModelError && error.code === "bad-request") return error;
  throw error;
}

/** Differences under this are treated as ties: a warm cache alone moves values by 0.01 to 0.02 nats. */
const TIE_NATS = 0.02;

/** Nothing answered: is it the model's name or the address? */
async function missing(connection: Connection, signal: AbortSignal | undefined): Promise<LanguageModelError> {
  const url = connection.dialect.modelsPath?.(connection.endpoint);
  if (url === undefined) return new LanguageModelError("not-found");
  try {
    const { json } = await send(connection, { url, size: { promptChars: 0, completionTokens: 0 } }, signal);
    const models = [...listOf(fieldOf(json, "data")), ...listOf(fieldOf(json, "models"))];
    const names = models.flatMap((model) => stringOf(fieldOf(model, "id")) ?? stringOf(fieldOf(model, "name")) ?? []);
    const { model } = connection.endpoint;
    // Gemini lists models/NAME, Ollama NAME:latest.
    const known = names.some((name) => name === model || name.endsWith(`/${model}`) || name.startsWith(`${model}:`));
    return new LanguageModelError(names.length > 0 && !known ? "model-not-found" : "not-found");
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    return error instanceof LanguageModelError && error.code === "not-json" ? error : new LanguageModelError("not-found");
  }
}

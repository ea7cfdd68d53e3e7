// The report of a demo run: one object for --json, and the tables for people.

import type { AnswerSide } from "../../client/participant/run/answer-scoring.ts";
import type { Judgement, ParticipantSnapshot } from "../../client/participant/snapshot.ts";
import { lowerIdentityOf } from "../../shared/algorithm/participant/problem.ts";
import { likeliestChoice } from "../../shared/algorithm/participant/sampling.ts";
import type { Comparison } from "../../shared/algorithm/participant/selection/verdict.ts";
import { mean } from "../../shared/math/mean.ts";
import type { Prompt, StructuredBy } from "../../shared/prompt/language-model.ts";
import { renderPrompt } from "../../shared/prompt/render.ts";
import { candidateText, type SearchSpace, type Slot } from "../../shared/prompt/search-space.ts";
import { decodeFloat32 } from "../../shared/protocol/vector-codec.ts";
import type { FederationOutcome } from "./federation-run.ts";

export interface DemoReport {
  readonly task: string;
  readonly seed: number;
  readonly languageModel: string;
  readonly simulated: boolean;
  readonly participants: readonly ParticipantReport[];
  readonly iterations: number;
  readonly merges: number;
  readonly refused: number;
  readonly stalenessMean: number;
  readonly stalenessMax: number;
  readonly planesAdded: number;
  readonly planesDropped: number;
  /** Likeliest candidate of each slot of the consensus, each after what it is. */
  readonly fragment: readonly string[];
  readonly wallMs: number;
}

export interface ParticipantReport {
  readonly id: number;
  readonly temperament: "steady" | "slow" | "leaves and returns";
  /** Starting and chosen prompt on the same rows; null where nothing was measured. */
  readonly measured: MeasuredReport | null;
  /** The one outcome, or why there is none. */
  readonly verdict: Judgement["verdict"];
  readonly baselineKept: boolean;
  readonly queries: number;
  readonly testQueries: number;
  readonly tokens: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly contributions: number;
  readonly stalenessMax: number;
  readonly labelOffsets: readonly number[];
  /** Of answers that are no single labels: answered, cut and taken-off counts, and the mean of each part of the checker. */
  readonly answers: { readonly start: AnswerSide; readonly tuned: AnswerSide; readonly structuredBy: StructuredBy } | null;
}

/** Shares of right answers in [0, 1]. */
export interface MeasuredReport {
  readonly on: Judgement["measuredOn"];
  readonly rows: number;
  readonly start: number;
  /** The chosen prompt by its plain answers: what a person gets who pastes it. */
  readonly pasted: number;
  /** Rows that only the chosen prompt, or only the starting prompt, answers right as pasted, and McNemar's exact p-value. */
  readonly gained: number;
  readonly lost: number;
  readonly pValue: number;
  /** With label offsets, which need label probabilities; null where the prompt has none. */
  readonly withProbabilities: number | null;
  /** The shared part alone, as pasted; null where the prompt is all shared. */
  readonly shared: number | null;
}

/** Whether a participant's prompt could not be measured at all: the command then fails. */
export function unmeasuredOf(report: DemoReport): readonly number[] {
  return report.participants.filter(({ measured }) => measured === null).map(({ id }) => id);
}

export function reportOf(
  run: {
    readonly name: string;
    readonly seed: number;
    readonly languageModel: string;
    readonly space: SearchSpace;
    readonly wallMs: number;
  },
  { snapshots, status, temperaments }: FederationOutcome,
): DemoReport {
  const z = decodeFloat32(status.z) ?? new Float32Array(run.space.dimension);
  return {
    task: run.name,
    seed: run.seed,
    languageModel: run.languageModel,
    simulated: snapshots.some((snapshot) => snapshot.result?.rung === "simulated"),
    participants: snapshots.map((snapshot, p) => {
      const temperament = temperaments[p];
      const kind = (temperament?.slowdown ?? 1) > 1 ? "slow" : temperament?.leavesHalfway ? "leaves and returns" : "steady";
      return participantReport(snapshot, p + 1, kind);
    }),
    iterations: status.iteration,
    merges: status.merged + status.stale,
    refused: status.refused,
    stalenessMean: status.stalenessMean,
    stalenessMax: status.stalenessMax,
    planesAdded: status.planesAdded,
    planesDropped: status.planesDropped,
    fragment: fragmentTexts(run.space, z),
    wallMs: run.wallMs,
  };
}

function fragmentTexts(space: SearchSpace, z: Float32Array): string[] {
  const choice = likeliestChoice({ shape: space, distribution: Float64Array.from(z), identity: lowerIdentityOf(space) });
  return space.slots.flatMap((slot, i) => slotLines(space, slot, choice[i] ?? 0));
}

/** None for a place that moves nothing. */
function slotLines(space: SearchSpace, slot: Slot, candidate: number): string[] {
  const text = candidateText(space, slot, candidate);
  switch (slot.kind) {
    case "instruction":
      return [`instruction: ${text.replaceAll("\n", " / ")}`];
    case "phrase":
      return [`phrase: ${text === "" ? "(nothing)" : text}`];
    case "label-word":
      return [`word for ${space.task.labels[slot.label]}: ${text}`];
    case "order":
      return [`labels of the first examples in this order: ${text}`];
    case "place":
      return text === "" ? [] : [`label moved to the end: ${text}`];
    case "public-demonstration":
      return [`published example: ${text}`];
  }
}

function participantReport(snapshot: ParticipantSnapshot, id: number, temperament: ParticipantReport["temperament"]): ParticipantReport {
  const { result } = snapshot;
  if (!result) throw new RangeError(`participant ${id} ended without a result: ${snapshot.activity.type}`);
  return {
    id,
    temperament,
    measured: measuredOf(result.judgement),
    verdict: result.judgement?.verdict ?? "not-answered",
    baselineKept: result.baselineKept,
    queries: snapshot.queries,
    testQueries: snapshot.testQueries,
    tokens: snapshot.tokens,
    bytesUp: snapshot.bytesUp,
    bytesDown: snapshot.bytesDown,
    contributions: snapshot.contributions.merged + snapshot.contributions.stale,
    stalenessMax: snapshot.staleness.max,
    labelOffsets: result.labelOffsets,
    answers: result.answers
      ? { start: result.answers.start, tuned: result.answers.tuned, structuredBy: result.answers.structuredBy }
      : null,
  };
}

function measuredOf(judgement: Judgement | undefined): MeasuredReport | null {
  if (!judgement?.pasted) return null;
  const { measuredOn, pasted, calibrated, shared } = judgement;
  const { rows, startRight, tunedRight, gained, lost, pValue } = pasted;
  const share = (found: Comparison | null): number | null => found && found.tunedRight / found.rows;
  return {
    on: measuredOn,
    rows,
    start: startRight / rows,
    pasted: tunedRight / rows,
    ...{ gained, lost, pValue },
    withProbabilities: share(calibrated),
    shared: share(shared),
  };
}

const VERDICT_WORDS: Readonly<Record<Judgement["verdict"], string>> = {
  "better-prompt": "a better prompt",
  "calibrated-answers": "calibrated answers",
  "nothing-better": "nothing better found",
  "no-rows": "not measured: no rows",
  "not-answered": "not measured: no answers",
};

/**
 * A prompt that is worse as pasted is told as that first, whatever its probabilities are. Where answers have scores the verdict goes by
 * their mean: more rows may have lost a little than gained a lot.
 */
function verdictWords({ verdict, measured, baselineKept }: ParticipantReport): string {
  const worse = verdict !== "better-prompt" && !baselineKept && measured !== null && measured.lost > measured.gained;
  return worse ? `worse as pasted (${VERDICT_WORDS[verdict]})` : VERDICT_WORDS[verdict];
}

const LEGEND = [
  "pasted: the tuned prompt by its plain answers, as start is; p: exact McNemar test on the same rows; with probabilities: after label offsets,",
  "one number per label, which need an endpoint that gives label probabilities; shared: without the participant's own demonstrations",
  "kB: traffic with the aggregator; merged: contributions of this participant; staleness ≤: how many iterations old its oldest one was",
];

const ANSWER_LEGEND = [
  "pasted: the tuned prompt's mean score on the same rows as start's; p: exact sign test of the rows that one of them answers better;",
  "shared: without the participant's own demonstrations; with probabilities: of label tasks only",
  "kB: traffic with the aggregator; merged: contributions of this participant; staleness ≤: how many iterations old its oldest one was",
];

/** Each part of the checker under the starting and the tuned prompt, over all participants, and how many answers were cut. */
function partLines({ participants }: DemoReport): string[] {
  const sides = participants.flatMap(({ answers }) => answers ?? []);
  const names = [...new Set(sides.flatMap(({ start, tuned }) => [...Object.keys(tuned.parts), ...Object.keys(start.parts)]))];
  const meanOf = (side: "start" | "tuned", name: string): string => {
    const values = sides.flatMap((answers) => answers[side].parts[name] ?? []);
    return values.length === 0 ? "–" : mean(values).toFixed(2);
  };
  const total = (side: "start" | "tuned", of: "answered" | "cut" | "trimmed"): number =>
    sides.reduce((sum, answers) => sum + answers[side][of], 0);
  const rows = names.map((name) => [name.replace(/^field:/, "field "), meanOf("start", name), meanOf("tuned", name)]);
  const counts = (["answered", "cut", "trimmed"] as const).map((of) => [
    COUNT_WORDS[of],
    String(total("start", of)),
    String(total("tuned", of)),
  ]);
  return [
    table(["part of the score", "start", "tuned"], [...rows, ...counts]),
    "",
    `JSON was asked for by ${sides[0]?.structuredBy ?? "prompt"}`,
  ];
}

const COUNT_WORDS = { answered: "answers", cut: "cut at the limit", trimmed: "something taken off" } as const;

/** The tables that end a demo. `best` is the participant whose prompt is shown. */
export function reportText(report: DemoReport, best: ParticipantSnapshot | undefined): string {
  const inWords = report.participants.some(({ answers }) => answers !== null);
  const percent = (share: number | null | undefined): string => (typeof share === "number" ? `${(100 * share).toFixed(1)} %` : "–");
  const rows = report.participants.map((p) => [
    `${p.id} ${p.temperament === "steady" ? "" : `(${p.temperament})`}`.trim(),
    percent(p.measured?.start),
    percent(p.measured?.pasted),
    p.measured && !p.baselineKept ? p.measured.pValue.toPrecision(2) : "–",
    percent(p.measured?.withProbabilities),
    percent(p.measured?.shared),
    verdictWords(p),
    String(p.queries),
    String(p.tokens),
    `${kilobytes(p.bytesUp)} / ${kilobytes(p.bytesDown)}`,
    String(p.contributions),
    String(p.stalenessMax),
  ]);
  const head = [
    "participant",
    "start",
    "pasted",
    "p",
    "with probabilities",
    "shared",
    "verdict",
    "queries",
    "tokens",
    "kB up / down",
    "merged",
    "staleness ≤",
  ];
  const measured = report.participants.flatMap((p) => (p.measured ? [p.measured] : []));
  const meanOf = (pick: (p: MeasuredReport) => number): number | null => (measured.length > 0 ? mean(measured.map(pick)) : null);
  return [
    `${inWords ? "Mean score of answers to" : "Accuracy on"} held-out examples, ${report.languageModel}${report.simulated ? " (simulated: not a language model)" : ""}`,
    "",
    table(head, rows),
    "",
    ...(inWords ? ANSWER_LEGEND : LEGEND),
    ...(inWords ? ["", ...partLines(report)] : []),
    "",
    measured.length === 0
      ? "nothing was measured: no held-out example was answered"
      : inWords
        ? `mean score ${percent(meanOf((p) => p.start))} → ${percent(meanOf((p) => p.pasted))}`
        : `mean accuracy as pasted ${percent(meanOf((p) => p.start))} → ${percent(meanOf((p) => p.pasted))}; ` +
          `with label probabilities ${percent(meanOf((p) => p.withProbabilities ?? p.pasted))}`,
    `${report.merges} contributions merged in ${report.iterations} iterations, ${report.refused} refused; staleness mean ${report.stalenessMean.toFixed(1)}, ` +
      `max ${report.stalenessMax}; ${report.planesAdded} planes added, ${report.planesDropped} dropped; ${(report.wallMs / 1000).toFixed(1)} s`,
    "",
    ...(best?.result
      ? ["The tuned prompt of the best participant (its private demonstrations included):", "", indent(promptText(best)), ""]
      : []),
    "The shared fragment, which everybody tuned and nobody's examples left home for:",
    ...report.fragment.map((line) => `  · ${line}`),
  ].join("\n");
}

function promptText({ result }: ParticipantSnapshot): string {
  if (!result) return "";
  const prompt: Prompt = renderPrompt(result.content, { text: "…" }, result.layout);
  const words = prompt.type === "text" ? prompt.text : prompt.messages.map(({ role, content }) => `[${role}] ${content}`).join("\n");
  if (result.content.kind !== undefined) return words;
  const offsets = result.content.labels.map((label, c) => `${label} ${(result.labelOffsets[c] ?? 0).toFixed(2)}`).join(", ");
  return `${words}\n\nlabel offsets: ${offsets}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, c) => Math.max(name.length, ...rows.map((row) => row[c]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, c) => cell.padEnd(widths[c] ?? 0))
      .join("  ")
      .trimEnd();
  return [line(head), line(widths.map((width) => "─".repeat(width))), ...rows.map(line)].join("\n");
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}

function indent(text: string): string {
  return text
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
}

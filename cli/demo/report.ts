// What a demo run gave: one object for --json, and the tables for people.

import type { ParticipantSnapshot, Score } from "../../client/participant/snapshot.ts";
import { lowerIdentityOf } from "../../shared/algorithm/participant/problem.ts";
import { likeliestChoice } from "../../shared/algorithm/participant/sampling.ts";
import { mean } from "../../shared/math/mean.ts";
import type { Prompt } from "../../shared/prompt/language-model.ts";
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
  readonly baseline: { readonly accuracy: number; readonly loss: number };
  readonly tuned: { readonly accuracy: number; readonly accuracyWithoutOffsets: number; readonly loss: number };
  readonly baselineKept: boolean;
  readonly queries: number;
  readonly testQueries: number;
  readonly tokens: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly contributions: number;
  readonly stalenessMax: number;
  readonly labelOffsets: readonly number[];
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

/** Of a participant that has neither validation nor test rows. */
const unmeasured: Score = { correct: 0, total: 0, loss: Number.NaN, confusion: [] };

function participantReport(snapshot: ParticipantSnapshot, id: number, temperament: ParticipantReport["temperament"]): ParticipantReport {
  const { result } = snapshot;
  if (!result) throw new RangeError(`participant ${id} ended without a result: ${snapshot.activity.type}`);
  const baseline = result.baseline.test ?? result.baseline.validation ?? unmeasured;
  const tuned = result.tuned.test ?? result.tuned.validation ?? unmeasured;
  return {
    id,
    temperament,
    baseline: { accuracy: accuracyOf(baseline), loss: baseline.loss },
    tuned: { accuracy: accuracyOf(tuned), accuracyWithoutOffsets: accuracyOf(result.tuned.testWithoutOffsets ?? tuned), loss: tuned.loss },
    baselineKept: result.baselineKept,
    queries: snapshot.queries,
    testQueries: snapshot.testQueries,
    tokens: snapshot.tokens,
    bytesUp: snapshot.bytesUp,
    bytesDown: snapshot.bytesDown,
    contributions: snapshot.contributions.merged + snapshot.contributions.stale,
    stalenessMax: snapshot.staleness.max,
    labelOffsets: result.labelOffsets,
  };
}

const LEGEND = [
  "tuned: with label offsets, one number per label subtracted before the likeliest label is taken; bare: without them, as initial is",
  "kB: traffic with the aggregator; merged: contributions of this participant; staleness ≤: how many iterations old its oldest one was",
];

/** The tables that end a demo. `best` is the participant whose prompt is shown. */
export function reportText(report: DemoReport, best: ParticipantSnapshot | undefined): string {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const rows = report.participants.map((p) => [
    `${p.id} ${p.temperament === "steady" ? "" : `(${p.temperament})`}`.trim(),
    percent(p.baseline.accuracy),
    percent(p.tuned.accuracy) + (p.baselineKept ? " (baseline kept)" : ""),
    percent(p.tuned.accuracyWithoutOffsets),
    `${p.baseline.loss.toFixed(2)} → ${p.tuned.loss.toFixed(2)}`,
    String(p.queries),
    String(p.tokens),
    `${kilobytes(p.bytesUp)} / ${kilobytes(p.bytesDown)}`,
    String(p.contributions),
    String(p.stalenessMax),
  ]);
  const head = ["participant", "initial", "tuned", "tuned, bare", "loss", "queries", "tokens", "kB up / down", "merged", "staleness ≤"];
  const meanOf = (pick: (p: ParticipantReport) => number): number => mean(report.participants.map(pick));
  return [
    `Accuracy on held-out examples, ${report.languageModel}${report.simulated ? " (simulated: not a language model)" : ""}`,
    "",
    table(head, rows),
    "",
    ...LEGEND,
    "",
    `mean accuracy ${percent(meanOf((p) => p.baseline.accuracy))} → ${percent(meanOf((p) => p.tuned.accuracy))}`,
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
  const text = prompt.type === "text" ? prompt.text : prompt.messages.map(({ role, content }) => `[${role}] ${content}`).join("\n");
  const offsets = result.content.labels.map((label, c) => `${label} ${(result.labelOffsets[c] ?? 0).toFixed(2)}`).join(", ");
  return `${text}\n\nlabel offsets: ${offsets}`;
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

function accuracyOf(score: Score): number {
  return score.total > 0 ? score.correct / score.total : 0;
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

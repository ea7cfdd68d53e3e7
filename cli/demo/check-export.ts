// `npm run demo -- --check-export`: writes the tuned prompt as the files that can run, runs each on the test examples against the endpoint
// that measured it, and compares how many are right.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CapabilityRecord } from "../../client/language-model/scoring/capability-record.ts";
import { type ExportFormat, exportFile } from "../../client/participant/export/export.ts";
import type { ExportChoice, ExportFile, ExportSource } from "../../client/participant/export/format.ts";
import type { LocalExamples } from "../../client/participant/participant.ts";
import type { ParticipantSnapshot, TunedResult } from "../../client/participant/snapshot.ts";
import { labelForms } from "../../shared/prompt/render.ts";
import { sharedContent } from "../../shared/prompt/shared-content.ts";
import { createSimulatedModel } from "../../shared/prompt/simulated/simulated-model.ts";
import type { Task } from "../../shared/prompt/task.ts";
import {
  type ExportEndpoint,
  type ExportedLabels,
  type ExportRows,
  isThere,
  readRuleSources,
  runPython,
  runShell,
  runTypescript,
} from "./run-export.ts";
import { serveSimulated } from "./simulated-endpoint.ts";

export interface ExportCheck {
  readonly task: Task;
  readonly snapshot: ParticipantSnapshot;
  readonly examples: LocalExamples;
  /** null: the simulated learner is served. */
  readonly endpoint: ExportEndpoint | null;
  readonly capability: CapabilityRecord | null;
  /** Where the files are written. */
  readonly folder: string;
}

export interface CheckedExport {
  readonly format: string;
  readonly rows: number;
  /** Right answers; null where that was not measured. */
  readonly measured: number | null;
  /** Right answers; null where the file could not be run here, and why. */
  readonly exported: number | null;
  readonly note: string;
}

interface Way {
  readonly format: ExportFormat;
  readonly choice: ExportChoice;
  readonly how: "by probabilities" | "in words";
}

export async function checkExports(check: ExportCheck): Promise<readonly CheckedExport[]> {
  const { snapshot, examples } = check;
  const { result } = snapshot;
  if (!result || examples.test.length === 0) return [];
  const source = await sourceOfCheck(check, result);
  const served = check.endpoint
    ? null
    : await serveSimulated(createSimulatedModel({ layout: result.layout }), labelForms(result.content, result.layout));
  const endpoint = check.endpoint ?? { url: served?.url ?? "", model: "sim-icl-1", key: "none" };
  const pairs = check.task.example.includes("[SENTENCE2]");
  const rows: ExportRows = examples.test.map(({ text, text2 }) => (pairs ? [text, text2 ?? ""] : [text]));
  try {
    const checked: CheckedExport[] = [];
    for (const way of waysOf(result)) {
      const { format, choice, how } = way;
      const name = `${format}, ${choice === "fragment" ? "shared part" : "with demonstrations"}, ${how}`;
      const made = exportFile(format, source, choice);
      const measured = measuredFor(way, result, check.task);
      const row = { format: name, rows: rows.length, measured };
      if (made.type !== "file") {
        checked.push({ ...row, exported: null, note: made.type });
        continue;
      }
      await mkdir(check.folder, { recursive: true });
      await writeFile(join(check.folder, made.file.fileName), made.file.text);
      const labels = await labelsBy(way, made.file, endpoint, rows);
      if (typeof labels === "string") checked.push({ ...row, exported: null, note: labels });
      else checked.push({ ...row, exported: labels.filter((label, i) => label === examples.test[i]?.label).length, note: "" });
    }
    return checked;
  } finally {
    await served?.close();
  }
}

/** What differs; a file that could not be run, or was not measured, does not. */
export function differing(checked: readonly CheckedExport[]): readonly CheckedExport[] {
  return checked.filter(({ measured, exported }) => measured !== null && exported !== null && measured !== exported);
}

export function checkText(checked: readonly CheckedExport[]): string {
  const cells = checked.map(({ format, rows, measured, exported, note }) => [
    format,
    measured === null ? "not measured" : `${measured} of ${rows}`,
    exported === null ? "not run" : `${exported} of ${rows}`,
    exported === null ? note : measured === null ? "" : measured === exported ? "equal" : "different",
  ]);
  const table = [["format", "measured", "by export", ""], ...cells];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => (row[column] ?? "").length)));
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Whether label probabilities were measured decides what the snippets can do. */
function waysOf({ rung }: TunedResult): readonly Way[] {
  const probabilities = rung !== "text" && rung !== "sampled";
  return (["demonstrations", "fragment"] as const).flatMap((choice) => [
    ...(["typescript", "python"] as const).flatMap((format): Way[] => [
      ...(probabilities ? [{ format, choice, how: "by probabilities" } as const] : []),
      { format, choice, how: "in words" },
    ]),
    { format: "curl" as const, choice, how: "in words" as const },
  ]);
}

function measuredFor({ choice, how }: Way, { tuned, judgement, content }: TunedResult, task: Task): number | null {
  if (choice === "demonstrations") return (how === "in words" ? tuned.testWithoutOffsets : tuned.test)?.correct ?? null;
  if (judgement?.measuredOn !== "test") return null;
  // A prompt without private demonstrations is all shared.
  const isWhole = sharedContent(content, task).demonstrations.length === content.demonstrations.length;
  return (isWhole ? judgement.pasted : judgement.shared)?.tunedRight ?? null;
}

async function labelsBy(way: Way, file: ExportFile, endpoint: ExportEndpoint, rows: ExportRows): Promise<ExportedLabels | string> {
  const words = way.how === "in words" && file.text.includes(way.format === "python" ? "def classify_by_words" : "classifyByWords");
  switch (way.format) {
    case "typescript":
      return runTypescript(file, words ? "classifyByWords" : "classify", endpoint, rows);
    case "python":
      if (!(await isThere("python3"))) return "there is no python3 here";
      return runPython(file, words ? "classify_by_words" : "classify", endpoint, rows);
    default:
      if (!(await isThere("curl"))) return "there is no curl here";
      if (!(await isThere("python3"))) return "without a python3 the script prints answers";
      return runShell(file, endpoint, rows);
  }
}

/** What the files are written from. */
export async function sourceOfCheck({ task, snapshot, examples, capability }: ExportCheck, result: TunedResult): Promise<ExportSource> {
  const { iteration, step, contributions, queries, tokens, testQueries, budgetQueries, history } = snapshot;
  return {
    task,
    result,
    run: {
      model: capability?.model ?? null,
      seed: "",
      alone: false,
      settings: {},
      ...{ iteration, step, contributions, queries, tokens, testQueries, budgetQueries, history },
    },
    examples,
    places: { text: "[TEXT]", text2: "[SECOND TEXT]" },
    rules: await readRuleSources(),
    capability,
  };
}

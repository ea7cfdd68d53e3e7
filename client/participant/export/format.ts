// The types that the export formats share: the input of each, and the file that it makes.

import type { PromptContent } from "../../../shared/prompt/render.ts";
import type { Task } from "../../../shared/prompt/task.ts";
import type { CapabilityRecord } from "../../language-model/scoring/capability-record.ts";
import type { LocalExamples } from "../participant.ts";
import type { ParticipantSnapshot, ProgressPoint, TunedResult } from "../snapshot.ts";
import type { InputName } from "./prompt-template.ts";
import type { RuleSources } from "./rule-source.ts";

/**
 * fragment: only what the task's owner published and everybody tuned together; safe to publish. demonstrations: the whole prompt as it was
 * measured, private examples in it.
 */
export type ExportChoice = "fragment" | "demonstrations";

export interface ExportSource {
  readonly task: Task;
  readonly result: TunedResult;
  readonly run: RunFacts;
  /** Everything that must not slip into a fragment; the test examples are the tests of the other choice. */
  readonly examples: LocalExamples;
  /** What stands in plain text where the query's texts go, in the reader's language. */
  readonly places: Places;
  readonly rules: RuleSources;
  /** How the model was asked; null where it is not behind an endpoint. */
  readonly capability: CapabilityRecord | null;
}

export type Places = Readonly<Record<InputName, string>>;

export interface ExportFile {
  readonly fileName: string;
  readonly mediaType: string;
  readonly text: string;
}

/** What a format is made of: the source, and the content and offsets that the choice lets it show. */
export interface ExportInput extends ExportSource {
  readonly choice: ExportChoice;
  readonly content: PromptContent;
  /** D of the decision layer [A49], row by row; null where offsets decide alone. Shape [labels x labels]. */
  readonly labelMatrix: readonly number[] | null;
}

/** A mark instead of a file: the format would read it as its own, so it cannot carry this prompt unchanged. */
export type ExportWriter = (input: ExportInput) => ExportFile | { readonly mark: string };

export interface RunFacts
  extends Pick<ParticipantSnapshot, "iteration" | "step" | "contributions" | "queries" | "tokens" | "testQueries" | "budgetQueries"> {
  /** The model's name at its endpoint; null for the simulated one and for files. */
  readonly model: string | null;
  readonly seed: number | string;
  readonly alone: boolean;
  readonly settings: unknown;
  readonly history: readonly ProgressPoint[];
}

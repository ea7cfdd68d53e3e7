// The notes that every exported file holds, in the comments of its format.

import { withoutHiddenCharacters } from "../../../shared/prompt/hidden-characters.ts";
import { oneLine, type PromptContent } from "../../../shared/prompt/render.ts";
import type { Score, TunedResult } from "../snapshot.ts";
import type { ExportInput } from "./format.ts";

/** One sentence or two per line, without line ends. */
export function notesOf({ task, content, result, choice }: ExportInput): string[] {
  const { labelOffsets, tuned, layout } = result;
  const notes = [
    `Prompt for the task "${task.name}", tuned with AsynDBT.`,
    choice === "fragment"
      ? `Shared part only: no private example is in it. ${sharedFigure(content, result)}`
      : "HOLDS PRIVATE EXAMPLES as demonstrations. Do not publish it.",
    `Measured with ${result.languageModelId}${layout === "completion" ? ", as raw text to be continued" : ""}.`,
    "The text goes in as one line: white space collapsed, hidden characters taken out, control tokens such as <|end|> broken up by a space.",
  ];
  if (choice === "fragment") {
    notes.push("Label offsets are left out: they were fitted to the whole prompt, on private examples.");
  } else if (labelOffsets.some((offset) => offset !== 0)) {
    const bare = tuned.testWithoutOffsets;
    notes.push(
      `Label offsets (${task.labels.map((label, i) => `${label} ${labelOffsets[i]}`).join(", ")}) need the log-probability of every label: subtract each, then take the largest.`,
    );
    if (tuned.test && bare) notes.push(`On test examples ${share(tuned.test)} right with offsets, ${share(bare)} by the plain answer.`);
  }
  return notes.map((note) => withoutHiddenCharacters(oneLine(note)));
}

/** How the shared part did by itself; where there is nothing private, it is the whole prompt. */
function sharedFigure(content: PromptContent, { content: whole, judgement }: TunedResult): string {
  const isWhole = content.demonstrations.length === whole.demonstrations.length;
  const found = isWhole ? judgement?.pasted : judgement?.shared;
  if (!found || !judgement) return "Without its demonstrations it is not the prompt that was measured.";
  return `By itself it was right for ${found.tunedRight} of ${found.rows} ${judgement.measuredOn} examples, without label offsets.`;
}

/** For formats that hold no code. */
export const READ_WITH =
  "Read the answer as it was measured: the TypeScript and Python exports have labelInAnswer and label_in_answer for that. They find the first label word in it, whatever its case or what stands around it.";

/** The part of a file name that says which prompt it is. */
export function baseNameOf({ task, choice }: Pick<ExportInput, "task" | "choice">): string {
  const name = task.name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);
  return `${name || "prompt"}-${choice === "fragment" ? "shared" : "private"}`;
}

function share({ correct, total }: Score): string {
  return `${correct} of ${total}`;
}

// The state of a DSPy program `dspy.Predict("text -> label")`. DSPy lays its prompts out by itself: this carries the instructions, label
// words and demonstrations over, not the bytes, and so not the measured figures either.

import { renderPrompt } from "../../../../shared/prompt/render.ts";
import type { ExportFile, ExportInput } from "../format.ts";
import { baseNameOf, notesOf, READ_WITH } from "../notes.ts";
import { templateOf } from "../prompt-template.ts";

export function dspyState(input: ExportInput): ExportFile {
  const { content, result, task } = input;
  const { inputs } = templateOf(content, result.layout);
  const turns = renderPrompt(content, { text: "" }, "chat-turns");
  const instructions = turns.type === "chat" ? (turns.messages[0]?.content ?? "") : "";
  const demos = content.demonstrations.map(({ text, text2, label }) => ({
    text,
    ...(inputs.includes("text2") ? { text2: text2 ?? "" } : {}),
    label: content.labelWords[label] ?? "",
  }));
  const field = (name: string): { prefix: string; description: string } => ({
    prefix: `${name.charAt(0).toUpperCase()}${name.slice(1)}:`,
    description: `\${${name}}`,
  });
  const state = {
    traces: [],
    train: [],
    demos,
    signature: { instructions, fields: [...inputs, "label"].map(field) },
    lm: null,
    metadata: {
      // DSPy compares these with what is installed, and warns where they differ.
      dependency_versions: {},
      asyndbt: {
        program: `dspy.Predict("${inputs.join(", ")} -> label")`,
        notes: [...notesOf(input), READ_WITH, "DSPy renders its own prompt from this: measure it again there."],
        labels: task.labels.map((label, i) => ({ label, word: content.labelWords[i], offset: result.labelOffsets[i] })),
      },
    },
  };
  return { fileName: `${baseNameOf(input)}-dspy.json`, mediaType: "application/json", text: `${JSON.stringify(state, null, 2)}\n` };
}

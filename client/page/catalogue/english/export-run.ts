// The words of "Run this export on my test examples", in English.

import { figuresIn } from "../figures.ts";

const { n, count } = figuresIn("en");

export const exportRunEn = {
  button: "Run this export on my test examples",
  question: (rows: number): string =>
    `This asks your language model about ${count(rows, "test example", "test examples")} again, as the file would, on top of the budget.`,
  free: "It costs nothing.",
  costs: (amount: string): string => `By what answers have cost so far, that is about ${amount}.`,
  costUnknown: "What that costs is not known.",
  confirm: (rows: number): string => `Ask about ${count(rows, "example", "examples")}`,
  running: "Asking…",
  cancel: "Cancel",
  by: (how: "probabilities" | "words"): string => (how === "words" ? "By answers in words," : "By label probabilities,"),
  right: (right: number, rows: number): string => `the export is right for ${n.format(right)} of ${n.format(rows)}.`,
  measured: (right: number, rows: number): string => `Measured: ${n.format(right)} of ${n.format(rows)}.`,
  notMeasured: "This prompt was not measured by itself on these examples, so there is nothing to compare with.",
  equal: "Equal.",
  differs: (more: number, how: "probabilities" | "words"): string => {
    const difference = `${n.format(Math.abs(more))} ${more > 0 ? "more" : "fewer"} than measured.`;
    return how === "words"
      ? `${difference} The measurement took the likeliest label; here the whole answer was read, and a model may write another one.`
      : `${difference} The model did not answer as it did then.`;
  },
  unanswered: (rows: number): string => `${count(rows, "example", "examples")} got no answer and counted as wrong.`,
  kept: "Every answer was still there: nothing was asked again.",
};

// The verdict on a run, in English.

import { figuresIn } from "../figures.ts";

const { n, count } = figuresIn("en");
const SETS = { test: "test examples", validation: "validation examples" } as const;

export const verdictEn = {
  better: "A better prompt",
  calibratedSame: "The same prompt, with calibrated answers",
  calibratedOther: "No better as pasted, but better with calibrated answers",
  calibratedWorse: "Worse as pasted: better only with calibrated answers",
  pasteTheStart: "If you paste prompts, keep the starting prompt: as pasted it answers more of these examples right.",
  nothing: "Nothing better found",
  from: (from: string, to: string, set: keyof typeof SETS): string => `${from} → ${to} of the ${SETS[set]} right, as pasted`,
  stays: (share: string, set: keyof typeof SETS): string => `${share} of the ${SETS[set]} right, as pasted: as before`,
  kept: "No other prompt was better on your training and validation examples, so the starting prompt was kept.",
  paired: (rows: number, gained: number, lost: number): string =>
    `Of ${count(rows, "example", "examples")}, it answers ${n.format(gained)} right that the starting prompt gets wrong, and ${n.format(lost)} wrong that the starting prompt gets right.`,
  alike: (rows: number): string => `It is right on the same of the ${count(rows, "example", "examples")} as the starting prompt.`,
  beyondChance: "That is more than chance.",
  mayBeChance: "With so few examples, that may be chance.",
  expect: (low: string, high: string): string => `On further texts of the same kind, expect between ${low} and ${high}.`,
  flattered: "These examples helped to choose the prompt, which flatters it: add test examples for a figure that does not.",
  withProbabilities: "With label probabilities",
  withProbabilitiesHint:
    "This needs an endpoint that gives the probability of each label; the TypeScript and Python exports ask for them and apply the offsets.",
  sharedPart: "The shared part alone",
  sharedPartHint: "It holds none of your examples, and it is what gets published.",
  noRows: "There were no examples to measure the prompt on: add some for validation and test.",
  notAnswered: "The run ended before any of your validation or test examples was answered, so nothing was measured.",
  sampled: (asked: number, of: number): string => `Measured on ${n.format(asked)} of your ${n.format(of)} test examples, drawn at random.`,
  bestSoFar: "The prompt below is the most promising one so far: try it before you use it.",
};

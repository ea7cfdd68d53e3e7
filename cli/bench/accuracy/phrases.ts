// Phrases that a task owner might offer for any classification task: two slots, each with EMPTY on top. Written for this bench.

export const PHRASES: readonly (readonly string[])[] = [
  [
    "Read the whole text before you decide.",
    "Look for the words that matter most.",
    "Judge what the text means, not how it is written.",
    "Think about what the writer wants to say.",
    "Pay attention to the last words.",
    "Some of the texts are tricky.",
    "Here are some examples.",
    "The examples show how it is done.",
  ],
  [
    "Answer with exactly one of the labels.",
    "Each label is the right one equally often.",
    "Choose the label that fits best.",
    "Do not always give the same answer.",
    "Be careful and answer truthfully.",
    "If unsure, compare with the examples.",
  ],
];

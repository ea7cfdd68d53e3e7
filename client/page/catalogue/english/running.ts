// The English sentences about a run: before it starts, while it goes on, and about its result.

import type { Activity, ExportFormat } from "../../../participant/session/worker-api.ts";
import { figuresIn } from "../figures.ts";

const { about, count, duration, money, n } = figuresIn("en");

export const runEn = {
  title: "Budget and start",
  budget: "Queries to the language model, at most",
  budgetHint:
    "Checked before every query. One is one request: a prompt with one of your texts; without label probabilities an answer takes several.",
  moreLimits: "More limits",
  moreLimitsHint:
    "Tuning ends while each still leaves enough to choose and measure the best prompt. They count everything, the test at the end included, over all visits. Empty: no limit.",
  limits: { tokens: "Tokens, at most", money: "Cost, at most", minutes: "Minutes, at most", testRows: "Test examples, at most" },
  limitHints: {
    tokens: "Of prompts and answers together.",
    money: "In the currency of your prices.",
    minutes: "While the run goes on. Pauses, and sleep of this device, do not count.",
    testRows:
      "Asked about at the end, once for each of up to three prompts. Empty: 400, which tell a share of right answers to five points.",
  },
  limitUnpriced: "Needs the model’s prices: enter them above, then test the connection.",
  start: "Start",
  resume: "Go on",
  startNew: "Start a new run",
  pause: "Pause",
  finish: "Finish now",
  finishHint: "Ends tuning: the most promising prompts are compared, and the best of them is measured.",
  leave: "Leave",
  withdraw: "Leave and withdraw",
  withdrawHint: "Asks the aggregator to forget what this participant contributed.",
  erase: "Delete everything here",
  eraseSure: "Delete examples, answers, settings and progress of this task from this browser?",
  erased: "Everything about this task was deleted from this browser.",
  more: "Leave or delete",
  left: (button: string): string => `You have left the task. “${button}” brings you back.`,
  spent:
    "What is left of the budget is too little for another step. Raise it, or the limit that was reached, to go on; or test another model, and start a new run with it.",
  needExamples: "Add examples first.",
  of: (used: number, budget: number): string => `${n.format(used)} of ${n.format(budget)} queries`,
  forecast: {
    title: "What it will take",
    queries: "Queries",
    queriesOf: (budget: number, extra: number): string =>
      `at most ${n.format(budget)}${extra > 0 ? `, and about ${n.format(extra)} to measure the result` : ""}`,
    testOf: (asked: number, of: number): string => `The result is measured on ${n.format(asked)} of your ${n.format(of)} test examples.`,
    tokens: "Tokens",
    tokensOf: (low: number, high: number): string => `between ${about.format(low)} and ${about.format(high)}`,
    cost: "Cost",
    costOf: (low: number, high: number): string => `between ${money(low)} and ${money(high)}, in the currency of your prices`,
    free: "nothing: no provider is asked",
    unknown: "unknown: enter the model’s prices above",
    time: "Time",
    timeOf: (low: number, high: number): string => `between ${duration(low)} and ${duration(high)}, without waits your provider asks for`,
    timeUnknown: "unknown until a connection was tested",
    tooLittle: (least: number): string => `Too little to begin: at least ${n.format(least)} queries are needed.`,
    tooSmall: {
      tokens: "The limit on tokens is probably too small to begin.",
      money: "The limit on cost is probably too small to begin.",
      minutes: "The limit on minutes is probably too small to begin.",
    },
  },
};

export const liveEn = {
  title: "Live",
  past: "How the run went",
  none: "Nothing runs yet. The first step takes a few seconds.",
  iteration: "Iteration",
  steps: "Local steps",
  staleness: "Behind, last step",
  othersOf: (live: number, joined: number): string => `${n.format(live)} live of ${n.format(joined)}`,
  contributions: "Contributions merged",
  queries: "Queries",
  tokens: "Tokens",
  traffic: "Up / down",
  connection: { none: "alone", connecting: "connecting…", online: "online", offline: "offline; goes on when back" },
  blocked:
    "The aggregator answers, but a network, proxy or browser extension on the way blocks WebSockets, which the run needs. Try another network (such as your phone’s), switch off VPN or extensions for this page, or ask whoever runs the network to allow WebSockets to this address. Nothing is lost; it goes on by itself when they pass.",
  curveTitle: "Right answers on your training examples",
  curveBest: "Best so far",
  baseline: "Start",
  curveLow: "at least",
  curveHigh: "at most",
  curveStart: (start: string): string => `the starting prompt answers ${start} right; no better one is known yet`,
  curveSaid: (start: string, best: string, low: string, high: string): string =>
    `the starting prompt answers ${start} right, the best so far ${best}, between ${low} and ${high}`,
  curveHint: (rows: number): string =>
    `Each dot is a prompt that was tried. Most were asked about a few of your ${n.format(rows)} training examples only, so these are estimates; the band shows how far off the best one’s may be. How it does on examples it has never seen is measured at the end.`,
  lossMean: "Mean loss of the step’s prompts",
  accuracy: "Mean of the step’s prompts",
  table: "Table",
  csv: "Download CSV",
  queriesAxis: "queries",
  chartEmpty: "The chart starts with the first finished step.",
  consensus: "Consensus, slot by slot",
  consensusHint: "Darker means favoured by everybody together. The map sharpens while tuning goes on.",
  slotName: "Slot",
  favourite: "Favourite",
  others: "Participants",
  shares: "Shares of the candidates, largest first",
  slot: {
    instruction: "Beginning",
    phrase: "Phrase",
    "label-word": "Word for",
    order: "Order of labels",
    place: "Label moved to the end,",
    "public-demonstration": "Public example of",
  },
  empty: "(nothing)",
  unmoved: "(none)",
  fragment: "Most promising prompt so far",
  fragmentHint: "Underlined: new since the start. Struck out: gone. Your demonstrations are shown in this tab only.",
  favoured: "Your favoured demonstrations",
  favouredHint: "Stays in this tab.",
  refused: "The aggregator refused:",
  cost: "Cost, about",
  money,
  away: (ms: number, queries: number): string =>
    queries > 0
      ? `While this tab was in the background (${duration(ms)}) the run went on: ${count(queries, "query", "queries")}.`
      : `The browser held the run while this tab was in the background (${duration(ms)}). Nothing is lost; it goes on now.`,
  /** `reason`: the code of what the model's client waits for. */
  providerWait: (seconds: number, reason: string): string => {
    if (reason === "offline") return "This device is offline. The run goes on by itself when it is back.";
    if (reason === "rate-limited") return `Your provider asked to wait. Next try in ${count(seconds, "second", "seconds")}.`;
    return `The model does not answer at the moment. Next try in ${count(seconds, "second", "seconds")}.`;
  },
  unanswered: (amount: number): string =>
    `The model gave no usable answer to ${count(amount, "query", "queries")}, such as for a text that is too long. They are left out.`,
  merged: (iteration: number, behind: number): string =>
    `merged at iteration ${n.format(iteration)}${behind > 0 ? `, ${n.format(behind)} behind` : ""}`,
  /** `reason`: why a failed run stopped, in this language. */
  activity: (activity: Activity, now: number, reason: string): string => {
    switch (activity.type) {
      case "idle":
        return "Ready.";
      case "joining":
        return "Joining the task…";
      case "scoring":
        return `Scoring ${count(activity.prompts, "candidate prompt", "candidate prompts")} on ${count(activity.rows, "example", "examples")} of yours.`;
      case "waiting-for-language-model":
        return `Waiting ${count(Math.max(0, Math.ceil((activity.untilMs - now) / 1000)), "second", "seconds")} for your provider.`;
      case "waiting-for-aggregator":
        return {
          reply: "Waiting for the aggregator’s answer.",
          offline: "The aggregator cannot be reached. Trying again; nothing is lost.",
          paused: "The task’s owner has paused it. Goes on by itself.",
          overloaded: "The aggregator is busy. Trying again; nothing is lost.",
        }[activity.reason];
      case "selecting":
        return "Comparing the most promising prompts on your training and validation examples.";
      case "testing":
        return "Testing the chosen prompt on examples it has never seen.";
      case "paused":
        return "Paused. Nothing is lost.";
      case "finished":
        if (activity.limit) {
          const what = { tokens: "tokens", money: "money", minutes: "time", key: "requests with this key" }[activity.limit];
          return `Finished: what is left of the ${what} you allowed is too little for another step.`;
        }
        return {
          budget: "Finished: what is left of the budget is too little for another step.",
          converged: "Finished: nothing better is found any more.",
          closed: "Finished: the owner closed the task.",
          stopped: "Finished.",
        }[activity.reason];
      case "failed":
        return `Stopped: ${reason}`;
    }
  },
};

export const resultEn = {
  title: "Result",
  none: "The tuned prompt appears here when the budget allows no further step, or when you press “Finish now”.",
  set: "Measured on",
  validation: "your validation examples",
  test: "your test examples",
  baseline: "Starting prompt",
  baselineCalibrated: "Starting prompt, with label probabilities",
  tuned: "New prompt, with label probabilities",
  bare: "New prompt, as pasted",
  loss: "loss",
  interval: "95 % interval",
  sets: "Validation examples helped to choose the prompt, which flatters it. Test examples were asked only once, at the end. Loss: how little the right labels were expected; lower is better.",
  confusion: "Which label is taken for which",
  confusionOf: "Prompt",
  confusionCaption: (set: string): string => `Measured on ${set}. Rows: the right label. Columns: what the prompt answered.`,
  right: "right",
  rightLabel: "Right label",
  recall: "found",
  prompt: "The tuned prompt",
  promptHint: "[YOUR TEXT] is where the text to classify goes.",
  export: "Take it with you",
  exportWhat: "What to show",
  fragmentOnly: "Shared part only",
  fragmentHint: "Safe to publish: none of your examples is in it, which is checked again for every file.",
  withDemonstrations: "With my demonstrations",
  demonstrationsHint:
    "The prompt as it was measured. It holds private examples of yours: it is saved on this device and sent nowhere. Do not publish it.",
  format: "Format",
  formats: {
    text: "Plain text",
    messages: "Chat messages (JSON)",
    "messages-lines": "Chat messages (JSON Lines)",
    promptfoo: "promptfoo configuration",
    dotprompt: "dotprompt",
    prompty: "Prompty",
    dspy: "DSPy program state",
    typescript: "TypeScript",
    python: "Python",
    curl: "Shell script with curl",
    manifest: "Record of the run (JSON)",
  } satisfies Record<ExportFormat, string>,
  chooseFirst: "Choose first what to show.",
  download: "Download",
  saved: (fileName: string): string => `Saved: ${fileName}`,
  savedPrivate: (fileName: string): string => `Saved: ${fileName}. It holds private examples.`,
  privateWords: "Not exported. These words of your private examples are in it:",
  notExpressible: (mark: string): string =>
    `This format cannot hold the prompt unchanged: it would read “${mark}” as its own. Choose another format.`,
  offsets: "Label offsets",
  offsetsHint:
    "Subtract each from its label’s log-probability before taking the largest. They need a model that gives the log-probabilities of the labels; without them the figures “without offsets” hold.",
  copy: "Copy",
  copied: "Copied",
  copyRefused: "The browser did not allow it. Select the text and copy it yourself.",
  placeholder: "[YOUR TEXT]",
  placeholder2: "[YOUR SECOND TEXT]",
  try: "Try it on a text",
  tryHint: "Asks your language model twice: starting prompt and tuned prompt. These two queries come on top of the budget above.",
  tryOther:
    "The model chosen above answers. Where it is not the one that this prompt was tuned with, the label offsets are left out: they belong to that one.",
  tryText: "Text",
  tryText2: "Second text",
  tryButton: "Try",
  trying: "Asking…",
};

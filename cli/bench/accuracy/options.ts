// The flags of the accuracy bench.

import { parseArgs } from "node:util";
import type { DialectName } from "../../../client/language-model/dialects/dialects.ts";
import { METHODS, type NamedMethod } from "../../../shared/methods/methods.ts";
import { CommandFailure } from "../../terminal/command.ts";
import { dialectOption, keyOption, OTHER_DIALECTS } from "../../terminal/endpoint-flags.ts";

export const ACCURACY_HELP = `npm run bench:accuracy -- --data DIR --language-model URL --model NAME [options]

Every method on the data sets of DIR, at the same number of queries for each participant, with a language model that gives label probabilities
(npm run language-model starts one; "simulated" takes the simulated learner, to see that it runs). Stopped and started again it goes on where it
was; no answer is paid for twice.

  --recorded              instead: all methods on the recorded answers of bench/recorded, in about a minute (--recorded --help)
  --dialect NAME          how the endpoint talks: openai-compatible (default),
                          ${OTHER_DIALECTS}
  --key-env NAME          environment variable that holds the endpoint's key
  --sets a,b              folders of DIR, default sst2,trec,agnews
  --methods a,b           default all: ${METHODS.map(({ name }) => name).join(", ")}
  --budget-queries N      queries of each participant for tuning and selection, default 400
  --concurrency N         requests at the same time, default 1: more for a server that answers several in one pass
  --participants N        default 3, examples shared out unevenly (Dirichlet 0.5)
  --seeds 0,1,2           default 0,1,2
  --label-words           let the methods choose among the words of label-words.json
  --again a,b             measure these methods anew
  --report-only           only write the report from what is done
  --state DIR             cells and answers, default in the user's cache folder
  --json FILE             rows, targets and cells; Markdown, HTML and plots are written beside it
`;

export interface AccuracyEndpoint {
  readonly type: "http";
  readonly dialect?: DialectName;
  readonly url: string;
  readonly model: string;
  readonly key?: string;
}

export interface AccuracyOptions {
  readonly folder: string;
  readonly sets: readonly string[];
  readonly languageModel: { readonly type: "simulated" } | AccuracyEndpoint;
  readonly methods: readonly NamedMethod[];
  /** Names of methods to measure anew. */
  readonly again: ReadonlySet<string>;
  readonly budgetQueries: number;
  readonly concurrency: number;
  readonly participants: number;
  readonly seeds: readonly number[];
  readonly tuneLabelWords: boolean;
  readonly reportOnly: boolean;
  readonly state: string | undefined;
  readonly json: string | undefined;
}

/** Null where help is asked for. @throws CommandFailure that names the flag. */
export function parseAccuracyOptions(args: readonly string[]): AccuracyOptions | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: "string" },
      sets: { type: "string", default: "sst2,trec,agnews" },
      "language-model": { type: "string" },
      dialect: { type: "string" },
      "key-env": { type: "string" },
      model: { type: "string" },
      methods: { type: "string", default: "all" },
      "budget-queries": { type: "string", default: "400" },
      concurrency: { type: "string", default: "1" },
      participants: { type: "string", default: "3" },
      seeds: { type: "string", default: "0,1,2" },
      "label-words": { type: "boolean", default: false },
      again: { type: "string" },
      "report-only": { type: "boolean", default: false },
      state: { type: "string" },
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return null;
  const url = required(values["language-model"], "--language-model URL");
  const dialect = dialectOption(values.dialect, url === "simulated" ? "other" : "endpoint");
  const key = keyOption(values["key-env"]);
  return {
    folder: required(values.data, "--data DIR"),
    sets: list(values.sets, "--sets"),
    languageModel:
      url === "simulated"
        ? { type: "simulated" }
        : { type: "http", url, model: required(values.model, "--model NAME"), ...(dialect ? { dialect } : {}), ...(key ? { key } : {}) },
    methods: values.methods === "all" ? METHODS : list(values.methods, "--methods").map(methodNamed),
    again: new Set(values.again === undefined ? [] : list(values.again, "--again").map((name) => methodNamed(name).name)),
    budgetQueries: wholeNumber(values["budget-queries"], "--budget-queries", 1),
    concurrency: wholeNumber(values.concurrency, "--concurrency", 1),
    participants: wholeNumber(values.participants, "--participants", 1),
    seeds: list(values.seeds, "--seeds").map((text) => wholeNumber(text, "--seeds", 0)),
    tuneLabelWords: values["label-words"],
    reportOnly: values["report-only"],
    state: values.state,
    json: values.json,
  };
}

function required(value: string | undefined, flag: string): string {
  if (value === undefined || value === "") throw new CommandFailure(`${flag} is needed; --help says more`);
  return value;
}

/** Each once. */
function list(text: string, flag: string): string[] {
  const parts = [...new Set(text.split(",").filter((part) => part !== ""))];
  if (parts.length === 0) throw new CommandFailure(`${flag} names nothing; --help says more`);
  return parts;
}

function wholeNumber(text: string, flag: string, least: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least)
    throw new CommandFailure(`${flag} must be a whole number of at least ${least}, not ${JSON.stringify(text)}`);
  return value;
}

function methodNamed(name: string): NamedMethod {
  const found = METHODS.find((method) => method.name === name);
  if (!found) throw new CommandFailure(`no method ${JSON.stringify(name)}; there are ${METHODS.map((method) => method.name).join(", ")}`);
  return found;
}

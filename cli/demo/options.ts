// The demo's flags: what they mean, their defaults and their limits.

import { join } from "node:path";
import { parseArgs } from "node:util";
import type { DialectName } from "../../client/language-model/dialects/dialects.ts";
import type { Prices } from "../../client/language-model/transport/prices.ts";
import { type Limits, TEST_ROWS } from "../../client/participant/limits.ts";
import { LAYOUTS, type Layout } from "../../shared/prompt/language-model.ts";
import type { PartitionKind } from "../data/data-folder.ts";
import { projectRoot } from "../machine/project-root.ts";
import { CommandFailure } from "../terminal/command.ts";
import { dialectOption, keyOption, OTHER_DIALECTS } from "../terminal/endpoint-flags.ts";
import { wholeOption } from "../terminal/whole-option.ts";

/** The sample tasks in data/. */
export const BUNDLED_TASKS = ["support", "parcels", "questions", "tickets", "amounts", "notices"] as const;

export const DEMO_HELP = `npm run demo -- [options]

Starts a real local aggregator and lets three participants, who share no example, tune one prompt together: one of them is slow,
one leaves halfway and comes back. Ends with a table of what it gave on held-out examples.

  --data DIR              data folder (task.json, train.jsonl, pool.jsonl, validation.jsonl, test.jsonl, and what docs/data-format.md
                          calls optional); default: the bundled customer-support messages
  --task NAME             a bundled task: ${BUNDLED_TASKS.join(", ")}
  --language-model WHICH  simulated (default, no language model at all), local (a small real one on this machine), or the address of
                          any endpoint, such as http://127.0.0.1:8080/v1
  --dialect NAME          how the endpoint talks: openai-compatible (default),
                          ${OTHER_DIALECTS};
                          docs/language-models.md has the address that each needs
  --model NAME            the endpoint's model; for local: smollm2-135m-instruct (default), gemma-3-270m, or the path of a GGUF file
  --key-env NAME          environment variable that holds the endpoint's key
  --layout LAYOUT         completion, chat-turns or chat; default: found by a small probe
  --without-log-probs HOW sampled or text: what to accept of an endpoint that gives no label probabilities; default: refuse it
  --participants N        1 to 10, default 3; 1 is tuning with an aggregator but nobody else
  --partition KIND        dirichlet (default: everybody sees other labels more often) or iid
  --budget-queries N      model queries per participant for tuning and selection, default 1200 simulated, 240 local, 400 elsewhere
  --budget-tokens N       further limits of each participant, over tuning, selection and test together; default: none
  --budget-minutes N
  --budget-money N        needs --prices INPUT,OUTPUT: an endpoint's, per million tokens, in any one currency
  --public-shots N        public demonstrations per class; default: what the data say, local 1
  --private-shots N       demonstrations per class out of each participant's own pool; default as above
  --test-rows N           held-out examples looked at in the end, default 400, local 40
  --iterations N          end after so many aggregator iterations, default no limit
  --seed N                default 1
  --fixed-label-words     keep the task's own label words instead of tuning them
  --fixed-instruction     keep the task's own header instead of trying others
  --check-export          in the end, write the best prompt as TypeScript, Python and a shell script, run each on the held-out examples
                          against the same model, and compare with what was measured; the code is 1 where they differ
  --json                  print one JSON object instead of progress and tables
  --help                  this text
`;

export interface DemoOptions {
  readonly data: string;
  readonly languageModel: { readonly type: "simulated" } | { readonly type: "local" } | { readonly type: "http"; readonly url: string };
  /** undefined: the default. */
  readonly dialect: DialectName | undefined;
  readonly model: string | undefined;
  readonly key: string | undefined;
  readonly layout: Layout | undefined;
  readonly withoutLogProbs: "sampled" | "text" | undefined;
  readonly participants: number;
  readonly partition: PartitionKind;
  readonly budgetQueries: number;
  readonly limits: Limits;
  readonly prices: Prices | null;
  /** undefined: what the data say. */
  readonly publicShots: number | undefined;
  readonly privateShots: number | undefined;
  readonly testRows: number;
  readonly iterations: number;
  readonly seed: number;
  readonly tuneLabelWords: boolean;
  readonly tuneInstruction: boolean;
  readonly checkExport: boolean;
  readonly json: boolean;
  readonly help: boolean;
}

const DEFAULT_BUDGET = { simulated: "1200", local: "240", http: "400" } as const;

/** @throws CommandFailure that names the flag. */
export function parseDemoOptions(args: readonly string[]): DemoOptions {
  const { values } = parsed(args);
  const whole = (name: string, text: string, min: number, max: number): number => wholeOption(`--${name}`, text, { min, max });
  const oneOf = <T extends string>(name: string, text: string, allowed: readonly T[]): T => {
    const found = allowed.find((value) => value === text);
    if (found === undefined) throw new CommandFailure(`--${name} must be one of ${allowed.join(", ")}, not ${JSON.stringify(text)}`);
    return found;
  };
  const amount = (name: "budget-tokens" | "budget-money" | "budget-minutes"): number | undefined => {
    const value = values[name] === undefined ? undefined : Number(values[name]);
    if (value !== undefined && !(value > 0))
      throw new CommandFailure(`--${name} must be a number above 0, not ${JSON.stringify(values[name])}`);
    return value;
  };
  const languageModel = languageModelOf(values["language-model"]);
  const [tokens, money, minutes] = [amount("budget-tokens"), amount("budget-money"), amount("budget-minutes")];
  const prices = pricesOf(values.prices);
  if (money !== undefined && !(prices && languageModel.type === "http"))
    throw new CommandFailure("--budget-money needs --prices and an endpoint: nothing else costs money");
  // On the small local model the demo should end while one watches: short prompts, few queries. What the user asks for comes first.
  const local = languageModel.type === "local" && values.data === undefined;
  const shots = (name: string, text: string | undefined): number | undefined =>
    text !== undefined ? whole(name, text, 0, 16) : local ? 1 : undefined;
  const key = keyOption(values["key-env"]);
  if (languageModel.type === "http" && !values.model)
    throw new CommandFailure("--model is needed with an endpoint: which model should it run?");
  if (values.model !== undefined && languageModel.type === "simulated")
    throw new CommandFailure("--model is for an endpoint or a local model: choose one with --language-model");
  return {
    data: folderOf(values.data, values.task),
    languageModel,
    dialect: dialectOption(values.dialect, languageModel.type === "http" ? "endpoint" : "other"),
    model: values.model,
    key,
    layout: values.layout === undefined ? undefined : oneOf<Layout>("layout", values.layout, LAYOUTS),
    withoutLogProbs:
      values["without-log-probs"] === undefined
        ? undefined
        : oneOf<"sampled" | "text">("without-log-probs", values["without-log-probs"], ["sampled", "text"]),
    participants: whole("participants", values.participants, 1, 10),
    partition: oneOf<PartitionKind>("partition", values.partition, ["dirichlet", "iid"]),
    budgetQueries: whole("budget-queries", values["budget-queries"] ?? DEFAULT_BUDGET[languageModel.type], 0, 10_000_000),
    // The rows are chosen before they are shared out: each participant asks about all of them.
    limits: {
      ...(tokens ? { tokens } : {}),
      ...(money ? { money } : {}),
      ...(minutes ? { minutes } : {}),
      testRows: Number.MAX_SAFE_INTEGER,
    },
    prices,
    publicShots: shots("public-shots", values["public-shots"]),
    privateShots: shots("private-shots", values["private-shots"]),
    testRows: whole("test-rows", values["test-rows"] ?? (local ? "40" : String(TEST_ROWS)), 1, 1_000_000),
    iterations: whole("iterations", values.iterations ?? "1000000000", 1, 1_000_000_000),
    seed: whole("seed", values.seed, 0, Number.MAX_SAFE_INTEGER),
    tuneLabelWords: !values["fixed-label-words"],
    tuneInstruction: !values["fixed-instruction"],
    checkExport: values["check-export"],
    json: values.json,
    help: values.help,
  };
}

/** A wrong flag throws parseArgs' own error, which runCommand knows. */
function parsed(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: {
      data: { type: "string" },
      task: { type: "string" },
      "language-model": { type: "string", default: "simulated" },
      dialect: { type: "string" },
      model: { type: "string" },
      "key-env": { type: "string" },
      layout: { type: "string" },
      "without-log-probs": { type: "string" },
      participants: { type: "string", default: "3" },
      partition: { type: "string", default: "dirichlet" },
      "budget-queries": { type: "string" },
      "budget-tokens": { type: "string" },
      "budget-money": { type: "string" },
      "budget-minutes": { type: "string" },
      prices: { type: "string" },
      "public-shots": { type: "string" },
      "private-shots": { type: "string" },
      "test-rows": { type: "string" },
      iterations: { type: "string" },
      seed: { type: "string", default: "1" },
      "fixed-label-words": { type: "boolean", default: false },
      "fixed-instruction": { type: "boolean", default: false },
      "check-export": { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
}

function pricesOf(text: string | undefined): Prices | null {
  if (text === undefined) return null;
  const [, input, output] = /^(\d+(?:\.\d+)?),(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (input === undefined || output === undefined)
    throw new CommandFailure(`--prices must be two numbers such as 0.5,2, not ${JSON.stringify(text)}`);
  return { input: Number(input), output: Number(output) };
}

function languageModelOf(text: string): DemoOptions["languageModel"] {
  if (text === "simulated" || text === "local") return { type: text };
  if (/^https?:\/\//.test(text)) return { type: "http", url: text };
  throw new CommandFailure(
    `--language-model must be simulated, local or an address that begins with http:// or https://, not ${JSON.stringify(text)}`,
  );
}

function folderOf(data: string | undefined, task: string | undefined): string {
  if (data !== undefined && task !== undefined) throw new CommandFailure("--data and --task name two tasks: use one of them");
  if (data !== undefined) return data;
  const name = task ?? "support";
  if (!BUNDLED_TASKS.some((bundled) => bundled === name)) throw new CommandFailure(`--task must be one of ${BUNDLED_TASKS.join(", ")}`);
  return join(projectRoot, "data", name);
}

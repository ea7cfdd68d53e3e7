// The flags of the recorder.

import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Layout } from "../../../shared/prompt/language-model.ts";
import { projectRoot } from "../../machine/project-root.ts";
import { CommandFailure } from "../../terminal/command.ts";

export const RECORD_HELP = `npm run bench:record -- --data DIR --language-model URL --model NAME [options]

Asks every prompt of a small space on every row, once, and keeps the label log-probabilities (no text) in bench/recorded/SET-NAME, where
"npm run bench:accuracy -- --recorded" finds them. Stopped and started again it goes on where it was.

  --sets a,b         folders of DIR, default trec,sst2,agnews
  --layout NAME      chat-turns (default), completion or chat
  --begin SHARE      begin at this share of the prompts, default 0: several processes with servers of their own may record the same line
                     into one --state, each from another place on
  --concurrency N    requests at the same time, default 2: hundreds for a server that answers the rows of one prompt in one pass
  --engine TEXT      what answered, for the record; default the address' own server
  --tiers N          record the first N of the plan's four tiers, default 4; each makes a larger space that is whole
  --stories N        then record what votes and self-labels of the first N stories show; default 8, 0 for none
  --check N          record nothing; ask N recorded answers of each line again and say how far they are apart
  --out DIR          default bench/recorded
  --state DIR        answers so far, default in the user's cache folder
`;

export interface RecordOptions {
  readonly data: string;
  readonly url: string;
  readonly model: string;
  readonly sets: readonly string[];
  readonly layout: Layout;
  readonly begin: number;
  readonly concurrency: number;
  readonly engine: string;
  readonly tiers: number;
  readonly stories: number;
  /** Recorded answers to ask again; 0 records. */
  readonly check: number;
  readonly out: string;
  readonly state: string | undefined;
}

/** Null where help is asked for. @throws CommandFailure that names the flag. */
export function parseRecordOptions(args: readonly string[]): RecordOptions | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: "string" },
      "language-model": { type: "string" },
      model: { type: "string" },
      sets: { type: "string", default: "trec,sst2,agnews" },
      layout: { type: "string", default: "chat-turns" },
      begin: { type: "string", default: "0" },
      concurrency: { type: "string", default: "2" },
      engine: { type: "string", default: "npm run language-model" },
      tiers: { type: "string", default: "4" },
      stories: { type: "string", default: "8" },
      check: { type: "string", default: "0" },
      out: { type: "string", default: join(projectRoot, "bench", "recorded") },
      state: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return null;
  const required = (value: string | undefined, flag: string): string => {
    if (value === undefined) throw new CommandFailure(`${flag} is needed. See --help.`);
    return value;
  };
  const layout = (["chat-turns", "completion", "chat"] as const).find((known) => known === values.layout);
  if (!layout) throw new CommandFailure(`--layout must be chat-turns, completion or chat, not ${JSON.stringify(values.layout)}`);
  return {
    data: required(values.data, "--data DIR"),
    url: required(values["language-model"], "--language-model URL"),
    model: required(values.model, "--model NAME"),
    sets: values.sets.split(",").filter((set) => set !== ""),
    layout,
    begin: share(values.begin),
    concurrency: whole(values.concurrency, { flag: "--concurrency", least: 1 }),
    engine: values.engine,
    tiers: whole(values.tiers, { flag: "--tiers", least: 1 }),
    stories: whole(values.stories, { flag: "--stories", least: 0 }),
    check: whole(values.check, { flag: "--check", least: 0 }),
    out: values.out,
    state: values.state,
  };
}

function whole(value: string, { flag, least }: { readonly flag: string; readonly least: number }): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < least) throw new CommandFailure(`${flag} must be a whole number of at least ${least}`);
  return number;
}

function share(value: string): number {
  const number = Number(value);
  if (!(number >= 0 && number < 1)) throw new CommandFailure("--begin must be at least 0 and below 1");
  return number;
}

// Does to `npm start` what weeks and strangers do: requests that it complains about, lines that it logs, and the end of its program.

import { RESTARTS } from "../machine/keep-running.ts";
import { CommandFailure } from "../terminal/command.ts";
import { badRequest, CANARY, type Ending } from "./bad-requests.ts";
import { pause, type StartedAggregator, startAggregator } from "./started-aggregator.ts";

export interface SoakPlan {
  readonly badRequests: number;
  /** Of the aggregator's own log. */
  readonly lines: number;
}

export interface SoakReport {
  /** How the bad requests ended, and how often. */
  readonly endings: Readonly<Record<string, number>>;
  /** What is left of the log, after rotation. */
  readonly logBytes: number;
  readonly residentKilobytes: number;
  readonly restarts: number;
  /** Of `npm start`, once its program has ended too often. */
  readonly exitCode: number | null;
  readonly lastLine: string;
}

/** A program that is frozen never answers; one that is busy does. */
const ANSWER_MS = 15_000;
const AT_ONCE = 16;
/** How often it is asked whether it still answers. */
const LOOKS = 20;

/** `folder`: for what the aggregator keeps. @throws CommandFailure where it no longer answers, or wrote down what it must not. */
export async function soak(folder: string, plan: SoakPlan, say: (line: string) => void): Promise<SoakReport> {
  const aggregator = await startAggregator(folder);
  try {
    const endings = await sendBadRequests(aggregator, plan.badRequests, say);
    await writeLines(aggregator, plan.lines, say);
    const logBytes = aggregator.log().length;
    const residentKilobytes = aggregator.runtime()?.residentKilobytes ?? 0;
    if (aggregator.log().includes(CANARY) || aggregator.said().includes(CANARY))
      throw new CommandFailure("the log holds what a stranger sent");
    const restarts = await killUntilItEnds(aggregator, say);
    const exitCode = await aggregator.exited;
    return { endings, logBytes, residentKilobytes, restarts, exitCode, lastLine: aggregator.said().trim().split("\n").at(-1) ?? "" };
  } finally {
    await aggregator.close();
  }
}

async function sendBadRequests(aggregator: StartedAggregator, count: number, say: (line: string) => void): Promise<Record<string, number>> {
  const endings = new Map<Ending, number>();
  await inTurns(count, AT_ONCE, {
    work: async (n) => {
      const ending = await badRequest(aggregator.origin, n);
      endings.set(ending, (endings.get(ending) ?? 0) + 1);
    },
    look: (done) => checkAnswers(aggregator, `${done} bad requests`, say),
  });
  return Object.fromEntries(endings);
}

/** Each change of a task's phase is a line. */
async function writeLines(
  { origin, taskId, ownerToken, ...aggregator }: StartedAggregator,
  count: number,
  say: (line: string) => void,
): Promise<void> {
  const headers = { authorization: `Bearer ${ownerToken}`, "content-type": "application/json" };
  await inTurns(count, 1, {
    work: async (n) => {
      const body = JSON.stringify({ phase: n % 2 === 0 ? "paused" : "open" });
      const { ok, status } = await fetch(`${origin}/api/tasks/${taskId}/phase`, {
        method: "PUT",
        headers,
        body,
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      if (!ok) throw new CommandFailure(`line ${n}: the aggregator answered ${status}`);
    },
    look: (done) => checkAnswers({ origin, ...aggregator }, `${done} lines`, say),
  });
}

/** Kills its program and waits for it to answer, until the command gives up. Resolves with the number of times it came back. */
async function killUntilItEnds(aggregator: StartedAggregator, say: (line: string) => void): Promise<number> {
  for (let restarts = 0; restarts <= RESTARTS.most; restarts++) {
    const killed = aggregator.runtime();
    if (!killed) throw new CommandFailure("the aggregator's program is not to be found");
    process.kill(killed.pid, "SIGKILL");
    const next = (): boolean => ![undefined, killed.pid].includes(aggregator.runtime()?.pid);
    const over = Symbol();
    const ended = aggregator.exited.then(() => over);
    const givenUpMs = performance.now() + ANSWER_MS;
    while (!next()) {
      if ((await Promise.race([pause(100), ended])) === over) return restarts;
      if (performance.now() > givenUpMs) throw new CommandFailure("the aggregator's program was killed, and is not started again");
    }
    await checkAnswers(aggregator, `restart ${restarts + 1}`, say);
  }
  throw new CommandFailure("it was started again more often than it should be");
}

async function checkAnswers({ origin }: Pick<StartedAggregator, "origin">, after: string, say: (line: string) => void): Promise<void> {
  const began = performance.now();
  while (!(await answers(origin))) {
    if (performance.now() - began > ANSWER_MS) throw new CommandFailure(`after ${after} the aggregator does not answer`);
    await pause(50);
  }
  say(`${after}: answers after ${Math.round(performance.now() - began)} ms`);
}

async function answers(origin: string): Promise<boolean> {
  try {
    return (await fetch(`${origin}/api/health`, { signal: AbortSignal.timeout(ANSWER_MS) })).ok;
  } catch {
    return false;
  }
}

interface Turns {
  work(n: number): Promise<void>;
  look(done: number): Promise<void>;
}

async function inTurns(count: number, atOnce: number, { work, look }: Turns): Promise<void> {
  const stretch = Math.max(atOnce, Math.ceil(count / LOOKS));
  for (let from = 0; from < count; from += stretch) {
    const to = Math.min(count, from + stretch);
    let next = from;
    const one = async (): Promise<void> => {
      while (next < to) await work(next++);
    };
    await Promise.all(Array.from({ length: atOnce }, one));
    await look(to);
  }
}

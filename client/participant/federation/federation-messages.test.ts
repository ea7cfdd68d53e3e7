// Refusals and the contributions on their way: a moment's refusal costs nothing, refusals for good end the run.

import { describe, expect, it } from "vitest";
import { initialTuning, uniformView } from "../../../shared/algorithm/participant/tuning.ts";
import { problemOf } from "../../../shared/algorithm/testing/toy-problem.ts";
import type { ContributeMessage, Downlink, Uplink } from "../../../shared/protocol/messages.ts";
import type { RefusalCode } from "../../../shared/protocol/refusal.ts";
import type { Runtime } from "../../platform/platform.ts";
import { nothingSpent } from "../limits.ts";
import { createMemory, memoryStore } from "../store/checkpoint-memory.ts";
import { federatedPart } from "../store/federated-part.ts";
import { messageHandler } from "./federation-messages.ts";
import { firstStatus } from "./federation-status.ts";
import { createOutbox } from "./outbox.ts";
import { emptyTally } from "./tally.ts";

const problem = problemOf();

function contribution(seq: number): ContributeMessage {
  const made = { type: "contribute", epoch: 1, seq, base: 0, samples: "", losses: "", onDistribution: 0 } as const;
  return { ...made, rung: "simulated", loss: "balanced", queries: 1, tokens: 1 };
}

/** A participant with so many contributions on their way, all sent once. */
function waiting(count: number) {
  const memory = createMemory(
    {
      identity: null,
      taskView: null,
      epoch: 1,
      tuning: initialTuning(problem, uniformView(problem)),
      outbox: Array.from({ length: count }, (_, i) => contribution(i + 1)),
      seq: count,
      queries: 0,
      tokens: 0,
      spent: nothingSpent,
      history: [],
      tally: emptyTally,
    },
    memoryStore(),
  );
  const status = { ...firstStatus(), ready: true };
  const sent: Uplink[] = [];
  const send = (message: Uplink): boolean => sent.push(message) > 0;
  let pass = (): void => undefined;
  const runtime: Runtime = {
    fetch: () => Promise.reject(new TypeError("no network")),
    openSocket: () => {
      throw new TypeError("no network");
    },
    now: () => 0,
    random: () => 0,
    sleep: () =>
      new Promise((resolve) => {
        pass = resolve;
      }),
  };
  const outbox = createOutbox({ memory: federatedPart(memory), runtime, status, send });
  const handle = messageHandler({
    task: problem,
    memory: federatedPart(memory),
    runtime,
    status,
    outbox,
    closing: new AbortController().signal,
    send,
    onObserved() {},
    onBallot: () => undefined,
    onLeft() {},
  });
  const refuse = (code: RefusalCode, seq?: number): Promise<void> =>
    handle({ type: "refused", code, detail: "", ...(seq === undefined ? {} : { seq }) } satisfies Downlink);
  /** What was sent since the last look. */
  const news = (): string[] =>
    sent.splice(0).map((message) => (message.type === "contribute" ? `contribute ${message.seq}` : message.type));
  const later = async (): Promise<void> => {
    pass();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { memory, status, refuse, news, later };
}

describe("refusals", () => {
  it.each(["overloaded", "internal"] as const)(
    "%s for the first of several: all are sent again after a while, and nothing else happens",
    async (code) => {
      const { status, refuse, news, later, memory } = waiting(5);
      for (let burst = 0; burst < 4; burst++) {
        await refuse(code, 1);
        for (const seq of [2, 3, 4, 5]) await refuse("sequence-gap", seq);
        expect(status.failure).toBeNull();
        expect(news()).toEqual([]);
        await later();
        expect(news()).toEqual([1, 2, 3, 4, 5].map((seq) => `contribute ${seq}`));
      }
      expect(memory.checkpoint.outbox).toHaveLength(5);
    },
  );

  it("several for one gap are one, and its state is asked for once", async () => {
    const { status, refuse, news } = waiting(5);
    for (const seq of [2, 3, 4, 5]) await refuse("sequence-gap", seq);
    expect(status).toMatchObject({ failure: null, ready: false });
    expect(news()).toEqual(["resync"]);
  });

  it("a gap that is still there when all was sent again is told of", async () => {
    const { refuse, news, later } = waiting(2);
    await refuse("overloaded", 1);
    await later();
    news();
    await refuse("sequence-gap", 2);
    expect(news()).toEqual(["resync"]);
  });

  it("for good drop what they are about, also while a state is fetched", async () => {
    const { status, refuse, news, memory } = waiting(4);
    for (const seq of [1, 2, 3, 4]) await refuse("out-of-range", seq);
    expect(memory.checkpoint.outbox).toEqual([]);
    expect(status.failure).toBeNull();
    expect(news()).toEqual(["resync"]);
  });

  it("for good in a row end it", async () => {
    const { status, refuse } = waiting(0);
    for (let k = 0; k < 3; k++) await refuse("forbidden");
    expect(status.failure).toMatchObject({ code: "forbidden" });
  });
});

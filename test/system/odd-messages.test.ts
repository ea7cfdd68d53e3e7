// The participant against the real aggregator, some of whose answers are replaced: refused for the moment, unknown, or unreadable.

import { afterAll, beforeAll, expect, it } from "vitest";
import { type LocalAggregator, startLocalAggregator } from "../../cli/machine/local-aggregator.ts";
import type { ParticipantSnapshot } from "../../client/participant/snapshot.ts";
import { createTask, watchedParticipant } from "./federation-bench.ts";

let aggregator: LocalAggregator;
beforeAll(async () => {
  aggregator = await startLocalAggregator({ port: 0, persistTo: null, page: null });
});
afterAll(() => aggregator.close());

it("asks again for its state when the aggregator was too busy to tell it", async () => {
  const link = await createTask(aggregator.origin);
  const first = watchedParticipant(link, { seed: "first" });
  await first.participant.run();
  await first.participant.leave(false);
  // Whoever joins a task that runs has to fetch its p before the first step.
  let refused = 0;
  const second = watchedParticipant(link, {
    seed: "second",
    answer: (text) =>
      text.includes('"resync"') && refused++ === 0
        ? '{"type":"refused","code":"overloaded","detail":"nothing was changed","retryAfterMs":50}'
        : undefined,
  });
  await second.participant.run();
  expect(refused).toBe(2);
  expect(second.participant.snapshot().activity.type).toBe("finished");
  await second.participant.leave(false);
});

it("says so when it cannot read what the aggregator sends, and ignores kinds of messages that it does not know", async () => {
  const link = await createTask(aggregator.origin);
  const told = async (text: string): Promise<ParticipantSnapshot["refusal"]> => {
    let given = false;
    const { participant } = watchedParticipant(link, {
      answer: (up) => {
        if (given || !up.includes('"contribute"')) return undefined;
        given = true;
        return text;
      },
    });
    const run = participant.run();
    await expect.poll(() => given).toBe(true);
    const { refusal } = participant.snapshot();
    await participant.close();
    await run;
    return refusal;
  };
  expect(await told('{"type":"news","of":"tomorrow"}')).toBeNull();
  for (const text of ['{"type":"merged","seq":"one"}', "[]", "{"]) expect(await told(text)).toMatchObject({ code: "wrong-version" });
});

it("goes on after refusals that ended it, in the same visit, once they have passed", async () => {
  const link = await createTask(aggregator.origin);
  let refusing = true;
  const { participant, wire } = watchedParticipant(link, {
    answer: (up) => (refusing && /"(contribute|resync)"/.test(up) ? '{"type":"refused","code":"forbidden","detail":"not now"}' : undefined),
  });
  await participant.run();
  expect(participant.snapshot().activity).toMatchObject({ type: "failed", code: "forbidden" });
  refusing = false;
  await participant.run();
  expect(participant.snapshot().activity.type).toBe("finished");
  expect(participant.snapshot().contributions.merged).toBeGreaterThan(0);
  expect(wire.sockets).toBe(2);
  await participant.leave(false);
});

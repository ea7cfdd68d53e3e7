// The participant against the real aggregator, with what goes wrong between them: lost frames, restarts, reloads, pauses, two devices.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalAggregator, startLocalAggregator } from "../../cli/machine/local-aggregator.ts";
import type { ParticipantSnapshot } from "../../client/participant/snapshot.ts";
import { CONFIRM_DELETE_HEADER } from "../../shared/protocol/messages.ts";
import { CANARY, createTask, setPhase, statusOf, watchedParticipant } from "./federation-bench.ts";

let aggregator: LocalAggregator;
beforeAll(async () => {
  aggregator = await startLocalAggregator({ port: 0, persistTo: null, page: null });
});
afterAll(() => aggregator.close());

const finished = (snapshot: ParticipantSnapshot): boolean => snapshot.activity.type === "finished";
const contributionsIn = (frames: readonly string[]): { seq: number; text: string }[] =>
  frames.filter((text) => text.includes('"contribute"')).map((text) => ({ seq: JSON.parse(text).seq, text }));

describe("a participant", () => {
  it("joins, contributes, selects and tests, and spends no more than its budget", async () => {
    const link = await createTask(aggregator.origin);
    const { participant, asked } = watchedParticipant(link);
    await participant.run();
    const snapshot = participant.snapshot();
    expect(snapshot.activity).toEqual({ type: "finished", reason: "budget" });
    expect(snapshot.contributions.merged).toBeGreaterThan(3);
    expect(snapshot.contributions.refused).toBe(0);
    expect(snapshot.queries).toBeLessThanOrEqual(300);
    expect(asked()).toBeLessThanOrEqual(snapshot.queries + snapshot.testQueries);
    expect(snapshot.result?.tuned.test?.total).toBe(12);
    expect((await statusOf(link)).merged).toBe(snapshot.contributions.merged);
    await participant.leave(false);
  });

  it("sends of each step how many answers were right, as its own chart shows", async () => {
    const link = await createTask(aggregator.origin);
    const { participant, wire } = watchedParticipant(link);
    await participant.run();
    await participant.leave(false);
    const sent: { right: number; asked: number }[] = contributionsIn(wire.up).map(({ text }) => JSON.parse(text).accuracy);
    expect(sent.length).toBeGreaterThan(3);
    expect(sent.map(({ right, asked }) => right / asked)).toEqual(participant.snapshot().history.map(({ accuracy }) => accuracy));
    expect(sent.every(({ asked }) => asked > 0)).toBe(true);
  });

  it("lets no byte of its examples, its demonstrations or its token reach the aggregator's wire", async () => {
    const link = await createTask(aggregator.origin);
    const { participant, wire } = watchedParticipant(link);
    await participant.run();
    await participant.leave(false);
    const everything = [...wire.up, ...wire.down, ...wire.http].join("\n");
    expect(contributionsIn(wire.up).length).toBeGreaterThan(3);
    expect(everything).not.toContain(CANARY);
    for (const word of ["friendly people", "dirty glasses", "cake in town"]) expect(everything).not.toContain(word);
    // The result, which does hold private demonstrations, stays here.
    expect(JSON.stringify(participant.snapshot().result)).toContain(CANARY);
  });

  it("gives the same run for the same seed, and another for another", async () => {
    const runs = [];
    for (const seed of ["one", "one", "two"]) {
      const { participant } = watchedParticipant(await createTask(aggregator.origin), { seed });
      await participant.run();
      await participant.leave(false);
      const { result, history, consensus, queries, bytesUp } = participant.snapshot();
      runs.push(JSON.stringify({ result, history, consensus, queries, bytesUp }));
    }
    expect(runs[1]).toBe(runs[0]);
    expect(runs[2]).not.toBe(runs[0]);
  });

  it("reloaded in the middle of any step goes on as the same participant and pays for no query twice", async () => {
    const whole = watchedParticipant(await createTask(aggregator.origin));
    await whole.participant.run();
    await whole.participant.leave(false);
    for (const stopAt of [5, 47, 90, 151]) {
      const link = await createTask(aggregator.origin);
      let stopped = false;
      const first = watchedParticipant(link, {
        onSnapshot(snapshot) {
          if (snapshot.queries < stopAt || stopped) return;
          stopped = true;
          // Not awaited by anybody: the tab is gone. Only the store and the answers remain.
          void first.participant.pause();
        },
      });
      await first.participant.run();
      expect(first.participant.snapshot().activity.type).toBe("paused");
      const second = watchedParticipant(link, { store: first.store, answers: first.answers });
      await second.participant.run();
      expect(second.participant.snapshot().participant).toBe(first.participant.snapshot().participant);
      expect(second.participant.snapshot().result).toEqual(whole.participant.snapshot().result);
      expect(first.asked() + second.asked()).toBe(whole.asked());
      expect((await statusOf(link)).merged).toBe(whole.participant.snapshot().contributions.merged);
      await second.participant.leave(false);
      await first.participant.leave(false);
    }
  });

  it("whose answers are lost on the way sends again, and is counted once", async () => {
    const link = await createTask(aggregator.origin);
    let dropped = 0;
    const { participant, wire } = watchedParticipant(link, {
      deliver: (direction, text) => {
        if (direction === "down" && text.includes('"merged"') && dropped < 2) {
          dropped++;
          return false;
        }
        return true;
      },
    });
    await participant.run();
    expect(dropped).toBe(2);
    expect(participant.snapshot().activity.type).toBe("finished");
    const seqs = new Set(contributionsIn(wire.up).map(({ seq }) => seq));
    expect((await statusOf(link)).merged).toBe(seqs.size);
    await participant.leave(false);
  });

  it("whose contribution is lost on the way sends the same bytes again", async () => {
    const link = await createTask(aggregator.origin);
    let dropped = 0;
    const { participant, wire } = watchedParticipant(link, {
      deliver: (direction, text) => !(direction === "up" && text.includes('"seq":2,') && dropped++ === 0),
    });
    await participant.run();
    const second = contributionsIn(wire.up).filter(({ seq }) => seq === 2);
    expect(dropped).toBeGreaterThan(0);
    expect(second.length).toBeGreaterThan(1);
    expect(participant.snapshot().activity.type).toBe("finished");
    expect((await statusOf(link)).merged).toBe(new Set(contributionsIn(wire.up).map(({ seq }) => seq)).size);
    await participant.leave(false);
  });

  it("waits while the owner has paused the task, and ends with what it has when the owner closes it", async () => {
    const link = await createTask(aggregator.origin);
    const waiting: string[] = [];
    const { participant } = watchedParticipant(link, {
      budgetQueries: 100_000,
      onSnapshot: ({ activity }) => {
        if (activity.type === "waiting-for-aggregator") waiting.push(activity.reason);
      },
    });
    await setPhase(link, "paused");
    const run = participant.run();
    await until(() => waiting.includes("paused"));
    expect((await statusOf(link)).merged).toBe(0);
    await setPhase(link, "open");
    await until(() => participant.snapshot().contributions.merged > 1);
    await setPhase(link, "closed");
    await run;
    expect(participant.snapshot().activity).toEqual({ type: "finished", reason: "closed" });
    expect(participant.snapshot().result).not.toBeNull();
    await participant.leave(false);
  });

  it("hands over to another device that has its store, and the first says why it stops", async () => {
    const link = await createTask(aggregator.origin);
    const first = watchedParticipant(link, { budgetQueries: 100_000 });
    const run = first.participant.run();
    await until(() => first.participant.snapshot().contributions.merged > 1);
    const kept = await first.store.load();
    if (!kept) throw new Error("nothing was saved");
    // A device whose copy is older: another epoch, so that its frames and the first's cannot be mixed up.
    const stale = { ...kept, epoch: kept.epoch + 1 };
    const second = watchedParticipant(link, {
      answers: first.answers,
      store: { load: async () => stale, save: async () => undefined, saveMeter: async () => undefined, clear: async () => undefined },
    });
    await second.participant.run();
    await run;
    expect(second.participant.snapshot().activity.type).toBe("finished");
    expect(first.participant.snapshot().activity).toMatchObject({ type: "failed", code: "wrong-epoch" });
    await second.participant.leave(false);
  });

  it("that withdraws is forgotten by both sides", async () => {
    const link = await createTask(aggregator.origin);
    const { participant, store } = watchedParticipant(link);
    await participant.run();
    await participant.leave(true);
    expect(await store.load()).toBeUndefined();
    const status = await statusOf(link);
    expect(status).toMatchObject({ presence: { live: 0, joined: 0 } });
  });
});

describe("a participant that was reloaded", () => {
  it("leaves right after a reload, before it has opened anything, without joining anew", async () => {
    for (const withdraw of [false, true]) {
      const link = await createTask(aggregator.origin);
      const first = watchedParticipant(link, { budgetQueries: 100_000 });
      const run = first.participant.run();
      await until(() => first.participant.snapshot().contributions.merged > 0);
      await first.participant.pause();
      await run;
      expect(await statusOf(link)).toMatchObject({ presence: { live: 1, joined: 1 } });
      const second = watchedParticipant(link, { store: first.store, answers: first.answers });
      expect(await second.participant.leave(withdraw)).toBe(true);
      expect(await statusOf(link)).toMatchObject({ presence: { live: 0, joined: withdraw ? 0 : 1 } });
      expect(second.wire.http).toEqual([]);
      expect((await second.store.load()) === undefined).toBe(withdraw);
      await first.participant.leave(false);
    }
  });

  it("keeps what it needs to withdraw again when the aggregator does not answer", async () => {
    const link = await createTask(aggregator.origin);
    const first = watchedParticipant(link, { budgetQueries: 100_000 });
    const run = first.participant.run();
    await until(() => first.participant.snapshot().contributions.merged > 0);
    await first.participant.pause();
    await run;
    const second = watchedParticipant(link, { store: first.store, deliver: (direction) => direction === "down" });
    expect(await second.participant.leave(true)).toBe(false);
    expect((await second.store.load())?.identity).not.toBeNull();
    await first.participant.leave(false);
  });

  it("leaves while its socket is still connecting", async () => {
    const link = await createTask(aggregator.origin);
    let said: Promise<boolean> | undefined;
    const { participant } = watchedParticipant(link, {
      onSnapshot: ({ activity }) => {
        if (activity.type === "waiting-for-aggregator") said ??= participant.leave(false);
      },
    });
    await participant.run();
    expect(await said).toBe(true);
    expect(await statusOf(link)).toMatchObject({ presence: { live: 0, joined: 1 } });
  });
});

describe("a participant whose token no longer counts", () => {
  it("says so instead of trying for ever", async () => {
    const link = await createTask(aggregator.origin);
    const first = watchedParticipant(link);
    await first.participant.run();
    const kept = await first.store.load();
    if (!kept?.identity) throw new Error("nothing was saved");
    await first.participant.leave(false);
    await fetch(`${link.origin}/api/tasks/${link.taskId}`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${link.ownerToken}`, [CONFIRM_DELETE_HEADER]: link.taskId },
    });
    const returned = watchedParticipant(link, { store: first.store, answers: first.answers, budgetQueries: 100_000 });
    await returned.participant.run();
    expect(returned.participant.snapshot().activity).toMatchObject({ type: "failed", code: "unknown-task" });
    await returned.participant.leave(false);
  });
});

describe("a restarted aggregator", () => {
  it("loses nothing that was acknowledged: both participants finish as themselves", async () => {
    const folder = mkdtempSync(join(tmpdir(), "asyndbt-restart-"));
    let current = await startLocalAggregator({ port: 0, persistTo: folder, page: null });
    const port = Number(new URL(current.origin).port);
    const link = await createTask(current.origin);
    const people = ["x", "y"].map((seed) => watchedParticipant(link, { seed, budgetQueries: 600 }));
    const runs = people.map(({ participant }) => participant.run());
    for (let restart = 0; restart < 2; restart++) {
      const before = people.map(({ participant }) => participant.snapshot().contributions.merged);
      await until(() => people.some(({ participant }, p) => participant.snapshot().contributions.merged > (before[p] ?? 0)));
      await current.close();
      current = await startLocalAggregator({ port, persistTo: folder, page: null });
    }
    await Promise.all(runs);
    for (const { participant } of people) expect(finished(participant.snapshot())).toBe(true);
    const sent = people.reduce((sum, { wire }) => sum + new Set(contributionsIn(wire.up).map(({ seq }) => seq)).size, 0);
    expect((await statusOf(link)).merged).toBe(sent);
    for (const { participant } of people) await participant.leave(false);
    await current.close();
    rmSync(folder, { recursive: true, force: true });
  });
});

/** Lets the event loop run until something has happened; the test's own time limit ends a wait that is in vain. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

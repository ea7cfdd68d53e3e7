import { expect, it } from "vitest";
import { keepRunning } from "./keep-running.ts";

/** Time passes only where a test says so; `heard` is what happened, in order. */
function story(startAgain: () => Promise<void> = async () => {}) {
  let nowMs = 0;
  const heard: string[] = [];
  const keeper = keepRunning({
    startAgain,
    onRestart: () => heard.push("restarted"),
    onGone: () => heard.push("gone"),
    now: () => nowMs,
    sleep: async () => {},
  });
  const end = async (afterMs = 0): Promise<void> => {
    nowMs += afterMs;
    keeper.ended();
    await settled();
  };
  return { keeper, heard, end };
}

/** Every promise that can go on has gone on. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it("starts again three times a minute, and gives up at the fourth end", async () => {
  const { heard, end } = story();
  for (let i = 0; i < 3; i++) await end(10_000);
  expect(heard).toEqual(["restarted", "restarted", "restarted"]);
  await end(10_000);
  expect(heard.at(-1)).toBe("gone");
  await end(600_000);
  expect(heard).toHaveLength(4);
});

it("starts again for ever what ends less often", async () => {
  const { heard, end } = story();
  for (let i = 0; i < 20; i++) await end(20_001);
  expect(heard).toEqual(Array.from({ length: 20 }, () => "restarted"));
});

it("counts a start that fails, so that what never starts ends soon", async () => {
  let tried = 0;
  const { heard, end } = story(async () => {
    tried++;
    throw new Error("no");
  });
  await end();
  expect([tried, heard]).toEqual([3, ["gone"]]);
});

it("starts again what ends while it is being started", async () => {
  const again: (() => void)[] = [];
  const { keeper, heard, end } = story(() => new Promise((resolve) => again.push(resolve)));
  await end();
  keeper.ended();
  again[0]?.();
  await settled();
  again[1]?.();
  await settled();
  expect(heard).toEqual(["restarted", "restarted"]);
});

it("leaves alone what is stopped, also while it waits", async () => {
  let tried = 0;
  const { keeper, heard, end } = story(async () => void tried++);
  keeper.ended();
  keeper.stop();
  await settled();
  await end();
  expect([tried, heard]).toEqual([0, []]);
});

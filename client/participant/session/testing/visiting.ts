// A session as a page has it, for tests: its views, a reload as far as memory goes, and a run brought to its end.

import { platformRuntime } from "../../../language-model/transport/runtime.ts";
import { createSession } from "../session.ts";
import type { SessionView } from "../worker-api.ts";

/** Far more prompts than a test tries. */
export const visitedTask = {
  name: "m",
  labels: ["good", "bad"],
  labelWords: [["positive"], ["negative"]],
  header: "[VAR] [VAR]",
  example: "[SENTENCE1]\nFelt:",
  phrases: [Array.from({ length: 50 }, (_, i) => `first ${i}`), Array.from({ length: 50 }, (_, i) => `second ${i}`)],
  privateShots: 0,
};

/** Every lock is free at once and never stolen. */
export const freeLocks = {
  locks: { request: async (_: string, __: object, held: () => Promise<void>) => Promise.resolve().then(held) },
};

export function labelledTexts(from: number, to: number): string {
  const rows = Array.from({ length: to - from }, (_, i) => ({ text: `text ${from + i}`, label: (from + i) % 2 ? "good" : "bad" }));
  return JSON.stringify(rows);
}

export async function visiting() {
  const views: SessionView[] = [];
  let seen = (): void => undefined;
  const until = (condition: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      seen = () => condition() && resolve();
      seen();
    });
  const unused = (): never => {
    throw new TypeError("nothing is to be sent");
  };
  const session = createSession({
    runtime: { ...platformRuntime(), fetch: unused, openSocket: unused },
    onView(view) {
      views.push(view);
      seen();
    },
  });
  /** Again, it is a reload as far as the key goes: what is kept is read, what was in memory is gone. */
  const open = () => session.open({ type: "alone", task: visitedTask, takeOver: true });
  await open();
  const latest = (): SessionView | undefined => views.at(-1);
  const give = async (from: number, to: number): Promise<void> => {
    await session.previewExamples({ name: "a.json", content: labelledTexts(from, to) }, null);
    await session.keepExamples();
  };
  /** Starts, and resolves when there is a result. */
  const finishRun = async (): Promise<void> => {
    const steps = latest()?.snapshot?.step ?? 0;
    await session.start();
    await until(() => {
      const { running, snapshot } = latest() ?? {};
      return running === true && snapshot?.result === null && snapshot.step > 0 && snapshot.step !== steps;
    });
    await session.finish();
    await until(() => latest()?.running === false && latest()?.snapshot?.result !== null);
    // Resolves when everything about it is stored.
    await session.pause();
  };
  return { session, open, until, latest, give, finishRun };
}

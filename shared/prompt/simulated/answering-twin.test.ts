// The simulated learner's answers in words: deterministic, copied from the query, and in the form the more surely the more the prompt
// shows of it.

import { describe, expect, it } from "vitest";
import { createSimulatedModel } from "./simulated-model.ts";

const shown = (day: string, place: string): string =>
  `Message: Come on ${day} at the ${place}, please.\nJSON: {"day":"${day}","place":"${place}"}`;
const promptOf = (header: string, shots: readonly string[], message: string) =>
  ({ type: "text", text: [header, ...shots, `Message: ${message}\nJSON:`].filter((part) => part !== "").join("\n\n") }) as const;

const CLEAR = "Write exactly one JSON object and nothing else. The keys are day and place. Copy the words.";
const SHOTS = [shown("Monday", "north gate"), shown("Friday", "bakery"), shown("Sunday", "front desk"), shown("Tuesday", "garage")];
const messages = Array.from({ length: 200 }, (_, i) => `Hello ${i}! Come on Thursday at the town hall, please.`);
const model = createSimulatedModel({ seed: 3 });
const answers = (header: string, shots: readonly string[]) =>
  Promise.all(messages.map(async (message) => (await model.answer(promptOf(header, shots, message), { maxTokens: 100 })).text));

describe("the simulated learner's answers", () => {
  it("copy what stands where the demonstrated values stood", async () => {
    const said = await answers(CLEAR, SHOTS);
    expect(said.filter((text) => text === '{"day": "Thursday", "place": "town hall"}').length).toBeGreaterThan(150);
  });

  it("keep to the form the more surely the clearer the instruction is and the more is shown", async () => {
    const kept = async (header: string, shots: readonly string[]) =>
      (await answers(header, shots)).filter((text) => text.startsWith("{")).length;
    const [bare, one, clear, both] = await Promise.all([
      kept("", SHOTS.slice(0, 1)),
      kept("", SHOTS),
      kept(CLEAR, SHOTS.slice(0, 1)),
      kept(CLEAR, SHOTS),
    ]);
    // 0.42, 0.78, 0.77 and 0.97 of 200 answers, each within four standard errors (at most 14 answers each).
    for (const [found, expected] of [
      [bare, 84],
      [one, 156],
      [clear, 154],
      [both, 194],
    ] as const)
      expect(Math.abs(found - expected)).toBeLessThan(29);
  });

  it("are the same every time, other with another seed, and cut at their limit", async () => {
    const prompt = promptOf("", SHOTS.slice(0, 1), messages[0] ?? "");
    const first = await model.answer(prompt, { maxTokens: 100 });
    expect(await model.answer(prompt, { maxTokens: 100 })).toEqual(first);
    const seeds = await Promise.all(
      [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => createSimulatedModel({ seed }).answer(prompt, { maxTokens: 100 })),
    );
    expect(new Set(seeds.map(({ text }) => text)).size).toBeGreaterThan(1);
    const cut = await model.answer(prompt, { maxTokens: 2 });
    expect(cut).toMatchObject({ cut: true, usage: { attempts: 1 } });
    expect(first.text.startsWith(cut.text)).toBe(true);
    expect((await model.answer(prompt, { maxTokens: 100, stop: ["day"] })).text).not.toContain("day");
  });
});

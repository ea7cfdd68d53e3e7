import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Label, LanguageModel, Prompt } from "../../../shared/prompt/language-model.ts";
import { createSimulatedModel } from "../../../shared/prompt/simulated/simulated-model.ts";
import { withDiskCache } from "./cached-model.ts";

const labels: readonly Label[] = [
  { name: "good", form: " good" },
  { name: "bad", form: " bad" },
];
const prompt = (query: string): Prompt => ({ type: "text", text: `Say good or bad.\n\nReview: ${query}\nFelt:` });

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "asyndbt-answers-"));
  file = join(folder, "new", "answers.jsonl");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The simulated model, and how often it was asked. */
function counted(seed = 1): LanguageModel & { asked: () => number } {
  const model = createSimulatedModel({ seed });
  let asked = 0;
  const scoreLabels: LanguageModel["scoreLabels"] = (...query) => {
    asked++;
    return model.scoreLabels(...query);
  };
  return { ...model, scoreLabels, asked: () => asked };
}

describe("withDiskCache", () => {
  it("pays an answer once, in this run and the next, and gives the same bits", async () => {
    const first = counted();
    const cached = withDiskCache(first, file);
    const paid = await cached.scoreLabels(prompt("the soup was great"), labels);
    const repeated = await cached.scoreLabels(prompt("the soup was great"), labels);
    expect([first.asked(), cached.paid()]).toEqual([1, 1]);
    expect(repeated.logProbs).toEqual(paid.logProbs);

    const second = counted();
    const later = withDiskCache(second, file);
    const remembered = await later.scoreLabels(prompt("the soup was great"), labels);
    expect([second.asked(), later.paid()]).toEqual([0, 0]);
    expect(remembered.logProbs).toEqual(paid.logProbs);
    expect(remembered).toMatchObject({ rung: "simulated", usage: { promptTokens: paid.usage.promptTokens } });
  });

  it("counts the tokens of remembered answers as if they were paid", async () => {
    const cached = withDiskCache(counted(), file);
    const { usage } = await cached.scoreLabels(prompt("cold and slow"), labels);
    expect(usage.promptTokens).toBeGreaterThan(0);
    await cached.scoreLabels(prompt("cold and slow"), labels);
    expect(cached.tokens()).toBe(2 * usage.promptTokens);
    const later = withDiskCache(counted(), file);
    await later.scoreLabels(prompt("cold and slow"), labels);
    expect(later.tokens()).toBe(usage.promptTokens);
  });

  it("remembers how long an answer took when it was paid for, and does without where an older line does not say", async () => {
    let clockMs = 0;
    const slow: LanguageModel = { ...createSimulatedModel() };
    const timed = (ms: number): LanguageModel => ({
      ...slow,
      scoreLabels: (...query) => {
        clockMs += ms;
        return slow.scoreLabels(...query);
      },
    });
    const first = withDiskCache(timed(70), file, () => clockMs);
    await first.scoreLabels(prompt("one"), labels);
    expect(first.rememberedMs()).toBe(0);
    await first.scoreLabels(prompt("one"), labels);
    expect(first.rememberedMs()).toBe(70);
    const later = withDiskCache(timed(5), file, () => clockMs);
    for (const query of ["one", "one", "two"]) await later.scoreLabels(prompt(query), labels);
    expect(later.rememberedMs()).toBe(140);

    writeFileSync(file, readFileSync(file, "utf8").replace(/,70\]$/m, "]"));
    const old = withDiskCache(timed(5), file, () => clockMs);
    await old.scoreLabels(prompt("one"), labels);
    expect([old.paid(), old.rememberedMs()]).toEqual([0, 0]);
  });

  it("pays again for nothing but the line a kill cut off, and goes on writing whole lines", async () => {
    const cached = withDiskCache(counted(), file);
    for (const query of ["one", "two", "three"]) await cached.scoreLabels(prompt(query), labels);
    truncateSync(file, readFileSync(file).length - 20);

    const second = counted();
    const resumed = withDiskCache(second, file);
    for (const query of ["one", "two", "three", "four"]) await resumed.scoreLabels(prompt(query), labels);
    expect(resumed.paid()).toBe(2);

    const third = counted();
    const last = withDiskCache(third, file);
    for (const query of ["one", "two", "three", "four"]) await last.scoreLabels(prompt(query), labels);
    expect(third.asked()).toBe(0);
  });

  it("keeps a last line that lost only its end of line", async () => {
    await withDiskCache(counted(), file).scoreLabels(prompt("one"), labels);
    truncateSync(file, readFileSync(file).length - 1);
    const resumed = withDiskCache(counted(), file);
    for (const query of ["one", "two"]) await resumed.scoreLabels(prompt(query), labels);
    expect(resumed.paid()).toBe(1);
    const last = withDiskCache(counted(), file);
    for (const query of ["one", "two"]) await last.scoreLabels(prompt(query), labels);
    expect(last.paid()).toBe(0);
  });

  it("passes over lines that are no answers", async () => {
    await withDiskCache(counted(), file).scoreLabels(prompt("one"), labels);
    writeFileSync(file, `{}\n["key"]\n\n${readFileSync(file, "utf8")}["key",["x"],1]\nnull\n`);
    const resumed = withDiskCache(counted(), file);
    await resumed.scoreLabels(prompt("one"), labels);
    expect(resumed.paid()).toBe(0);
  });

  it("keeps other prompts, other label words and other models apart", async () => {
    const cached = withDiskCache(counted(), file);
    await cached.scoreLabels(prompt("one"), labels);
    await cached.scoreLabels(prompt("one "), labels);
    await cached.scoreLabels(prompt("one"), [...labels].reverse());
    expect(cached.paid()).toBe(3);
    const other = withDiskCache(counted(2), file);
    await other.scoreLabels(prompt("one"), labels);
    expect(other.paid()).toBe(1);
  });

  it("remembers no failure and writes no prompt", async () => {
    const failing: LanguageModel = { ...createSimulatedModel(), scoreLabels: () => Promise.reject(new RangeError("no answer")) };
    const cached = withDiskCache(failing, file);
    await expect(cached.scoreLabels(prompt("a private text"), labels)).rejects.toThrow("no answer");
    expect([cached.paid(), cached.tokens(), existsSync(file)]).toEqual([0, 0, false]);
    await withDiskCache(counted(), file).scoreLabels(prompt("a private text"), labels);
    expect(readFileSync(file, "utf8")).not.toContain("private");
  });
});

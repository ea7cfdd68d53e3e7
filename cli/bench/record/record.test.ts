import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { randomStream } from "../../../shared/math/random.ts";
import type { LanguageModel } from "../../../shared/prompt/language-model.ts";
import { createSimulatedModel } from "../../../shared/prompt/simulated/simulated-model.ts";
import { readDataFolder } from "../../data/data-folder.ts";
import { openAnswerStore, type RecordedAnswerStore } from "./answer-store.ts";
import { askLine, recordedKeyOf } from "./ask-line.ts";
import { checkLine } from "./check-line.ts";
import { askedRows, dealByShares, type Line, planDigest, planLine } from "./plan-line.ts";
import { publishLine, recordedSoFar } from "./publish-line.ts";
import { firstWave, readRecordedLine, recordedLines } from "./recorded-line.ts";
import { takeOverPublished } from "./resume-line.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "record-"));
  const rows = (part: string, count: number): string =>
    Array.from({ length: count }, (_, i) =>
      JSON.stringify({ id: `${part}-${i}`, text: `${part} text ${i} is ${i % 2 ? "good" : "bad"}`, label: i % 2 ? "yes" : "no" }),
    ).join("\n");
  const task = {
    name: "toy",
    labels: ["yes", "no"],
    verbalizer: { yes: "Great", no: "Terrible" },
    template: 'How is the sentiment of the sentence [SENTENCE1]? Respond ONLY with "Great" or "Terrible". Note: [VAR].',
  };
  writeFileSync(join(folder, "task.json"), JSON.stringify(task));
  for (const [part, count] of [
    ["train", 6],
    ["validation", 6],
    ["test", 5],
    ["pool", 40],
  ] as const)
    writeFileSync(join(folder, `${part}.jsonl`), rows(part, count));
});
afterEach(() => rmSync(folder, { recursive: true }));

const planned = (): Line => planLine(readDataFolder(folder, { tuneLabelWords: false }), { yes: "it is praised", no: "it is not" });
const model = createSimulatedModel({ layout: "completion" });
const publication = (line: Line, store: RecordedAnswerStore) => ({ line, store, model: model.id, engine: "simulated", wanted: 12 });
const recordAll = (line: Line, store: RecordedAnswerStore, asking: LanguageModel = model): Promise<void> =>
  askLine(line, line.prompts.slice(0, 12), { model: asking, store, rows: askedRows(line).length, onProgress: () => {} });

describe("the plan of a line", () => {
  it("is the same again, and another where a text or a definition is another", () => {
    expect(planDigest(planned())).toBe(planDigest(planned()));
    expect(planDigest(planLine(readDataFolder(folder, { tuneLabelWords: false }), {}))).not.toBe(planDigest(planned()));
  });

  it("shows nobody's private row in another's set or in a public text, and no public text in a private set", () => {
    const line = planned();
    const all = [...line.pools.flat(), ...line.publicRows];
    expect(new Set(all).size).toBe(all.length);
    for (const { kind, owner, shown } of line.sets) {
      for (const { from, row } of shown) {
        if (kind === "owner") expect([from, line.pools[owner ?? -1]?.includes(row)]).toEqual(["pool", true]);
        else expect([from, row < line.publicRows.length]).toEqual(["public", true]);
      }
    }
  });

  it("asks the bare instructions first and crosses the sets in tiers", () => {
    const line = planned();
    const tiers = line.prompts.map(({ tier }) => tier);
    expect([...tiers].sort((a, b) => a - b)).toEqual(tiers);
    expect(line.prompts.slice(0, line.instructions.length).every(({ set }) => set === 0)).toBe(true);
    expect(new Set(line.prompts.map(({ instruction, set }) => `${instruction} ${set}`)).size).toBe(line.prompts.length);
  });

  it("deals as many rows to each, by the classes' shares", () => {
    const dealt = dealByShares({
      rows: Array.from({ length: 40 }, (_, i) => i),
      classOf: (row) => row % 2,
      shares: [
        [1, 0],
        [0, 1],
      ],
      rng: randomStream("deal"),
    });
    expect(dealt.map((rows) => rows.length)).toEqual([20, 20]);
    expect(dealt[0]?.every((row) => row % 2 === 0)).toBe(true);
  });
});

describe("a recording", () => {
  it("goes on where it was stopped, whatever the last line of the file looks like", async () => {
    const file = join(folder, "state", "toy.jsonl");
    const line = planned();
    let asked = 0;
    const failing: LanguageModel = {
      ...model,
      async scoreLabels(...args) {
        if (asked++ >= 3 * askedRows(line).length + 5) throw new Error("killed");
        return model.scoreLabels(...args);
      },
    };
    await expect(recordAll(line, openAnswerStore(file), failing)).rejects.toThrow("killed");
    writeFileSync(file, `${readFileSync(file, "utf8")}["half`);
    const store = openAnswerStore(file);
    expect(line.prompts.filter((prompt) => store.has(recordedKeyOf(line, prompt)))).toHaveLength(3);
    await recordAll(line, store);
    const again = openAnswerStore(file);
    for (const prompt of line.prompts.slice(0, 12))
      expect(again.get(recordedKeyOf(line, prompt))).toEqual(store.get(recordedKeyOf(line, prompt)));
  });

  it("is published without a text, reads back as it was answered, and passes its check", async () => {
    const line = planned();
    const store = openAnswerStore(join(folder, "state", "toy.jsonl"));
    await recordAll(line, store);
    const out = join(folder, "out");
    publishLine(join(out, "toy-sim"), publication(line, store));
    expect(recordedLines(out)).toEqual(["toy-sim"]);
    const read = readRecordedLine(out, "toy-sim");
    expect(read.answers).toEqual(recordedSoFar("toy-sim", publication(line, store)).answers);
    expect(readFileSync(join(out, "toy-sim", "plan.json"), "utf8")).not.toMatch(/text|good|praised/);
    const said = await checkLine({ line, name: "toy-sim", out, model, answers: 20 });
    expect(said).toMatch(/^toy-sim: 20 answers asked again, 20 with the same label/);
  });

  it("goes on from what is published where the state is gone, for the same model and plan only", async () => {
    const line = planned();
    const store = openAnswerStore(join(folder, "state", "toy.jsonl"));
    await askLine(line, line.prompts.slice(0, 5), { model, store, rows: askedRows(line).length, onProgress: () => {} });
    // Second wave: one labelled set, whose public texts are not asked.
    const labelled = { kind: "labelled" as const, shown: [{ from: "public" as const, row: 0, label: 1 }] };
    const wider: Line = {
      ...line,
      sets: [...line.sets, labelled],
      prompts: [...line.prompts, { instruction: 0, set: line.sets.length, tier: 4 }],
    };
    const asked = askedRows(line).length - line.publicRows.length;
    await askLine(wider, wider.prompts.slice(-1), { model, store, rows: asked, onProgress: () => {} });
    const out = join(folder, "out");
    publishLine(join(out, "toy-sim"), publication(wider, store));
    const published = readRecordedLine(out, "toy-sim");
    expect(firstWave(published.plan)).toEqual({ answered: 5, wanted: 12 });

    const fresh = openAnswerStore(join(folder, "elsewhere", "toy.jsonl"));
    expect(takeOverPublished(line, fresh, published, "another model")).toBe(0);
    expect(takeOverPublished(planLine(readDataFolder(folder, { tuneLabelWords: false }), {}), fresh, published, model.id)).toBe(0);
    expect(takeOverPublished(line, fresh, published, model.id)).toBe(6);
    expect(takeOverPublished(line, fresh, published, model.id)).toBe(0);
    for (const prompt of wider.prompts) {
      const key = recordedKeyOf(wider, prompt);
      expect(fresh.get(key)).toEqual(store.get(key));
    }
  });

  it("fails its check where another model answers", async () => {
    const line = planned();
    const store = openAnswerStore(join(folder, "state", "toy.jsonl"));
    await recordAll(line, store);
    const out = join(folder, "out");
    publishLine(join(out, "toy-sim"), publication(line, store));
    const other: LanguageModel = {
      ...model,
      scoreLabels: async (...args) => ({ ...(await model.scoreLabels(...args)), logProbs: Float64Array.of(-0.01, -4.6) }),
    };
    await expect(checkLine({ line, name: "toy-sim", out, model: other, answers: 20 })).rejects.toThrow(/further apart/);
  });
});

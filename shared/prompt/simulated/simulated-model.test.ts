// The simulated learner is frozen, sees only prompts, and rewards better prompts; the null control rewards nothing.

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Label, Prompt } from "../language-model.ts";
import { labelForms, type PromptContent, renderPrompt } from "../render.ts";
import { NULL_CONTROL, VERSION } from "./constants.ts";
import { createSimulatedModel } from "./simulated-model.ts";

interface Golden {
  readonly seed: number;
  readonly prompt: Prompt;
  readonly labels: readonly Label[];
  readonly logProbs: readonly number[];
  readonly labelMass: number;
  readonly promptTokens: number;
}
const golden: readonly Golden[] = JSON.parse(readFileSync(new URL("golden.json", import.meta.url), "utf8"));

const LABELS = ["billing", "delivery", "account", "technical"];
const content = (over: Partial<PromptContent> = {}): PromptContent => ({
  header: "Choose the team that should answer. [VAR]",
  example: "Message: [SENTENCE1]\nTeam:",
  labels: LABELS,
  labelWords: LABELS,
  phrases: [],
  demonstrations: [
    { text: "I was charged twice this month.", label: 0 },
    { text: "The parcel is late again.", label: 1 },
    { text: "My login is locked.", label: 2 },
    { text: "The screen freezes after the update.", label: 3 },
  ],
  ...over,
});
const ask = async (c: PromptContent, text: string, options = {}) =>
  createSimulatedModel(options).scoreLabels(renderPrompt(c, { text }, "completion"), labelForms(c, "completion"));

describe(VERSION, () => {
  it("answers the 50 golden prompts as it did when it was frozen", async () => {
    expect(golden).toHaveLength(50);
    for (const row of golden) {
      const scores = await createSimulatedModel({ seed: row.seed }).scoreLabels(row.prompt, row.labels);
      // No tolerance: every operation is exact or from shared/math, so engines must agree to the bit.
      expect([...scores.logProbs]).toEqual(row.logProbs);
      expect(scores.labelMass).toBe(row.labelMass);
      expect(scores.usage.promptTokens).toBe(row.promptTokens);
    }
  });

  describe("lines that define labels", () => {
    const defined = "billing: an invoice or a payment\ndelivery: a zeppelin is late\n\n";
    const text = "Where is my zeppelin?";
    const shareOf = async (header: string, options = {}, label = 1): Promise<number> => {
      const asked = content({ header, demonstrations: [] });
      return Math.exp((await ask(asked, text, options)).logProbs[label] ?? 0);
    };

    it("teach it their words, for their own label alone", async () => {
      const plain = "Choose the team.";
      expect(await shareOf(`${defined}${plain}`)).toBeGreaterThan(0.1 + (await shareOf(plain)));
      expect(await shareOf(`${defined.replace("zeppelin", "parcel")}${plain}`)).toBeLessThan(await shareOf(`${defined}${plain}`));
    });

    it("say nothing where the word before the colon is no label, and to the null control", async () => {
      const other = defined.replaceAll(/^\w+:/gm, "Hint:");
      expect(await shareOf(`${other}Choose the team.`)).toBeLessThan(await shareOf(`${defined}Choose the team.`));
      const control = { constants: NULL_CONTROL };
      expect(await shareOf(`${defined}Choose the team.`, control)).toBe(await shareOf("Choose the team.", control));
    });

    it("do not make the prompt longer, as other words do", async () => {
      const words = Array.from({ length: 40 }, (_, i) => `filler${i}`).join(" ");
      const constants = { ...NULL_CONTROL, dilution: 0.15 };
      expect(await shareOf(`technical: ${words}\n\nChoose the team.`, { constants })).toBe(
        await shareOf("Choose the team.", { constants }),
      );
      expect(await shareOf(`Note: ${words}\n\nChoose the team.`, { constants })).not.toBe(await shareOf("Choose the team.", { constants }));
    });
  });

  it("names itself simulated, and a modified one modified", async () => {
    const model = createSimulatedModel({ seed: 3 });
    expect(model.id).toBe("sim-icl-2#3/completion");
    expect(model.capabilities.rung).toBe("simulated");
    expect(createSimulatedModel({ constants: NULL_CONTROL }).id).toContain("modified");
    expect((await ask(content(), "anything")).rung).toBe("simulated");
  });

  it("gives distributions, whatever the texts hold", async () => {
    const model = createSimulatedModel();
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "grapheme" }),
        fc.string(),
        fc.array(fc.string(), { maxLength: 3 }),
        async (text, header, phrases) => {
          const c = content({ header: `${header}[VAR]`, phrases });
          const scores = await model.scoreLabels(renderPrompt(c, { text }, "completion"), labelForms(c, "completion"));
          expect([...scores.logProbs].reduce((sum, x) => sum + Math.exp(x), 0)).toBeCloseTo(1, 12);
          expect(scores.labelMass).toBeGreaterThan(0);
          expect(scores.labelMass).toBeLessThan(1);
        },
      ),
    );
  });

  it("gives the same answer whatever it was asked before", async () => {
    const used = createSimulatedModel();
    for (const row of golden) await used.scoreLabels(row.prompt, row.labels);
    for (const row of golden.filter((r) => r.seed === 1)) {
      expect([...(await used.scoreLabels(row.prompt, row.labels)).logProbs]).toEqual(row.logProbs);
    }
  });

  it("never sees the gold label of the query: shuffled gold labels leave its scores unchanged", async () => {
    const rows = ["Where is my refund?", "The box was empty.", "I forgot my password.", "It crashes."].map((text, label) => ({
      text,
      label,
    }));
    const scoresWith = async (labels: readonly number[]) => {
      const poisoned = rows.map(
        (row, i) =>
          new Proxy(
            { text: row.text, label: labels[i] },
            {
              get: (target, key) => {
                if (key === "label") throw new Error("the gold label was read");
                return Reflect.get(target, key);
              },
            },
          ),
      );
      const model = createSimulatedModel();
      const c = content();
      return Promise.all(
        poisoned.map(async (row) => [
          ...(await model.scoreLabels(renderPrompt(c, row, "completion"), labelForms(c, "completion"))).logProbs,
        ]),
      );
    };
    expect(await scoresWith([0, 1, 2, 3])).toEqual(await scoresWith([3, 0, 1, 2]));
  });

  it("reads the three layouts of one content alike", async () => {
    const c = content({ header: "Choose the team that should answer." });
    const model = createSimulatedModel();
    const text = await model.scoreLabels(renderPrompt(c, { text: "Why this fee?" }, "completion"), labelForms(c, "completion"));
    const turns = await model.scoreLabels(renderPrompt(c, { text: "Why this fee?" }, "chat-turns"), labelForms(c, "chat-turns"));
    expect([...turns.logProbs]).toEqual([...text.logProbs]);
    // The layout with one user message adds a system text, which is part of the fragment.
    const chat = await model.scoreLabels(renderPrompt(c, { text: "Why this fee?" }, "chat"), labelForms(c, "chat"));
    expect([...chat.logProbs]).not.toEqual([...text.logProbs]);
  });

  it("attends to the demonstration that is like the query", async () => {
    const c = content({ labelWords: ["alpha", "beta", "gamma", "delta"] });
    const near = await ask(c, "The screen freezes after the last update.");
    const far = await ask(c, "I was charged twice again this month.");
    expect(near.logProbs[3]).toBeGreaterThan((far.logProbs[3] ?? 0) + 0.3);
    expect(far.logProbs[0]).toBeGreaterThan((near.logProbs[0] ?? 0) + 0.3);
  });

  it("knows label words by name, alias and cue", async () => {
    const c = content({ demonstrations: [], labelWords: ["payment", "shipping", "login", "bug"], phrases: ["customer support ticket"] });
    const neutral = await ask(c, "qqq");
    for (const [text, label] of [
      ["refund of a charged fee", 0],
      ["courier and tracking", 1],
      ["password of my profile", 2],
      ["crash and error", 3],
    ] as const) {
      const scores = await ask(c, text);
      expect((scores.logProbs[label] ?? 0) - (neutral.logProbs[label] ?? 0)).toBeGreaterThan(0.2);
    }
  });

  it("gives more label mass to prompts that show or say how to answer", async () => {
    const bare = await ask(content({ header: "", demonstrations: [] }), "x");
    const told = await ask(content({ header: "Answer with one label only.", demonstrations: [] }), "x");
    const shown = await ask(content({ header: "" }), "x");
    expect(told.labelMass).toBeGreaterThan(bare.labelMass);
    expect(shown.labelMass).toBeGreaterThan(bare.labelMass);
  });

  it("changes with the fragment, and not at all in the null control", async () => {
    const phrases = [["Think of payment first."], ["Names of teams matter."], ["Be brief."]];
    const spread = async (options: object) => {
      const scores = await Promise.all(
        phrases.map(async (p) => (await ask(content({ phrases: p }), "Why this fee?", options)).logProbs[0] ?? 0),
      );
      return Math.max(...scores) - Math.min(...scores);
    };
    expect(await spread({})).toBeGreaterThan(0.01);
    expect(await spread({ constants: NULL_CONTROL })).toBe(0);
  });

  it("is another model under another seed", async () => {
    const one = await ask(content(), "hello");
    const two = await ask(content(), "hello", { seed: 2 });
    expect([...one.logProbs]).not.toEqual([...two.logProbs]);
    const zero = await ask(content(), "hello", { seed: 0 });
    expect([...zero.logProbs]).not.toEqual([...one.logProbs]);
  });

  it("stops when it is told to", async () => {
    const stopped = AbortSignal.abort();
    const c = content();
    await expect(
      createSimulatedModel().scoreLabels(renderPrompt(c, { text: "x" }, "completion"), labelForms(c, "completion"), { signal: stopped }),
    ).rejects.toThrow();
  });
});

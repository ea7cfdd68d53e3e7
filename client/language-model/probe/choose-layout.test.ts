import { describe, expect, it } from "vitest";
import type { LabelScores, LanguageModel, Layout } from "../../../shared/prompt/language-model.ts";
import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import { chooseLayout, type LayoutExample } from "./choose-layout.ts";

/** A model whose log-odds for the second label are given per example. */
function model(layout: Layout, logOdds: readonly number[], over: Partial<LabelScores> = {}): LanguageModel {
  return {
    id: layout,
    capabilities: { rung: "exact", layout, deterministic: true, concurrency: 1 },
    async scoreLabels(prompt) {
      const odds = logOdds[Number(prompt.type === "text" ? prompt.text : prompt.messages[0]?.content)];
      if (odds === undefined) throw new LanguageModelError("server-error");
      const p = 1 / (1 + Math.exp(-odds));
      return {
        logProbs: Float64Array.of(Math.log(1 - p), Math.log(p)),
        labelMass: 0.5,
        censored: new Uint8Array(2),
        rung: "exact",
        usage: { attempts: 1, promptTokens: 1, cachedTokens: 0, completionTokens: 0 },
        ...over,
      };
    },
    dispose: async () => {},
  };
}
const examples: LayoutExample[] = [0, 0, 1, 1].map((label, i) => ({
  label,
  prompt: (layout) =>
    layout === "completion" ? { type: "text", text: String(i) } : { type: "chat", messages: [{ role: "user", content: String(i) }] },
  labels: () => ["a", "b"].map((name) => ({ name, form: name })),
}));

describe("chooseLayout", () => {
  it("takes the layout that is right once label bias is taken off", async () => {
    const biased = model("completion", [2, 2.2, 4, 4.1]); // always says b, but more so for b: 4 of 4 with offsets
    const random = model("chat-turns", [1, -1, 1, -1]);
    const { best, trials } = await chooseLayout(
      [
        { layout: "chat-turns", model: random },
        { layout: "completion", model: biased },
      ],
      examples,
    );
    expect(best).toBe("completion");
    expect(trials.map((trial) => trial.accuracy)).toEqual([0.5, 1]);
  });

  it("takes the one that sees more label mass when accuracy cannot decide", async () => {
    const same = [-1, -1.1, 1, 1.1];
    const { best, trials } = await chooseLayout(
      [
        { layout: "completion", model: model("completion", same, { labelMass: 0.2 }) },
        { layout: "chat-turns", model: model("chat-turns", [-1, -1.1, 1, -1.2], { labelMass: 0.9 }) },
        { layout: "chat", model: model("chat", same, { labelMass: 0.95, censored: Uint8Array.of(0, 1) }) },
      ],
      examples,
    );
    expect(best).toBe("chat-turns");
    expect(trials.map((trial) => trial.seen)).toEqual([1, 1, 0]);
  });

  it("takes no layout whose answers hold no label, however many come out right by chance", async () => {
    const mute = model("completion", [-1, -1, 1, 1], { labelMass: 0 });
    const able = model("chat-turns", [1, -1, 1, -1]);
    const { best } = await chooseLayout(
      [
        { layout: "completion", model: mute },
        { layout: "chat-turns", model: able },
      ],
      examples,
    );
    expect(best).toBe("chat-turns");
    await expect(chooseLayout([{ layout: "completion", model: mute }], examples)).rejects.toMatchObject({ code: "no-label" });
  });

  it("leaves failed examples out, and fails when none was answered", async () => {
    const { trials } = await chooseLayout([{ layout: "completion", model: model("completion", [-1, -1]) }], examples);
    expect(trials[0]).toMatchObject({ answered: 2 });
    await expect(chooseLayout([{ layout: "completion", model: model("completion", []) }], examples)).rejects.toMatchObject({
      code: "server-error",
    });
  });
});

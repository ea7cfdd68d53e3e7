import { describe, expect, it } from "vitest";
import { createAttacker } from "../../../shared/simulation/attack.ts";
import { runScenario } from "../../../shared/simulation/black-box/scenario.ts";
import type { HonestTuner, StepResult } from "../../../shared/simulation/tuner.ts";
import { CASES, CONTROLS } from "./attack-cases.ts";

const BOX = { slots: 2, candidates: 4, demonstrationSlots: 0, demonstrations: 0 };

describe("attacks", () => {
  it("have names of their own", () => {
    const names = [...CASES, ...CONTROLS].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  // Attackers who are refused attack nothing: the suite would then praise a defence that had no work.
  it.each(CASES)("$name: one of three sends what the aggregator takes", async ({ attack }) => {
    let victim: StepResult | null = null;
    const { result } = await runScenario({
      seed: "attack",
      count: 3,
      box: BOX,
      maxMs: 4 * 60_000,
      replace: (who, honest, box, space) => {
        const targets = box.optimum.map((best) => (best + 1) % BOX.candidates);
        if (who === 0) return createAttacker(attack, { space, box, honest, targets, victim: () => victim, seed: "0" });
        const step: HonestTuner["step"] = async (view) => {
          victim = await honest.step(view);
          return victim;
        };
        return { problem: honest.problem, digest: honest.digest, restore: honest.restore, step };
      },
    });
    expect(result.refused).toEqual({});
    expect(result.answered[0]).toBeGreaterThan(attack.type === "late-strike" ? attack.after : 1);
  });
});

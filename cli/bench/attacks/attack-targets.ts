// The targets of the attack suite, judged on its measured rows.

import * as v from "valibot";
import { encodeContribution } from "../../../shared/protocol/codec.ts";
import { contributeSchema } from "../../../shared/protocol/messages.ts";
import type { Target } from "../bench-report.ts";
import { CASES, MEAN_CONTROL, STEERING_LIMIT } from "./attack-cases.ts";

export interface Measured {
  readonly name: string;
  readonly bad: number;
  readonly agree: number;
  readonly captured: number;
  /** Points of the achievable reduction lost against the clean run: mean over seeds, and of the worst seed. */
  readonly drop: number;
  readonly worstDrop: number;
  readonly planesMost: number;
}

/** One per attack and limit, its worst number of attackers counting. 40 % is not promised. */
export function limitTargets(measured: readonly Measured[]): Target[] {
  return CASES.flatMap(({ name, limits }) =>
    limits.map((limit, i): Target => {
      const rows = measured.filter((row) => row.name === name && (i === 0 ? row.bad <= 4 : row.bad === 6));
      const worst = {
        agree: Math.min(...rows.map((row) => row.agree)),
        captured: Math.max(...rows.map((row) => row.captured)),
        drop: Math.max(...rows.map((row) => row.drop)),
      };
      const met =
        worst.agree >= (limit.agree ?? 0) - 1e-9 &&
        worst.captured <= (limit.captured ?? 1) + 1e-9 &&
        worst.drop <= (limit.drop ?? Number.POSITIVE_INFINITY);
      const words = [
        ...(limit.agree === undefined ? [] : [`agree >= ${limit.agree}`]),
        ...(limit.captured === undefined ? [] : [`captured <= ${limit.captured}`]),
        ...(limit.drop === undefined ? [] : [`drop <= ${limit.drop}`]),
      ];
      const shown = `agree ${round(worst.agree)}, captured ${round(worst.captured)}, drop ${round(worst.drop)}`;
      return { id: `${name}, ${i === 0 ? "up to 20 %" : "30 %"}`, target: words.join(", "), measured: shown, met };
    }),
  );
}

/** The control fails what the default holds, with the same attackers: else the defence would be shown on a problem that needs none. */
export function controlTargets(measured: readonly Measured[]): Target[] {
  const failed = measured.filter(
    ({ name, captured, agree }) =>
      name === MEAN_CONTROL.name && (captured > (STEERING_LIMIT.captured ?? 1) || agree < (STEERING_LIMIT.agree ?? 0)),
  );
  const least = Math.min(...failed.map(({ bad }) => bad));
  const first = failed.find(({ bad }) => bad === least);
  return [
    {
      id: MEAN_CONTROL.name,
      target: "fails the steering thresholds at up to 20 % (what is to be shown)",
      measured: first ? `from ${least} attackers on: agree ${round(first.agree)}, captured ${round(first.captured)}` : "holds",
      met: first !== undefined && least <= 4,
    },
  ];
}

export function planesTarget(measured: readonly Measured[]): Target {
  const most = Math.max(...measured.map(({ planesMost }) => planesMost));
  return { id: "plane stuffing, planes per slot", target: "at most 8", measured: most, met: most <= 8 };
}

/** A contribution with any further field is refused by the schema. */
export function uplinkTarget(): Target {
  const place = { participant: "p", epoch: 1, seq: 1, base: 0 };
  const step = { samples: Uint16Array.of(0, 0), losses: Float32Array.of(0, 0), onDistribution: 2, queries: 2, tokens: 0 };
  const message = encodeContribution({ ...place, ...step, scale: { loss: "plain", rung: "exact" } });
  const foreign = ["p", "z", "pull", "dual", "duals", "planes", "table", "vocabulary", "phrases"];
  const refused = foreign.filter((field) => !v.safeParse(contributeSchema, { ...message, [field]: "AAAA" }).success).length;
  const met = refused === foreign.length && v.safeParse(contributeSchema, message).success;
  return { id: "vocabulary or dual fields in the uplink", target: "refused 100 %", measured: `${refused} of ${foreign.length}`, met };
}

export function round(value: number): number {
  return Number(value.toFixed(3));
}

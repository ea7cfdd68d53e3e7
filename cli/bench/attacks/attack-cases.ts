// The attacks of the suite with their thresholds.

import type { Settings } from "../../../shared/algorithm/settings.ts";
import type { Attack } from "../../../shared/simulation/attack.ts";

export interface Case<Kind extends Attack = Attack> {
  readonly name: string;
  readonly attack: Kind;
  /** How much more often than others an attacker sends. */
  readonly pace?: number;
  /** Thresholds up to 20 % and at 30 %; drop in points of the achievable reduction. */
  readonly limits: readonly [Limit, Limit];
}

export interface Limit {
  readonly agree?: number;
  readonly captured?: number;
  readonly drop?: number;
}

const STEERING: Case["limits"] = [
  { captured: 0.02, agree: 0.95, drop: 2 },
  { captured: 0.05, agree: 0.9, drop: 5 },
];
const NOT_CAPTURED: Case["limits"] = [
  { captured: 0.02, drop: 2 },
  { captured: 0.05, drop: 5 },
];
const agree = (low: number, high: number): Case["limits"] => [{ agree: low }, { agree: high }];
/** As many as the aggregator lets a table say, and so few that the screen of the robust mean lets them pass. */
const AT_THE_LIMIT = { type: "hidden-variance", deviations: 10 } as const satisfies Attack;
const UNDER_THE_SCREEN = { type: "hidden-variance", deviations: 0.6 } as const satisfies Attack;
const HIDDEN = "hidden variance, one-hot by 10 deviations";
const UNDER = "hidden variance, one-hot by 0.6 deviations";

type CasesOf<Type extends Attack["type"]> = readonly [Case<Extract<Attack, { type: Type }>>, ...Case<Extract<Attack, { type: Type }>>[]];

/** At least one of each type of attack: a new one does not compile before it is tried here. */
const BY_TYPE: { readonly [Type in Attack["type"]]: CasesOf<Type> } = {
  "one-hot": [
    { name: "one-hot, rivals random", attack: { type: "one-hot", rival: false }, limits: STEERING },
    { name: "one-hot, rivals the likeliest", attack: { type: "one-hot", rival: true }, limits: STEERING },
    { name: "flood, one-hot 10x as often", attack: { type: "one-hot", rival: true }, pace: 10, limits: STEERING },
  ],
  "hidden-variance": [
    { name: HIDDEN, attack: AT_THE_LIMIT, limits: STEERING },
    { name: UNDER, attack: UNDER_THE_SCREEN, limits: STEERING },
  ],
  "slow-steering": [{ name: "slow steering, 30 % mix", attack: { type: "slow-steering", share: 0.3 }, limits: NOT_CAPTURED }],
  "late-strike": [{ name: "honest, then strike", attack: { type: "late-strike", after: 8 }, limits: NOT_CAPTURED }],
  scaled: [
    { name: "sign flip", attack: { type: "scaled", factor: -1 }, limits: agree(0.95, 0.9) },
    { name: "scale 10x (within bounds)", attack: { type: "scaled", factor: 10 }, limits: agree(0.95, 0.9) },
    { name: "IPM 0.1", attack: { type: "scaled", factor: -0.1 }, limits: agree(0.95, 0.9) },
    { name: "IPM 0.5", attack: { type: "scaled", factor: -0.5 }, limits: agree(0.95, 0.9) },
    { name: "IPM 10", attack: { type: "scaled", factor: -10 }, limits: agree(0.95, 0.9) },
    { name: "IPM 100", attack: { type: "scaled", factor: -100 }, limits: agree(0.95, 0.9) },
  ],
  random: [{ name: "random losses", attack: { type: "random" }, limits: agree(0.97, 0.95) }],
  "label-flip": [{ name: "label flip through the tuner", attack: { type: "label-flip" }, limits: [{ drop: 2 }, { drop: 5 }] }],
  alie: [
    { name: "ALIE 1.5", attack: { type: "alie", deviations: 1.5 }, limits: agree(0.95, 0.85) },
    { name: "ALIE 4 (min-max)", attack: { type: "alie", deviations: 4 }, limits: agree(0.95, 0.85) },
  ],
  mimic: [{ name: "mimic one honest participant", attack: { type: "mimic" }, limits: agree(0.95, 0.85) }],
  "free-rider": [{ name: "free-rider, equal losses", attack: { type: "free-rider" }, limits: agree(0.97, 0.97) }],
  replay: [{ name: "replay of its first", attack: { type: "replay" }, limits: agree(0.97, 0.97) }],
  "plane-stuffing": [{ name: "plane stuffing", attack: { type: "plane-stuffing" }, limits: agree(0.95, 0.9) }],
};

export const CASES: readonly Case[] = Object.values(BY_TYPE).flat();

/**
 * Not defended: the same attacks on other means over participants, to show what the default is for. They have no thresholds of their own.
 */
export interface Control {
  readonly name: string;
  readonly attack: Attack;
  readonly aggregation: Settings["aggregation"];
}

export const MEAN_CONTROL: Control = {
  name: `control, plain mean: ${HIDDEN}`,
  attack: AT_THE_LIMIT,
  aggregation: "mean",
};
export const CONTROLS: readonly Control[] = [
  MEAN_CONTROL,
  { name: "control, plain mean: one-hot, rivals the likeliest", attack: { type: "one-hot", rival: true }, aggregation: "mean" },
  { name: `control, centred clipping: ${HIDDEN}`, attack: AT_THE_LIMIT, aggregation: "centred-clipping" },
  { name: `control, centred clipping: ${UNDER}`, attack: UNDER_THE_SCREEN, aggregation: "centred-clipping" },
];
/** What the steering attacks may do up to 20 %: what a control has to fail to show anything. */
export const STEERING_LIMIT: Limit = STEERING[0];

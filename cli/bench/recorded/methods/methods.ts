// All methods that run on recorded answers, in the order of the leaderboard's legend.

import { alone, instruction, randomSearch } from "./alone.ts";
import { central } from "./central.ts";
import { committeeOfThree, committeeOfTwo } from "./committee.ts";
import { manual, random } from "./fixed.ts";
import { localSearch } from "./local-search.ts";
import type { RecordedMethod } from "./method.ts";
import { selfLabelled } from "./self-labelled.ts";
import { pooledLosses, published, voted } from "./together.ts";

export const RECORDED_METHODS: readonly RecordedMethod[] = [
  manual,
  random,
  instruction,
  randomSearch,
  localSearch,
  alone,
  selfLabelled,
  pooledLosses,
  voted,
  published,
  central,
  committeeOfTwo,
  committeeOfThree,
];

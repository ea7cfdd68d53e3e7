// All methods that run on recorded answers, in the order of the leaderboard's legend.

import { alone, instruction, recordedRandomSearch } from "./alone.ts";
import { central } from "./central.ts";
import { committeeOfThree, committeeOfTwo } from "./committee.ts";
import { random, recordedManual } from "./fixed.ts";
import { recordedLocalSearch } from "./local-search.ts";
import type { RecordedMethod } from "./method.ts";
import { selfLabelled } from "./self-labelled.ts";
import { pooledLosses, published, voted } from "./together.ts";

export const RECORDED_METHODS: readonly RecordedMethod[] = [
  recordedManual,
  random,
  instruction,
  recordedRandomSearch,
  recordedLocalSearch,
  alone,
  selfLabelled,
  pooledLosses,
  voted,
  published,
  central,
  committeeOfTwo,
  committeeOfThree,
];

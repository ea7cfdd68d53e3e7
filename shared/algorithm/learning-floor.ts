// A task may not ask without learning: questions that do not depend on the answers serve nobody but whoever reads the losses.

import type { Settings } from "./settings.ts";

/** The ranges in which p follows the losses. New tasks are refused outside them, and participants do not take part in others [A18f]. */
const LEARNING = {
  stepLower: { least: 0.1, most: Number.POSITIVE_INFINITY },
  samplingFloor: { least: 0, most: 0.2 },
  tableForgetting: { least: 0.5, most: 1 },
  tableShrinkage: { least: 0, most: 1_000 },
  stepConsensus: { least: 0.01, most: Number.POSITIVE_INFINITY },
} as const satisfies Partial<Record<keyof Settings, { readonly least: number; readonly most: number }>>;

/** The setting, in words, that would let a task ask without learning from the answers; undefined if there is none. */
export function askingFault(settings: Settings): string | undefined {
  const faults = Object.entries(LEARNING).flatMap(([name, { least, most }]) => {
    const value = settings[isLearning(name) ? name : "stepLower"];
    return value >= least && value <= most ? [] : [`${name} must be from ${least} to ${most}`];
  });
  return faults[0];
}

function isLearning(name: string): name is keyof typeof LEARNING {
  return name in LEARNING;
}

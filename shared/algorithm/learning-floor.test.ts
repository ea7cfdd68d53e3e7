// Settings that ask without learning are found.

import { expect, it } from "vitest";
import { askingFault } from "./learning-floor.ts";
import { defaultSettings } from "./settings.ts";

it("[A18f] the usual settings learn", () => {
  expect(askingFault(defaultSettings)).toBe(undefined);
});

it.each([
  [{ stepLower: 0 }, "stepLower"],
  [{ samplingFloor: 0.5 }, "samplingFloor"],
  [{ tableForgetting: 0 }, "tableForgetting"],
  [{ tableShrinkage: 1e4 }, "tableShrinkage"],
  [{ stepConsensus: 0 }, "stepConsensus"],
])("[A18f] %o would let a task ask without learning", (changed, name) => {
  expect(askingFault({ ...defaultSettings, ...changed })).toContain(name);
});

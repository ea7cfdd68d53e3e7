import { expect, it } from "vitest";
import { cellOf, marks } from "../accuracy/testing/cells.ts";
import { differences } from "./differences.ts";

const cell = (set: string, method: string, seed: number, right: number) => cellOf({ set, method, seed, bare: [marks(right, 100)] });

// Line 1: seeds 0 and 1 of both, 6 and 2 points: 4. Line 2: seed 0 of both, 1 point. Mean over lines 2.5. Pairs 6, 2, 1 have mean 3 and
// variance (9 + 1 + 4) / 2 = 7, so the standard error is sqrt(7 / 3) = 1.53. The seed that only one has does not count.
it("takes the mean over lines of the seeds that both have", () => {
  const models = [
    [cell("sst2", "asyndbt", 0, 66), cell("sst2", "asyndbt", 1, 62), cell("sst2", "alone", 0, 60), cell("sst2", "alone", 1, 60)],
    [cell("sst2", "asyndbt", 0, 51), cell("sst2", "alone", 0, 50), cell("sst2", "alone", 1, 99)],
  ];
  expect(differences(models).find(({ difference }) => difference === "asyndbt - alone")).toEqual({
    difference: "asyndbt - alone",
    lines: 2,
    pairs: 3,
    "with offsets": "+2.5 ± 1.5",
    bare: "+2.5 ± 1.5",
  });
});

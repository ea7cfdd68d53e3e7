// Which test examples are asked about, where there are more than the limit: always the same ones, drawn by a hash of their texts, so that
// neither their order in a file nor examples added later decide.

import { hash32 } from "../../../shared/math/random.ts";
import { type Limits, TEST_ROWS } from "../limits.ts";
import type { LocalExamples } from "../participant.ts";

export function testedRows(test: LocalExamples["test"], { testRows = TEST_ROWS }: Limits): LocalExamples["test"] {
  if (test.length <= testRows) return test;
  const ranked = test.map((example, at) => ({ example, at, hash: hash32(`${example.text}\n${example.text2 ?? ""}`) }));
  const drawn = ranked.sort((a, b) => a.hash - b.hash || a.at - b.at).slice(0, testRows);
  return drawn.sort((a, b) => a.at - b.at).map(({ example }) => example);
}

// The checkers that are not made of others, each with its options.

import * as v from "valibot";
import { kendallTauOptions } from "./lists/kendall-tau.ts";
import { ndcgOptions } from "./lists/ndcg.ts";
import { setOverlapOptions } from "./lists/set-overlap.ts";
import { numberOptions } from "./number.ts";
import { containsOptions } from "./text/contains.ts";
import { editSimilarityOptions } from "./text/edit-similarity.ts";
import { exactOptions } from "./text/exact.ts";
import { lengthOptions } from "./text/length.ts";
import { oneOfOptions } from "./text/one-of.ts";
import { regularExpressionOptions } from "./text/regular-expression-options.ts";
import { rougeOptions } from "./text/rouge.ts";
import { tokenF1Options } from "./text/token-f1.ts";

export const flatCheckerSpec = v.variant("type", [
  exactOptions,
  oneOfOptions,
  containsOptions,
  regularExpressionOptions,
  numberOptions,
  tokenF1Options,
  rougeOptions,
  editSimilarityOptions,
  setOverlapOptions,
  kendallTauOptions,
  ndcgOptions,
  lengthOptions,
]);
export type FlatCheckerSpec = v.InferOutput<typeof flatCheckerSpec>;

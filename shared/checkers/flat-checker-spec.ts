// The checkers that are not made of others, each with its options.

import * as v from "valibot";
import { containsOptions } from "./contains.ts";
import { editSimilarityOptions } from "./edit-similarity.ts";
import { exactOptions } from "./exact.ts";
import { kendallTauOptions } from "./kendall-tau.ts";
import { lengthOptions } from "./length.ts";
import { ndcgOptions } from "./ndcg.ts";
import { numberOptions } from "./number.ts";
import { oneOfOptions } from "./one-of.ts";
import { regularExpressionOptions } from "./regular-expression-options.ts";
import { rougeOptions } from "./rouge.ts";
import { setOverlapOptions } from "./set-overlap.ts";
import { tokenF1Options } from "./token-f1.ts";

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

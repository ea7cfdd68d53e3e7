// A failure in the language in use. Aggregator, language model and page may use the same code: the source tells them apart.

import { quotedIn } from "../../../shared/prompt/language-model-error.ts";
import type { Activity } from "../../participant/session/worker-api.ts";
import type { Messages } from "../catalogue/english/english.ts";

export interface Failed {
  readonly code: string;
  readonly message: string;
}

/** Who failed, as far as the place that shows it can know. */
export type FailureSource = "aggregator" | "model" | "either";

/** What a run is doing, or why it stopped. */
export function activityText(words: Messages, activity: Activity): string {
  return words.live.activity(activity, Date.now(), activity.type === "failed" ? failureText(words, activity, activity.source) : "");
}

/** The failure's own words, which are English, unless the language has the code's entry; where two entries fit, the words stay. */
export function failureText({ help }: Pick<Messages, "help">, { code, message }: Failed, source: FailureSource = "either"): string {
  const { refusals, models, pageCodes, endpointSays } = help;
  const own = message || (pageCodes[code] ?? code);
  if (refusals === null || models === null) return own;
  const quoted = quotedIn(message);
  const known = models[code];
  const model = known === undefined || quoted === undefined ? known : `${known} ${endpointSays(quoted)}`;
  const other = refusals[code] ?? pageCodes[code];
  if (source === "model") return model ?? other ?? own;
  if (source === "aggregator") return other ?? own;
  return model !== undefined && other !== undefined ? own : (model ?? other ?? own);
}

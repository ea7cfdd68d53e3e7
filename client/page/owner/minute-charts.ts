// Minutes with contributions as series for the charts.

import type { Minute } from "../../../shared/protocol/owner-messages.ts";
import type { ChartData } from "../line-chart.ts";
import { words } from "./words.ts";

/** Longer gaps than this are not drawn minute by minute. */
const FILLED = 1_440;

/** Minutes in which nothing came count as 0, unless the whole spans more than a day. */
export function minutesChart(minutes: readonly Minute[]): ChartData {
  const { dashboard } = words();
  const first = minutes[0]?.minute ?? 0;
  const span = (minutes.at(-1)?.minute ?? 0) - first + 1;
  const byMinute = new Map(minutes.map((minute) => [minute.minute - first, minute]));
  const at = span <= FILLED ? Array.from({ length: span }, (_, i) => i) : [...byMinute.keys()];
  return {
    title: dashboard.perMinute,
    x: { name: dashboard.minutes, values: at },
    series: [
      { name: dashboard.contributions, values: at.map((x) => byMinute.get(x)?.contributions ?? 0) },
      { name: dashboard.stale, values: at.map((x) => byMinute.get(x)?.stale ?? 0) },
    ],
    fileName: "contributions-per-minute",
  };
}

export function lossChart(minutes: readonly Minute[]): ChartData {
  const { dashboard } = words();
  const first = minutes[0]?.minute ?? 0;
  const known = minutes.flatMap(({ minute, loss }) => (loss === null ? [] : [{ at: minute - first, loss }]));
  return {
    title: dashboard.loss,
    x: { name: dashboard.minutes, values: known.map(({ at }) => at) },
    series: [{ name: dashboard.lossSeries, values: known.map(({ loss }) => loss) }],
    fileName: "loss-per-minute",
  };
}

// Minutes with contributions as series for the charts.

import type { Minute } from "../../../../shared/protocol/owner-messages.ts";
import type { ChartData } from "../../elements/charts/line-chart.ts";
import { words } from "../words.ts";

/** A longer span than a day is drawn without its empty minutes. */
const FILLED = 1_440;
/** A chart begins at least so many minutes before the latest: one dot alone shows nothing. */
const LEAST = 10;

/** x: minutes before the latest with contributions, which is 0. Minutes in which nothing came count as 0. */
export function minutesChart(minutes: readonly Minute[]): ChartData {
  const { dashboard } = words();
  const last = minutes.at(-1)?.minute ?? 0;
  const span = Math.max(LEAST, last - (minutes[0]?.minute ?? 0) + 1);
  const byMinute = new Map(minutes.map((minute) => [minute.minute - last, minute]));
  const at = span <= FILLED ? Array.from({ length: span }, (_, i) => i - span + 1) : [...byMinute.keys()];
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
  return {
    title: dashboard.loss,
    ...knownMinutes(minutes, dashboard.lossSeries, ({ loss }) => loss),
    fileName: "loss-per-minute",
  };
}

export function accuracyChart(minutes: readonly Minute[]): ChartData {
  const { dashboard } = words();
  return {
    title: dashboard.accuracy,
    ...knownMinutes(minutes, dashboard.accuracySeries, ({ accuracy }) => accuracy),
    fileName: "accuracy-per-minute",
    range: [0, 1],
  };
}

/** Only minutes of which the figure is known: where nothing was tried, nothing is drawn. */
function knownMinutes(
  minutes: readonly Minute[],
  name: string,
  figureOf: (minute: Minute) => number | null,
): Pick<ChartData, "x" | "series"> {
  const last = minutes.at(-1)?.minute ?? 0;
  const known = minutes.flatMap((minute) => {
    const figure = figureOf(minute);
    return figure === null ? [] : [{ at: minute.minute - last, figure }];
  });
  return {
    x: { name: words().dashboard.minutes, values: known.map(({ at }) => at) },
    series: [{ name, values: known.map(({ figure }) => figure) }],
  };
}

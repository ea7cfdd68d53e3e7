// Where the points of a progress chart lie, and the paths through them.

import type { CurveView } from "../../../participant/session/worker-api.ts";

type Best = CurveView["best"][number];

/** Pixels from the drawing's left and top. */
export interface Plane {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: (queries: number) => number;
  readonly y: (share: number) => number;
  /** Where lines and figures stand. */
  readonly shares: readonly number[];
  readonly counts: readonly number[];
  readonly queries: number;
}

const MARGIN = { left: 46, right: 8, top: 10, bottom: 40 };
/** A chart of less would make much of little. */
const LEAST_RANGE = 0.3;
const PIXELS_PER_COUNT = 110;

export function planeOf(
  { start, best, tried }: CurveView,
  { queries, width, height }: { readonly queries: number; readonly width: number; readonly height: number },
): Plane {
  const [left, right, top, bottom] = [MARGIN.left, width - MARGIN.right, MARGIN.top, height - MARGIN.bottom];
  const values = [start ?? 0, ...best.flatMap(({ low, high }) => [low, high]), ...tried.map(({ share }) => share)];
  const [low, high] = shareRange(values);
  const last = Math.max(1, queries, ...tried.slice(-1).map((point) => point.queries));
  return {
    ...{ left, right, top, bottom, queries: last },
    x: (at) => round(left + ((right - left) * at) / last),
    y: (share) => round(bottom - ((bottom - top) * (share - low)) / (high - low)),
    shares: evenly(low, high, high - low > 0.5 ? 0.2 : 0.1),
    counts: counts(last, Math.max(2, Math.floor((right - left) / PIXELS_PER_COUNT))),
  };
}

/** Whole tenths around all values, within [0, 1]. */
function shareRange(values: readonly number[]): readonly [low: number, high: number] {
  const [least, most] = values.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [1, 0]);
  const missing = Math.max(0, LEAST_RANGE - (most - least)) / 2;
  const low = Math.max(0, Math.floor(10 * (least - missing)) / 10);
  const high = Math.min(1, Math.ceil(10 * (most + missing)) / 10);
  return [low, high];
}

function evenly(low: number, high: number, step: number): number[] {
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, i) => Math.round(100 * (first + i) * step) / 100);
}

/** Round numbers from 0 to the last. */
function counts(last: number, most: number): number[] {
  const rough = last / most;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  const step = Math.max(1, ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power);
  return Array.from({ length: Math.floor(last / step) + 1 }, (_, i) => i * step);
}

/** The best prompt when so many queries were asked; null while that was the starting prompt. */
export function bestAt({ best }: CurveView, queries: number): Best | null {
  return best.findLast((one) => one.queries <= queries) ?? null;
}

/** A stair from the starting prompt's share on. */
export function linePath({ left, right, x, y }: Plane, { best }: CurveView, start: number): string {
  return `M${left} ${y(start)}${best.map(({ queries, share }) => `H${x(queries)}V${y(share)}`).join("")}H${right}`;
}

/** From each best prompt to the next: what its share may be. */
export function bandPath({ right, x, y }: Plane, { best }: CurveView): string {
  return best
    .map(({ queries, low, high }, i) => {
      const next = best[i + 1];
      return `M${x(queries)} ${y(low)}V${y(high)}H${next ? x(next.queries) : right}V${y(low)}Z`;
    })
    .join("");
}

/** Of no length each: the ends of a round stroke make the dots. */
export function dotsPath({ x, y }: Plane, { tried }: CurveView): string {
  return tried.map(({ queries, share }) => `M${x(queries)} ${y(share)}h0`).join("");
}

function round(pixels: number): number {
  return Math.round(10 * pixels) / 10;
}
